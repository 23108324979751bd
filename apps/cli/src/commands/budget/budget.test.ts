import { describe, expect, test } from 'vitest';
import { type RunOptions, runCommand } from '../../testing/command.test-kit.ts';
import { registerBudget } from './index.ts';

const balance = {
  period_key: '2026-11',
  limit: '400',
  spent: '212.5',
  reserved: '10',
  free: '177.5',
  overdrawn: '0',
  percent: '53.1',
  crossed: [50],
  runway_days: '12.4',
};
const envelope = {
  id: 'env_1',
  name: 'Platform',
  kind: 'team',
  ref: 'team_1',
  ref_name: 'Platform team',
  parent_id: 'env_0',
  path: ['Company', 'Platform'],
  depth: 1,
  currency: 'USD',
  limit: '400',
  period: 'month',
  custom: null,
  enforcement: 'hard',
  thresholds: [50, 80],
  rollover: null,
  overdraft: '5',
  owner_id: null,
  state: 'active',
  version: 3,
  balance,
};
const company = {
  ...envelope,
  id: 'env_0',
  name: 'Company',
  kind: 'company',
  ref: '',
  parent_id: null,
  depth: 0,
};
const spentUp = { ...balance, spent: '430', free: '0', overdrawn: '30', percent: '107.5', runway_days: '0' };
const folded = [
  { persons: 6, currency: 'USD', limit: '60', spent: '12', free: '48', reason: 'Persons are private.' },
];
const page = (...envelopes: object[]) => ({ 'envelopes.list': { envelopes, folded: [] } });

/** Answers and questions go by the names of the budget's procedures alone. */
async function run(line: string[], answers: Record<string, unknown>, options: RunOptions = {}) {
  const whole = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      /^(settings|people)\./.test(name) ? name : `budget.${name}`,
      answer,
    ]),
  );
  const ran = await runCommand(registerBudget, ['budget', ...line], whole, options);
  const asked = Object.fromEntries(
    Object.entries(ran.asked).map(([name, input]) => [name.replace(/^budget\./, ''), input]),
  );
  return { ...ran, asked };
}

const zone = { 'settings.get': { time_zone: 'Europe/Warsaw' } };

describe('budget list', () => {
  test('prints the tree with what is spent, held, free and how long it lasts', async () => {
    const answers = { 'envelopes.list': { envelopes: [company, envelope], folded }, ...zone };
    const { out, exit } = await run(['list'], answers);
    expect(exit).toBe(0);
    expect(out).toMatch(/Company .*2026-11 +\$400\.00 +\$212\.50 +\$10\.00 +\$177\.50 +53\.1 +12\.4 d/);
    expect(out).toContain('  Platform');
    expect(out).toContain(
      '6 persons together: limit $60.00, spent $12.00, free $48.00. Persons are private.',
    );
    expect(out).toContain('2 envelopes, none over budget. Days of Europe/Warsaw.');
  });
  test('fits a narrow terminal', async () => {
    const { out } = await run(['list'], { ...page(company, envelope), ...zone }, { columns: 60 });
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  });
  test('ends with 3 under --check when one is over budget, and with 0 otherwise', async () => {
    const over = { ...envelope, balance: spentUp };
    const checked = await run(['list', '--check'], { ...page(company, over), ...zone });
    expect([checked.exit, (await run(['list'], { ...page(over), ...zone })).exit]).toEqual([3, 0]);
    expect(checked.out).toContain('−$30.00');
    const machine = await run(['list', '--check'], page(over), { json: true });
    expect(JSON.parse(machine.out)).toMatchObject({ schema: 'exchequer.budgets/1', over_budget: ['env_1'] });
  });
});

describe('budget set', () => {
  test('without --yes only says what it would change', async () => {
    const { out, asked } = await run(['set', 'platform', '--limit', '$1,500'], page(company, envelope));
    expect(out).toBe(
      'Would change Platform (env_1) from $400.00 to $1,500.00 per month, hard. Nothing was written; add --yes.\n',
    );
    expect(asked['envelopes.put']).toBeUndefined();
  });
  test('keeps every field that is not named, and refuses a change made over another one', async () => {
    const answers = { ...page(company, envelope), 'envelopes.put': { ...envelope, limit: '500' } };
    const { out, asked } = await run(['set', 'Platform', '--limit', '500', '--yes'], answers);
    expect(asked['envelopes.put']).toEqual({
      workspace: 'live',
      id: 'env_1',
      expected_version: 3,
      name: 'Platform',
      kind: 'team',
      ref: 'team_1',
      parent_id: 'env_0',
      currency: 'USD',
      limit: '500',
      period: 'month',
      custom: null,
      enforcement: 'hard',
      thresholds: [50, 80],
      rollover: null,
      overdraft: '5',
      owner_id: null,
      below_spent: false,
    });
    expect(out).toBe('Changed Platform (env_1): $500.00 per month, $177.50 free in 2026-11.\n');
  });
  test('adds one by the name of its team', async () => {
    const answers = {
      ...page(company),
      'people.teams.list': [{ id: 'team_9', name: 'Data', external_id: '', path: 'Engineering / Data' }],
      'people.workers.list': { workers: [], next_cursor: null },
      'envelopes.put': envelope,
    };
    const flags = [
      '--kind',
      'team',
      '--ref',
      'data',
      '--parent',
      'Company',
      '--limit',
      '50',
      '--rollover',
      '20',
    ];
    const { asked } = await run(['set', 'Data', ...flags, '--yes'], answers);
    expect(asked['envelopes.put']).toMatchObject({
      name: 'Data',
      ref: 'team_9',
      parent_id: 'env_0',
      rollover: { percent: 20, cap: null },
    });
  });
  test('says what a new one needs, and refuses bad amounts as usage errors', async () => {
    const missing = await run(['set', 'New', '--limit', '5', '--yes'], page(company));
    expect([missing.exit, missing.err]).toEqual([2, expect.stringContaining('--kind')]);
    expect((await run(['set', 'Platform', '--limit', '-5', '--yes'], page(envelope))).exit).toBe(2);
  });
});

describe('budget requests', () => {
  const request = {
    id: 'req_1',
    envelope_name: 'Platform',
    currency: 'USD',
    amount: '200',
    approved_amount: '150',
    kind: 'temporary',
    state: 'approved',
    requested_by_name: 'Priya',
    reason: 'Release week',
    expires_at: '2026-11-30T23:00:00.000Z',
  };
  test('are asked for an envelope by its name', async () => {
    const answers = { ...page(company, envelope), 'requests.create': request };
    const line = ['request', 'platform', '200', '--reason', 'Release week'];
    expect((await run(line, answers)).out).toContain(
      'Would ask for $200.00 more for Platform, for this period.',
    );
    const { out, asked } = await run([...line, '--yes'], answers);
    expect(asked['requests.create']).toEqual({
      workspace: 'live',
      envelope_id: 'env_1',
      kind: 'temporary',
      amount: '200',
      reason: 'Release week',
      expires_at: null,
    });
    expect(out).toContain('exchequer budget approve req_1');
    expect((await run(['request', 'platform'], answers)).exit).toBe(2);
  });
  test('are approved with what was given and until when', async () => {
    const line = ['approve', 'req_1', '--amount', '150', '--note', 'ok'];
    expect((await run(line, {})).out).toBe('Would approve req_1. Nothing was written; add --yes.\n');
    const { out, asked } = await run([...line, '--yes'], { 'requests.decide': request });
    expect(asked['requests.decide']).toMatchObject({
      id: 'req_1',
      decision: 'approve',
      amount: '150',
      note: 'ok',
    });
    expect(out).toBe('Approved: $150.00 more for Platform, until 2026-11-30T23:00:00.000Z.\n');
  });
  test('are listed', async () => {
    const { out } = await run(['requests', '--state', 'all'], { 'requests.list': { requests: [request] } });
    expect(out).toMatch(/req_1 +Platform +\$150\.00 +this period +approved +Priya +Release week/);
  });
});

test('budget move names both envelopes and the amount', async () => {
  const data = { ...envelope, id: 'env_2', name: 'Data', ref: 'team_2', ref_name: 'Data team' };
  const moved = { from: envelope, to: { ...data, balance: { ...balance, free: '327.5' } } };
  const answers = { ...page(company, envelope, data), 'envelopes.move': moved };
  const line = ['move', 'Platform', 'Data', '150', '--reason', 'launch', '--yes'];
  const { out, asked } = await run(line, answers);
  expect(asked['envelopes.move']).toMatchObject({
    from_id: 'env_1',
    to_id: 'env_2',
    amount: '150',
    reason: 'launch',
  });
  expect(out).toBe(
    'Moved $150.00 from Platform to Data: Platform has $177.50 free, Data has $327.50 free.\n',
  );
});
