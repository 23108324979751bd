import type { LedgerCommand, LedgerRefusal } from '@exchequer/core/ledger';
import { entry } from '@exchequer/core/policy/testing';
import { parseUsd } from '@exchequer/model';
import type { PolicyPlanView } from '@exchequer/model/contract';
import type { TransactionSql } from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestJournal, type TestJournal } from '../analytics/query/testing/journal.ts';
import { type Budgets, createBudgets, everyone } from '../envelope/index.ts';
import { createLedger, type Ledger } from '../ledger/index.ts';
import { migrate, migrations } from '../migrations/index.ts';
import { type TemporaryPostgres, temporaryPostgres } from '../postgres/testing/index.ts';
import { createPolicies, type Policies, type PolicyApplied, type ReadPolicy } from './index.ts';

const now = () => new Date('2026-11-21T09:00:00Z');
const by = { id: 'usr_1', name: 'Ada' };
let server: TemporaryPostgres;
let journal: TestJournal;
let ledger: Ledger;
let budgets: Budgets;
let policies: Policies;
let serial = 0;
/** When set, the books refuse from that command of a transaction on. */
let refuseFrom: number | null = null;

const options = () => ({
  sql: server.sql,
  engine: journal.engine,
  ledger: {
    ...ledger,
    run: <R>(command: LedgerCommand<R>) => ledger.run(command),
    within: async <R>(tx: TransactionSql, commands: readonly LedgerCommand<R>[]) => {
      const answers = await ledger.within(tx, commands);
      const refused: LedgerRefusal = { refused: 'books-busy', detail: 'the books refuse', fix: 'Try again.' };
      return answers.map((answer, at) => (refuseFrom !== null && at >= refuseFrom ? refused : answer));
    },
  } as Ledger,
  now,
  newId: (prefix: string) => `${prefix}${++serial}`,
  timeZone: () => 'Europe/Warsaw',
  fiscalStart: () => 1,
});

beforeAll(async () => {
  [server, journal] = await Promise.all([temporaryPostgres(), openTestJournal()]);
  await migrate(server.sql, migrations);
});
beforeEach(async () => {
  refuseFrom = null;
  await server.sql`
    truncate envelope, policy_version, ledger_account, ledger_transaction, ledger_command, budget_usage, team, worker,
      audit_entry cascade`;
  await server.sql`insert into team (workspace, id, name, external_id, parent_id) values
    ('live', 'team_1', 'Engineering', '', null), ('live', 'team_2', 'Platform', '', 'team_1')`;
  await server.sql`insert into worker (workspace, id, kind, name, external_id, family) values
    ('live', 'wrk_1', 'person', 'Ada', '77', '')`;
  ledger = createLedger({ sql: server.sql, now, log: () => {} });
  budgets = createBudgets(options());
  policies = createPolicies(options());
});
afterAll(async () => {
  await Promise.all([server.close(), journal.close()]);
});

const top = () => entry('company', { name: 'Company', limit: parseUsd('1000'), enforcement: 'hard' });
const eng = (change: Parameters<typeof entry>[1] = {}) =>
  entry('eng', {
    kind: 'team',
    covers: 'Engineering',
    parentKey: 'company',
    limit: parseUsd('600'),
    ...change,
  });
const plat = (change: Parameters<typeof entry>[1] = {}) =>
  entry('plat', {
    kind: 'team',
    covers: 'Engineering / Platform',
    parentKey: 'eng',
    limit: parseUsd('200'),
    owner: '77',
    ...change,
  });

const file = (...entries: ReturnType<typeof entry>[]): ReadPolicy => ({
  text: JSON.stringify(entries.map(({ key, limit, closed }) => [key, String(limit), closed])),
  draft: { currency: 'USD', allocation: 'over_commit', entries, rules: null, centers: null, complete: true },
  faults: [],
});

const applyOnly = async (read: ReadPolicy, plan: PolicyPlanView) =>
  policies.apply('live', read, { fingerprint: plan.fingerprint ?? '', note: '' }, by);

async function applied(...entries: ReturnType<typeof entry>[]): Promise<PolicyApplied> {
  const read = file(...entries);
  const done = await applyOnly(read, await policies.plan('live', read));
  if ('refused' in done) throw new Error(done.detail);
  return done;
}

const spend = (amount: string) =>
  budgets.recordUsage(null, 'live', `batch-${++serial}`, [
    {
      occurredOn: '2026-11-20',
      facts: {
        workerId: '',
        teamIds: ['team_2', 'team_1'],
        project: '',
        repo: '',
        agent: '',
        agentFamily: '',
      },
      cost: parseUsd(amount),
    },
  ]);

const envelopeOf = async (name: string) => {
  const found = [...(await budgets.tree(null, 'live')).values()].find((one) => one.name === name);
  if (!found) throw new Error(`there is no envelope ${name}`);
  return found;
};

describe('applying a policy', () => {
  test('makes its envelopes with their money, keeps the file, and leaves nothing to plan', async () => {
    const done = await applied(top(), eng(), plat());
    expect(done.version).toMatchObject({ version: 1, actor_name: 'Ada', summary: { create: 3 } });
    expect(await envelopeOf('plat')).toMatchObject({
      managedBy: 'file',
      ref: 'team_2',
      ownerId: 'wrk_1',
      limit: parseUsd('200'),
      parentId: (await envelopeOf('eng')).id,
    });
    const { envelopes } = await budgets.envelopes.list('live', { state: 'active', search: '' }, everyone);
    expect(envelopes.map(({ name, balance }) => [name, balance?.free])).toEqual([
      ['Company', '1000'],
      ['eng', '600'],
      ['plat', '200'],
    ]);
    const again = await policies.plan('live', file(top(), eng(), plat()));
    expect(again.errors).toEqual([]);
    expect(again.summary).toMatchObject({ create: 0, change: 0, move: 0, close: 0, same: 3 });
    const audit = await server.sql`select action from audit_entry order by id`;
    expect(audit.map(({ action }) => action)).toEqual([
      'envelope.create',
      'envelope.create',
      'envelope.create',
      'policy.apply',
    ]);
  });

  test('shows what is used and what is left, and does exactly that', async () => {
    await applied(top(), eng(), plat());
    await spend('150');
    const read = file(top(), eng(), plat({ limit: parseUsd('120') }));
    const plan = await policies.plan('live', read);
    expect(plan.changes.find(({ key }) => key === 'plat')?.money).toEqual({
      currency: 'USD',
      period_key: '2026-11',
      limit_before: '200',
      limit_after: '120',
      used: '150',
      available_before: '50',
      available_after: '0',
    });
    await applyOnly(read, plan);
    const { envelopes } = await budgets.envelopes.list('live', { state: 'active', search: '' }, everyone);
    expect(envelopes.find(({ name }) => name === 'plat')?.balance).toMatchObject({ free: '0', spent: '150' });
  });

  test('refuses to leave out spent money, and returns what is left of an envelope that is closed', async () => {
    await applied(top(), eng(), plat());
    await spend('50');
    const without = file(top(), eng());
    const plan = await policies.plan('live', without);
    expect(plan).toMatchObject({ fingerprint: null, errors: [{ code: 'orphans-money' }] });
    expect(await applyOnly(without, plan)).toMatchObject({ refused: 'policy-invalid' });
    expect(await envelopeOf('plat')).toMatchObject({ state: 'active' });
    await applied(top(), eng(), plat({ closed: true }));
    expect(await envelopeOf('plat')).toMatchObject({ state: 'closed' });
    const [left] = await server.sql`
      select balance from ledger_account where key like '%/available' and key like ${`%${(await envelopeOf('plat')).id}/%`}`;
    expect(Number(left?.balance)).toBe(0);
  });

  test('is refused when anything has changed since the plan', async () => {
    await applied(top(), eng());
    const read = file(top(), eng({ limit: parseUsd('500') }));
    const plan = await policies.plan('live', read);
    const other = file(top(), eng({ limit: parseUsd('400') }));
    expect(await applyOnly(other, plan)).toMatchObject({ refused: 'plan-changed' });
    await applied(top(), eng({ limit: parseUsd('300') }));
    expect(await applyOnly(read, plan)).toMatchObject({ refused: 'plan-changed' });
  });

  test('leaves nothing behind when it fails in the middle', async () => {
    await applied(top());
    const read = file(top(), eng(), plat());
    const plan = await policies.plan('live', read);
    refuseFrom = 1;
    expect(await applyOnly(read, plan)).toMatchObject({ refused: 'books-busy' });
    refuseFrom = null;
    expect((await budgets.tree(null, 'live')).size).toBe(1);
    const counts = await server.sql`
      select (select count(*) from policy_version)::int as versions, (select count(*) from policy_key)::int as keys,
        (select count(*) from envelope_period)::int as periods,
        (select count(*) from ledger_transaction)::int as transactions`;
    expect(counts[0]).toEqual({ versions: 1, keys: 1, periods: 1, transactions: 1 });
    expect(await applyOnly(read, plan)).toMatchObject({ version: { version: 2 } });
  });

  test('twice at once takes effect once', async () => {
    const read = file(top(), eng(), plat());
    const plan = await policies.plan('live', read);
    const done = await Promise.all([1, 2, 3].map(() => applyOnly(read, plan)));
    expect(done.filter((one) => 'version' in one)).toHaveLength(1);
    expect(done.filter((one) => 'refused' in one && one.refused === 'plan-changed')).toHaveLength(2);
    expect((await policies.history('live', { limit: 10 })).versions).toHaveLength(1);
    expect((await budgets.tree(null, 'live')).size).toBe(3);
  });

  test('leaves the envelopes of the web app alone until it adopts them, and then the web may not change them', async () => {
    await applied(top());
    const company = await envelopeOf('Company');
    const wish = {
      name: 'Web team',
      kind: 'team' as const,
      ref: 'team_1',
      parentId: company.id,
      currency: 'USD',
      limit: parseUsd('100'),
      period: 'month' as const,
      custom: null,
      enforcement: 'soft' as const,
      thresholds: [50, 80, 95],
      rollover: null,
      overdraft: 0n,
      ownerId: null,
    };
    const made = await budgets.envelopes.put('live', { wish, belowSpent: false }, by);
    if ('refused' in made) throw new Error(made.detail);
    expect((await policies.plan('live', file(top()))).summary).toMatchObject({ untouched: 1, close: 0 });
    await applied(top(), eng({ adopt: made.id, name: 'Web team', limit: parseUsd('100') }));
    expect(await envelopeOf('Web team')).toMatchObject({ id: made.id, managedBy: 'file' });
    expect(
      await budgets.envelopes.put(
        'live',
        { id: made.id, wish: { ...wish, limit: 1n }, belowSpent: true },
        by,
      ),
    ).toMatchObject({
      refused: 'managed-by-file',
    });
  });

  test('hands an envelope back to the web app as it stands, and takes it over again under its key', async () => {
    await applied(top(), eng());
    await spend('40');
    const { id } = await envelopeOf('eng');
    const put = async () => {
      const { version: _version, id: _id, state: _state, since: _since, ...wish } = await envelopeOf('eng');
      return budgets.envelopes.put(
        'live',
        { id, wish: { ...wish, limit: parseUsd('700') }, belowSpent: true },
        by,
      );
    };
    expect(await put()).toMatchObject({ refused: 'managed-by-file' });
    const done = await applied(top(), eng({ release: true, limit: 0n }));
    expect(done.version.summary).toMatchObject({ release: 1, same: 1 });
    expect(await envelopeOf('eng')).toMatchObject({ id, managedBy: 'web', limit: parseUsd('600') });
    expect(await put()).toMatchObject({ id });
    // The file need not name it any more; naming it again makes it the file's.
    expect((await applied(top())).version.summary).toMatchObject({ same: 1, untouched: 1, close: 0 });
    expect((await applied(top(), eng())).version.summary).toMatchObject({ adopt: 1 });
    expect(await envelopeOf('eng')).toMatchObject({ id, managedBy: 'file', limit: parseUsd('600') });
  });
});

describe('applied policies', () => {
  test('are listed newest first and shown as they were applied', async () => {
    await applied(top());
    await applied(top(), eng());
    await applied(top(), eng({ limit: parseUsd('300') }));
    const first = await policies.history('live', { limit: 2 });
    expect(first.versions.map(({ version }) => version)).toEqual([3, 2]);
    const rest = await policies.history('live', { limit: 2, cursor: first.next_cursor ?? '' });
    expect(rest).toMatchObject({ versions: [{ version: 1 }], next_cursor: null });
    expect(await policies.show('live', 3)).toMatchObject({
      text: file(top(), eng({ limit: parseUsd('300') })).text,
      changes: [{ action: 'change', fields: [{ field: 'limit', from: '600 USD', to: '300 USD' }] }],
    });
    expect(await policies.show('live', 9)).toBeNull();
  });
});

describe('a simulation', () => {
  const call = (event: number, at: string, cost: string) => ({
    event,
    at,
    cost_contracted: cost,
    worker_id: 'wrk_1',
    team_id: 'team_2',
    billing_mode: 'api',
  });

  test('tries a file that is not applied on the last full month, and changes nothing', async () => {
    await journal.book([
      call(1, '2026-10-01T10:00:00Z', '90'),
      call(2, '2026-10-12T13:20:00Z', '20'),
      call(3, '2026-10-13T13:20:00Z', '10'),
      call(4, '2026-11-02T13:20:00Z', '500'),
    ]);
    const read = file(top(), eng({ limit: parseUsd('100'), enforcement: 'hard' }));
    const done = await policies.simulate('live', { read, whatIf: [] }, everyone);
    expect(done).toMatchObject({
      from: '2026-10-01',
      to: '2026-11-01',
      calls: 3,
      cost: '120',
      refused_calls: 1,
      refused_cost: '20',
      first_refusal: { at: '2026-10-12T13:20:00.000Z' },
      refused_workers: { workers: 1, fewer_than: null },
      envelopes: [
        { key: 'company', envelope_id: null, refused_calls: 0, admitted_cost: '100' },
        { key: 'eng', envelope_id: null, refused_calls: 1, peak_percent: '100.0' },
      ],
    });
    expect((await budgets.tree(null, 'live')).size).toBe(0);
  });

  test('tries a changed limit of an envelope that stands, on a stated range', async () => {
    await applied(top(), eng());
    const { id } = await envelopeOf('eng');
    const whatIf = [{ envelope_id: id, limit: '15', period: 'day' as const, enforcement: 'hard' as const }];
    const wish = { read: null, whatIf, from: '2026-10-12', to: '2026-10-14' };
    expect(await policies.simulate('live', wish, everyone)).toMatchObject({ refused_calls: 1, calls: 2 });
    expect(
      await policies.simulate('live', { read: null, whatIf: [{ envelope_id: 'env_x' }] }, everyone),
    ).toMatchObject({
      refused: 'envelope-unknown',
    });
    expect(
      await policies.simulate(
        'live',
        { read: null, whatIf: [], from: '2026-10-12', to: '2026-10-12' },
        everyone,
      ),
    ).toMatchObject({ refused: 'range-invalid' });
  });

  test('does not tell a reader what a person spends', async () => {
    const person = entry('ada', {
      kind: 'person',
      covers: 'Ada',
      parentKey: 'eng',
      limit: parseUsd('1'),
      enforcement: 'hard',
    });
    await applied(top(), eng(), person);
    const reader = { admin: false, pay: false, workerId: null };
    const { id } = await envelopeOf('ada');
    const asked = { read: null, whatIf: [{ envelope_id: id, limit: '0' }] };
    expect(await policies.simulate('live', asked, reader)).toMatchObject({ refused: 'person-private' });
    const tried = { read: file(top()), whatIf: [] };
    expect(await policies.simulate('live', tried, reader)).toMatchObject({ refused: 'file-needs-admin' });
    const plain = { read: null, whatIf: [] };
    expect(await policies.simulate('live', plain, everyone)).toMatchObject({ refused_calls: 3 });
    // Neither the envelope nor what it refuses is in any figure.
    const seen = await policies.simulate('live', plain, reader);
    expect(seen).toMatchObject({
      refused_calls: 0,
      envelopes: [{ name: 'Company' }, { name: 'eng', calls: 3 }],
    });
  });
});
