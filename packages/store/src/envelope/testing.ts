import { type EnvelopeWish, parseUsd, type SpendFacts } from '@exchequer/model';
import { createLedger, type Ledger } from '../ledger/index.ts';
import { migrate, migrations } from '../migrations/index.ts';
import { type TemporaryPostgres, temporaryPostgres } from '../postgres/testing/index.ts';
import { type Budgets, createBudgets } from './index.ts';
import { everyone, type Viewer } from './viewer.ts';

export const admin = { id: 'usr_admin', name: 'Ada', workerId: null };
export const asker = { id: 'usr_asker', name: 'Priya', workerId: 'wrk_priya' };
export const all: Viewer = everyone;

/** Budgets over a real server, with a clock that tests turn. */
export interface BudgetBench {
  server: TemporaryPostgres;
  ledger: Ledger;
  budgets: Budgets;
  at(instant: string): void;
  /** Budgets as another process would open them. */
  reopened(): Budgets;
  close(): Promise<void>;
}

export async function budgetBench(start: string): Promise<BudgetBench> {
  const server = await temporaryPostgres();
  await migrate(server.sql, migrations);
  let instant = new Date(start);
  let serial = 0;
  const now = () => instant;
  const ledger = createLedger({ sql: server.sql, now });
  const open = () =>
    createBudgets({
      sql: server.sql,
      ledger,
      now,
      newId: (prefix) => `${prefix}${++serial}`,
      timeZone: () => 'Europe/Warsaw',
      fiscalStart: () => 4,
    });
  return {
    server,
    ledger,
    budgets: open(),
    at: (text) => {
      instant = new Date(text);
    },
    reopened: open,
    close: () => server.close(),
  };
}

/** Forgets all envelopes and books of the server, and puts a few people there. */
export async function fresh({ server: { sql } }: BudgetBench): Promise<void> {
  await sql`truncate envelope, envelope_change, envelope_period, budget_request, envelope_increase,
    envelope_alert, budget_usage, audit_entry, membership, worker, team,
    ledger_account, ledger_command, ledger_transaction, ledger_posting, ledger_hold, ledger_close cascade`;
  await sql`insert into team (workspace, id, name, external_id, parent_id) values
    ('live', 'eng', 'Engineering', '', null), ('live', 'platform', 'Platform', '', 'eng'),
    ('live', 'data', 'Data', '', 'eng')`;
  await sql`insert into worker (workspace, id, kind, name, external_id, family, owner_id) values
    ('live', 'wrk_priya', 'person', 'Priya', '', '', null), ('live', 'wrk_jo', 'person', 'Jo', '', '', null),
    ('live', 'wrk_bot', 'agent', 'nightly', '', 'refactor', 'wrk_priya')`;
}

export const usd = parseUsd;

/** A monthly envelope; give what differs. */
export const wishOf = (
  name: string,
  kind: EnvelopeWish['kind'],
  ref: string,
  parentId: string | null,
  limit: string,
  more: Partial<EnvelopeWish> = {},
): Omit<EnvelopeWish, 'managedBy'> => ({
  name,
  kind,
  ref,
  parentId,
  currency: 'USD',
  limit: usd(limit),
  period: 'month',
  custom: null,
  enforcement: 'hard',
  thresholds: [50, 80, 95],
  rollover: null,
  overdraft: 0n,
  ownerId: null,
  ...more,
});

export const factsOf = (more: Partial<SpendFacts> = {}): SpendFacts => ({
  workerId: '',
  teamIds: [],
  project: '',
  repo: '',
  agent: '',
  agentFamily: '',
  ...more,
});
