import { type EnvelopeWish, parseUsd, type SpendFacts } from '@exchequer/model';
import type { BudgetEnvelope } from '@exchequer/model/contract';
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
  // A few rows are deleted far quicker than their tables are emptied.
  const tables = [
    'envelope_alert',
    'envelope_increase',
    'budget_request',
    'envelope_period',
    'envelope_change',
  ];
  tables.push('envelope', 'budget_usage', 'audit_entry', 'membership', 'worker', 'team');
  tables.push('ledger_transaction', 'ledger_command', 'ledger_hold', 'ledger_close', 'ledger_account');
  await sql.unsafe(tables.map((table) => `delete from ${table}`).join(';'));
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

const live = 'live';

/** What tests do with a bench, in the words of the domain. */
export function actionsOf(bench: BudgetBench) {
  async function put(
    wish: ReturnType<typeof wishOf>,
    id?: string,
    belowSpent = false,
  ): Promise<BudgetEnvelope> {
    const done = await bench.budgets.envelopes.put(live, { id, wish, belowSpent }, admin);
    if ('refused' in done) throw new Error(`${done.refused}: ${done.detail}`);
    return done;
  }

  const refusedPut = async (wish: ReturnType<typeof wishOf>, id?: string) => {
    const done = await bench.budgets.envelopes.put(live, { id, wish, belowSpent: false }, admin);
    return 'refused' in done ? done.refused : 'accepted';
  };

  /** Company, engineering, platform and Priya, each within the one above. */
  async function tree(more: Parameters<typeof wishOf>[5] = {}) {
    const company = await put(wishOf('Company', 'company', '', null, '10000', more));
    const eng = await put(wishOf('Engineering', 'function', 'eng', company.id, '5000', more));
    const platform = await put(wishOf('Platform', 'team', 'platform', eng.id, '2000', more));
    const priya = await put(wishOf('Priya', 'person', 'wrk_priya', platform.id, '400', more));
    return { company, eng, platform, priya };
  }

  const balances = async () => {
    const { envelopes } = await bench.budgets.envelopes.list(live, { state: 'all' }, all);
    return new Map(envelopes.map(({ name, balance }) => [name, balance]));
  };
  const spentOf = async () =>
    new Map([...(await balances())].map(([name, balance]) => [name, balance?.spent]));

  /** Every period’s pockets sum to zero, and every balance is the sum of its lines. */
  async function faultsOfBooks(): Promise<object[]> {
    const { sql } = bench.server;
    const open = await sql`
      select split_part(key, '/', 2) || split_part(key, '/', 3) as place from ledger_account
      group by 1 having sum(balance) <> 0`;
    const off = await sql`
      select a.key from ledger_account a left join ledger_posting p on p.account_id = a.id
      group by a.id, a.key, a.balance having a.balance <> coalesce(sum(p.amount), 0)`;
    return [...open, ...off];
  }

  const ids = async () => {
    const { envelopes } = await bench.budgets.envelopes.list(live, { state: 'all' }, all);
    const find = (name: string) => envelopes.find((one) => one.name === name)?.id ?? '';
    return { company: find('Company'), platform: find('Platform'), priya: find('Priya') };
  };

  async function reserve(envelopeId: string, amount: string, key = `k-${amount}`) {
    const hold = await bench.budgets.holds.reserve(live, {
      envelopeId,
      amount: usd(amount),
      currency: 'USD',
      expiresAt: new Date('2026-12-24T00:00:00Z'),
      memo: 'A run',
      idempotencyKey: key,
    });
    if ('refused' in hold) throw new Error(`${hold.refused}: ${hold.detail} ${hold.fix}`);
    return hold;
  }

  return { put, refusedPut, tree, balances, spentOf, ids, reserve, faultsOfBooks };
}

export const priyaUsed = (cost: string, occurredOn = '2026-11-20') => ({
  occurredOn,
  facts: factsOf({ workerId: 'wrk_priya', teamIds: ['platform', 'eng'] }),
  cost: usd(cost),
});
