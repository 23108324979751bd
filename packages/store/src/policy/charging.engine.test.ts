import type { CostCenters, PurposeRule } from '@exchequer/core/charge';
import { exportCharging, type PolicyDraft, type PolicyFault } from '@exchequer/core/policy';
import { draftOf, entry } from '@exchequer/core/policy/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AnalyticsEngine } from '../analytics/engine/index.ts';
import { currentRules } from '../charge/index.ts';
import { changeRules } from '../charge/rule-change.ts';
import { createLedger } from '../ledger/index.ts';
import { migrate, migrations } from '../migrations/index.ts';
import { type TemporaryPostgres, temporaryPostgres } from '../postgres/testing/index.ts';
import { loadChargingFacts } from './charging.ts';
import { loadPolicyFacts } from './facts.ts';
import { createPolicies, type Policies, type ReadPolicy } from './index.ts';

const now = () => new Date('2026-11-21T09:00:00Z');
const by = { id: 'usr_1', name: 'Ada' };
let server: TemporaryPostgres;
let policies: Policies;
let serial = 0;

beforeAll(async () => {
  server = await temporaryPostgres();
  await migrate(server.sql, migrations);
  policies = createPolicies({
    sql: server.sql,
    // Nothing here asks the journal.
    engine: {} as AnalyticsEngine,
    ledger: createLedger({ sql: server.sql, now, log: () => {} }),
    now,
    newId: (prefix) => `${prefix}${++serial}`,
    timeZone: () => 'UTC',
    fiscalStart: () => 1,
  });
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.sql`
    truncate envelope, policy_version, policy_rule_set, charge_rule_set, ledger_account, ledger_transaction,
      ledger_command, team, audit_entry cascade`;
  await server.sql`insert into team (workspace, id, name, external_id, parent_id) values
    ('live', 'team_1', 'Engineering', '', null), ('live', 'team_2', 'Sales', '77', null)`;
});

const anything = {
  ...{ project: '', repo: '', workflow: '', agent: '', service: '', tool: '', provider: '' },
  costCenterClaim: '',
};
const place = (key: string) => ({ key, path: key, line: 9, lines: {}, validFrom: null, validTo: null });
const rule = (key: string, teams: string[], purpose: PurposeRule['purpose']) => ({
  ...place(key),
  teams,
  purpose,
  match: anything,
  note: '',
});
const center = (key: string, teams: string[], isDefault = false) => ({
  ...place(key),
  name: key,
  teams,
  claims: [],
  isDefault,
});
const rules = [
  rule('eng', ['Engineering'], 'research_and_development'),
  rule('rest', [], 'general_and_administrative'),
];
const centers = [center('cc-1', ['77'], true), center('cc-2', ['Engineering'])];

const file = (change: Partial<PolicyDraft>, faults: readonly PolicyFault[] = []): ReadPolicy => ({
  text: JSON.stringify(change),
  draft: draftOf([entry('top')], change),
  faults,
});

async function apply(read: ReadPolicy, actor = by) {
  const { fingerprint } = await policies.plan('live', read);
  return policies.apply('live', read, { fingerprint: fingerprint ?? '', note: '' }, actor);
}

const webRule: PurposeRule = {
  ...{ id: 'web', purpose: 'sales_and_marketing', note: '', validFrom: null, validTo: null },
  match: { ...anything, teamIds: [] },
};
const webPut = (body: readonly PurposeRule[] = [webRule]) =>
  changeRules({ sql: server.sql, now }, 'live', 'purpose', body, by);
const webCenters = (body: CostCenters) =>
  changeRules({ sql: server.sql, now }, 'live', 'cost_center', body, by);

describe('a policy file with purposes and cost centres', () => {
  test('is applied as planned, with its envelopes, and then has nothing to do', async () => {
    await webPut();
    const read = file({ rules, centers });
    const plan = await policies.plan('live', read);
    expect(plan.purposes?.summary).toEqual({
      ...{ ownership: 'take', add: 2, change: 0, move: 0, remove: 1, same: 0 },
    });
    expect(plan.cost_centres?.summary).toMatchObject({ ownership: 'take', add: 2 });
    expect(plan.open_charges).toMatchObject({ charges: 0, command: 'exchequer policy retag --yes' });
    const done = await apply(read);
    expect(done).toMatchObject({
      version: { summary: { create: 1 }, purposes: { add: 2, remove: 1 }, cost_centres: { add: 2 } },
    });
    const kept = await currentRules(server.sql, 'live', 'purpose');
    expect(kept).toMatchObject({ version: 2, recordedBy: 'Ada' });
    expect(kept.body.map(({ id, match }) => [id, match.teamIds])).toEqual([
      ['eng', ['team_1']],
      ['rest', []],
    ]);
    expect((await currentRules(server.sql, 'live', 'cost_center')).body).toMatchObject({
      centers: [{ key: 'cc-1', teamIds: ['team_2'] }, { key: 'cc-2' }],
      defaultKey: 'cc-1',
    });
    const again = await policies.plan('live', read);
    expect(again.purposes?.summary).toEqual({
      ...{ ownership: 'keep', add: 0, change: 0, move: 0, remove: 0, same: 2 },
    });
    // Nothing differs, so that no version is made of it.
    await apply(read);
    expect((await currentRules(server.sql, 'live', 'purpose')).version).toBe(2);
    expect(await policies.show('live', 1)).toMatchObject({
      purposes: { changes: [{ action: 'add' }, { action: 'add' }, { action: 'remove', key: 'web' }] },
    });
    const audit = await server.sql`select action from audit_entry order by id`;
    expect(audit.map(({ action }) => action)).toEqual([
      'charge-rules.purpose',
      'envelope.create',
      'charge-rules.purpose',
      'charge-rules.cost_center',
      'policy.apply',
      'policy.apply',
    ]);
  });

  test('owns what it gives: the web app is refused, until the file gives it no longer', async () => {
    await apply(file({ rules }));
    expect(await webPut()).toMatchObject({ refused: 'owned-by-file' });
    expect(await webCenters({ centers: [], defaultKey: '' })).toMatchObject({ version: 1 });
    const without = file({});
    expect((await policies.plan('live', without)).purposes?.summary).toMatchObject({
      ownership: 'release',
      same: 2,
    });
    await apply(without);
    expect((await currentRules(server.sql, 'live', 'purpose')).body).toHaveLength(2);
    expect(await webPut()).toMatchObject({ version: 2 });
    expect((await policies.plan('live', without)).purposes).toBeNull();
  });

  test('leaves neither envelopes nor rules behind when any part of it fails', async () => {
    const { sql } = server;
    const counts = async () => {
      const [row] = await sql`
        select (select count(*) from envelope)::int as envelopes, (select count(*) from charge_rule_set)::int as sets,
          (select count(*) from policy_rule_set)::int as owned, (select count(*) from policy_version)::int as versions,
          (select count(*) from audit_entry)::int as audits, (select count(*) from ledger_transaction)::int as entries`;
      return row;
    };
    const nothing = { envelopes: 0, sets: 0, owned: 0, versions: 0, audits: 0, entries: 0 };
    const eve = { id: 'usr_2', name: 'Eve' };
    await sql`alter table charge_rule_set add constraint no_eve check (subject <> 'cost_center' or recorded_by <> 'Eve')`;
    await expect(apply(file({ rules, centers }), eve)).rejects.toThrow('no_eve');
    expect(await counts()).toEqual(nothing);
    await sql`alter table charge_rule_set drop constraint no_eve`;
    await sql`alter table policy_version add constraint no_eve check (actor_name <> 'Eve')`;
    await expect(apply(file({ rules, centers }), eve)).rejects.toThrow('no_eve');
    expect(await counts()).toEqual(nothing);
    await sql`alter table policy_version drop constraint no_eve`;
    expect(await apply(file({ rules, centers }), eve)).toMatchObject({ version: { version: 1 } });
  });

  test('is refused when the rules have changed since the plan, and when it has a fault', async () => {
    const read = file({ rules });
    const { fingerprint } = await policies.plan('live', read);
    await webPut();
    const wish = { fingerprint: fingerprint ?? '', note: '' };
    expect(await policies.apply('live', read, wish, by)).toMatchObject({ refused: 'plan-changed' });
    const wrong = file({ rules: [rule('eng', ['Nowhere'], 'cost_of_revenue')] });
    expect(await policies.plan('live', wrong)).toMatchObject({
      fingerprint: null,
      open_charges: null,
      errors: [{ line: 9, code: 'team-unknown' }],
    });
    expect(await policies.apply('live', wrong, wish, by)).toMatchObject({ refused: 'policy-invalid' });
    expect((await currentRules(server.sql, 'live', 'purpose')).body).toEqual([webRule]);
  });

  test('is exported so that its plan changes nothing', async () => {
    await apply(file({ rules, centers }));
    const [facts, { people }] = await Promise.all([
      loadChargingFacts(server.sql, 'live'),
      loadPolicyFacts(server.sql, 'live'),
    ]);
    const { file: exported } = await policies.export('live', 'file');
    expect(exported).toMatchObject(exportCharging(facts, people, 'file'));
    expect(exported.purposes?.map(({ key }) => key)).toEqual(['eng', 'rest']);
    expect(exported.cost_centres).toEqual([
      { key: 'cc-1', name: 'cc-1', teams: ['Sales'], default: true },
      { key: 'cc-2', name: 'cc-2', teams: ['Engineering'] },
    ]);
  });
});
