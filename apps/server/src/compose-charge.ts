import type { UsageSlice } from '@exchequer/core/charge';
import type { AnalyticsEngine } from '@exchequer/store/analytics/engine';
import type { Journal } from '@exchequer/store/analytics/journal';
import { type Charges, createCharges, type EnvelopeUsage } from '@exchequer/store/charge';
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

/** Where no envelopes are kept: nothing pays for usage in the budget book. */
export const noEnvelopes: EnvelopeUsage = {
  route: async (_tx, { slices }: { slices: readonly UsageSlice[] }) => ({
    envelopeIds: slices.map(() => null),
    commands: [],
  }),
};
