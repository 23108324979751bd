import type { AnalyticsEngine } from '@exchequer/store/analytics/engine';
import type { Journal } from '@exchequer/store/analytics/journal';
import { type Charges, createCharges, type EnvelopeUsage } from '@exchequer/store/charge';
import type { Budgets, UsageRow } from '@exchequer/store/envelope';
import type { Ledger } from '@exchequer/store/ledger';
import type { Sql } from 'postgres';
import { type ChargeJob, startChargeJob } from './jobs/charge/index.ts';

export interface ChargeParts {
  sql: Sql;
  engine: AnalyticsEngine;
  journal: Journal;
  ledger: Ledger;
  envelopes: EnvelopeUsage;
  timeZone: () => string;
  now: () => Date;
  newId: (prefix: string) => string;
  log: (message: string, error?: unknown) => void;
}

/** The charges, and the job that keeps them behind the journal. */
export function openCharges({ journal, log, ...parts }: ChargeParts): { charges: Charges; job: ChargeJob } {
  const charges = createCharges({ ...parts, alone: journal.alone });
  return { charges, job: startChargeJob({ charges, log }) };
}

/** Has the envelopes pay for usage: the most specific one that covers it, and all above it. */
export const envelopeUsage = (budgets: Pick<Budgets, 'prepareUsage' | 'facts'>): EnvelopeUsage => ({
  route: async (tx, { workspace, batchId, slices }) => {
    const factsOf = await budgets.facts(workspace);
    // Envelopes ask less than charges do: what they cannot tell apart is one row to them.
    const rows = new Map<string, UsageRow>();
    const keys = slices.map((slice) => {
      const { occurredOn, workerId, teamId, project, repo, agent, lease, amount } = slice;
      const key = JSON.stringify([occurredOn, workerId, teamId, project, repo, agent, lease]);
      const known = rows.get(key);
      const facts = known?.facts ?? factsOf({ workerId, teamId, project, repo, agent });
      rows.set(key, { occurredOn, facts, lease, cost: (known?.cost ?? 0n) + amount });
      return key;
    });
    const { commands, payers } = await budgets.prepareUsage(tx, workspace, batchId, [...rows.values()]);
    const payerOf = new Map([...rows.keys()].map((key, at) => [key, payers[at] ?? null]));
    return { envelopeIds: keys.map((key) => payerOf.get(key) ?? null), commands };
  },
});
