import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PolicyPlanView, Simulation } from '@exchequer/model/contract';
import { afterAll, describe, expect, test } from 'vitest';
import { makeProgram, type Register, runProgram } from '../../frame/index.ts';
import { makeTerminal } from '../../output/index.ts';
import { registerSimulate } from '../budget/simulate.ts';
import { registerPolicy } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'exchequer-policy-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, 'policy.yaml'), 'version: 1\nenvelopes: []\n');

const none = { create: 0, change: 0, move: 0, adopt: 0, close: 0, same: 0, untouched: 0 };
const plan: PolicyPlanView = {
  fingerprint: 'abc123',
  errors: [],
  changes: [
    {
      action: 'create',
      key: 'platform',
      envelope_id: null,
      name: 'Platform',
      path: 'Company / Platform',
      kind: 'team',
      line: 9,
      fields: [
        { field: 'name', from: null, to: 'Platform' },
        { field: 'covers', from: null, to: 'Engineering / Platform' },
        { field: 'limit', from: null, to: '12000 USD' },
      ],
      money: null,
    },
    {
      action: 'change',
      key: 'support',
      envelope_id: 'env_2',
      name: 'Support',
      path: 'Company / Support',
      kind: 'team',
      line: 14,
      fields: [{ field: 'limit', from: '2000 USD', to: '1500.5 USD' }],
      money: {
        currency: 'USD',
        period_key: '2026-11',
        limit_before: '2000',
        limit_after: '1500.5',
        used: '1240',
        available_before: '760',
        available_after: '260.5',
      },
    },
    {
      action: 'same',
      key: 'company',
      envelope_id: 'env_1',
      name: 'Company',
      path: 'Company',
      kind: 'company',
      line: 3,
      fields: [],
      money: null,
    },
  ],
  summary: { ...none, create: 1, change: 1, same: 1 },
  purposes: null,
  cost_centres: null,
  open_charges: null,
};
const fault = {
  line: 7,
  path: 'envelopes.0.limit',
  code: 'not-valid',
  error: '"lots" is no amount',
  fix: 'Write an amount.',
};

/** Adds `budget` with the one subcommand that is tested here. */
const registerBudget: Register = (program, cli) => registerSimulate(program.command('budget'), cli);

/** Runs a command line against a server that answers as told; collects what was asked and printed. */
async function run(line: string[], answers: Record<string, unknown>) {
  const asked: Record<string, Record<string, unknown>> = {};
  let out = '';
  let err = '';
  const terminal = makeTerminal({
    env: { COLUMNS: '120' },
    cwd: folder,
    homeDir: folder,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    now: () => new Date('2026-11-21T09:00:00.000Z'),
  });
  const answering = (prefix: string) =>
    new Proxy({} as Record<string, unknown>, {
      get: (_, name) => async (input: Record<string, unknown>) => {
        asked[`${prefix}${String(name)}`] = input;
        return answers[`${prefix}${String(name)}`];
      },
    });
  const client = {
    policy: answering(''),
    budget: { envelopes: answering('envelopes.') },
    charge: { purposeRules: answering('rules.') },
  };
  const exit = await runProgram(line, {
    terminal,
    version: '0',
    registers: [registerPolicy, registerBudget],
    connect: async () => ({ client, close: async () => {} }) as never,
  });
  return { asked, out, err, exit };
}

describe('policy plan', () => {
  test('shows what becomes of each envelope, and how to apply exactly that', async () => {
    const { out, exit } = await run(['policy', 'plan', 'policy.yaml'], { plan });
    expect(exit).toBe(0);
    expect(out).toBe(`+ Company / Platform  platform, new team envelope
    covers  Engineering / Platform
    limit   12,000 USD
~ Company / Support  support, changes
    limit  2,000 USD → 1,500.5 USD
    in 2026-11: 1,240 USD used, free 760 USD → 260.5 USD

1 to create, 1 to change, 1 as they are.
Apply exactly this: exchequer policy apply policy.yaml --plan abc123 --yes
`);
  });

  test('shows rules and cost centres, who keeps them, and the open charges that stay as booked', async () => {
    const counts = { add: 0, change: 0, move: 0, remove: 0, same: 0 };
    const fields = [{ field: 'position', from: '3', to: '1' }];
    const whole = {
      ...plan,
      changes: [],
      summary: { ...none, same: 3 },
      purposes: {
        summary: { ...counts, ownership: 'take' as const, add: 1, move: 1, remove: 1, same: 4 },
        changes: [
          { action: 'move', key: 'support', line: 20, fields },
          { action: 'same', key: 'labs', line: 22, fields: [] },
          {
            action: 'add',
            key: 'sales',
            line: 24,
            fields: [{ field: 'purpose', from: null, to: 'sales_and_marketing' }],
          },
          { action: 'remove', key: 'old', line: 0, fields: [{ field: 'note', from: 'x', to: null }] },
        ],
      },
      cost_centres: { summary: { ...counts, ownership: 'release' as const, same: 2 }, changes: [] },
      open_charges: {
        charges: 1204,
        amount: '3100.5',
        untagged_charges: 3,
        command: 'exchequer policy retag --yes',
      },
    };
    const { out } = await run(['policy', 'plan', 'policy.yaml'], { plan: whole });
    expect(out).toBe(`3 as they are.
↻ support  rule, moves
    position  3 → 1
+ sales  rule, new
    purpose  sales_and_marketing
- old  rule, goes
Purpose rules: taken over from the web app, 1 added, 1 moved, 1 removed, 4 as they are.
Cost centres: handed back to the web app as they are.
1,204 open charges of $3,100.5 would be tagged anew; applying leaves them as booked. Then: exchequer policy retag --yes
Apply exactly this: exchequer policy apply policy.yaml --plan abc123 --yes
`);
    expect((await run(['policy', 'plan', 'policy.yaml', '--check'], { plan: whole })).exit).toBe(1);
  });

  test('ends with 1 for faults, and for any change with --check', async () => {
    const faulty = { ...plan, fingerprint: null, errors: [fault] };
    const { err, exit } = await run(['policy', 'plan', 'policy.yaml'], { plan: faulty });
    expect(exit).toBe(1);
    expect(err).toContain(
      'error: policy.yaml:7 envelopes.0.limit: "lots" is no amount\nfix:   Write an amount.\n',
    );
    expect((await run(['policy', 'plan', 'policy.yaml', '--check'], { plan })).exit).toBe(1);
    const settled = { ...plan, changes: [], summary: { ...none, same: 3 } };
    expect((await run(['policy', 'plan', 'policy.yaml', '--check'], { plan: settled })).exit).toBe(0);
  });

  test('gives machines the whole plan', async () => {
    const { out } = await run(['policy', 'plan', 'policy.yaml', '--json'], { plan });
    expect(JSON.parse(out)).toEqual({ schema: 'exchequer.policy-plan/1', ...plan });
  });
});

describe('policy apply', () => {
  const version = {
    version: 3,
    applied_at: '2026-11-21T09:00:00.000Z',
    actor_id: 'u',
    actor_name: 'Ada',
    note: '',
    hash: 'h',
    summary: plan.summary,
  };

  test('writes nothing without --yes, and then exactly the plan', async () => {
    const shown = await run(['policy', 'apply', 'policy.yaml'], { plan });
    expect(shown.asked.apply).toBeUndefined();
    expect(shown.out).toContain('Nothing was applied; add --yes.');
    const done = await run(['policy', 'apply', 'policy.yaml', '--yes', '--note', 'Q4'], {
      plan,
      apply: { version, plan },
    });
    expect(done.asked.apply).toMatchObject({ fingerprint: 'abc123', note: 'Q4', workspace: 'live' });
    expect(done.out).toContain('Applied as version 3.');
  });

  test('refuses when another plan was looked at', async () => {
    const done = await run(['policy', 'apply', 'policy.yaml', '--yes', '--plan', 'older'], { plan });
    expect([done.exit, done.asked.apply]).toEqual([1, undefined]);
    expect(done.err).toContain('has changed since');
  });
});

describe('policy retag', () => {
  const move = {
    from_purpose: 'untagged',
    from_cost_center: 'unassigned',
    to_purpose: 'cost_of_revenue',
    to_cost_center: 'cc-1',
    charges: 1204,
    amount: '3100.5',
  };
  const preview = { version: 2, charges: 1204, amount: '3100.5', moves: [move] };

  test('shows what would move, and moves it with --yes alone', async () => {
    const shown = await run(['policy', 'retag'], { 'rules.preview': preview });
    expect(shown.asked['rules.retag']).toBeUndefined();
    expect(shown.out).toContain('untagged, unassigned');
    expect(shown.out).toContain('1,204 open charges of $3,100.5. Nothing was moved; add --yes.');
    const done = await run(['policy', 'retag', '--yes'], {
      'rules.retag': { ...preview, transaction_ids: [] },
    });
    expect(done.asked['rules.retag']).toEqual({ workspace: 'live' });
    expect(done.out).toContain('were tagged anew.');
    const none = await run(['policy', 'retag'], { 'rules.preview': { ...preview, charges: 0, moves: [] } });
    expect(none.out).toContain('Every open charge is tagged');
  });
});

describe('policy files', () => {
  test('are exported to a new file alone, and listed as they were applied', async () => {
    const text = 'version: 1\nenvelopes: []\n';
    const done = await run(['policy', 'export', '--out', 'new.yaml'], { export: { text, envelopes: 0 } });
    expect(done.exit).toBe(0);
    expect(readFileSync(join(folder, 'new.yaml'), 'utf8')).toBe(text);
    expect(
      (await run(['policy', 'export', '--out', 'new.yaml'], { export: { text, envelopes: 0 } })).exit,
    ).toBe(1);
    const versions = [
      {
        version: 2,
        applied_at: '2026-11-21T09:00:00.000Z',
        actor_name: 'Ada',
        summary: plan.summary,
        purposes: { ownership: 'take', add: 2, change: 0, move: 1, remove: 0, same: 0 },
        cost_centres: null,
        note: 'Q4',
      },
    ];
    const { out } = await run(['policy', 'history'], { history: { versions, next_cursor: null } });
    expect(out).toContain('1 created, 1 changed; purpose rules: taken over');
  });

  test('have a schema that needs no server, and a fault is told by its line', async () => {
    const { out } = await run(['policy', 'schema'], {});
    expect(JSON.parse(out)).toMatchObject({ title: 'Exchequer spend policy' });
    const { exit } = await run(['policy', 'validate', 'policy.yaml'], {
      validate: { valid: false, errors: [fault], envelopes: 1 },
    });
    expect(exit).toBe(1);
    expect((await run(['policy', 'validate', 'missing.yaml'], {})).err).toContain('exchequer policy export');
  });
});

describe('budget simulate', () => {
  const moment = { at: '2026-10-12T12:20:00.000Z', cost: '3' };
  const done: Simulation = {
    from: '2026-10-01',
    to: '2026-11-01',
    time_zone: 'Europe/Warsaw',
    granularity: 'call',
    calls: 5200,
    cost: '9800',
    refused_calls: 312,
    refused_cost: '1240',
    refused_workers: { workers: null, fewer_than: 5 },
    first_refusal: moment,
    uncovered_calls: 2,
    uncovered_cost: '1.5',
    unpriced_calls: 0,
    errors: [],
    envelopes: [
      {
        envelope_id: 'env_2',
        key: 'platform',
        name: 'Platform',
        path: 'Company / Platform',
        kind: 'team',
        limit: '500',
        currency: 'USD',
        period: 'day',
        enforcement: 'hard',
        calls: 820,
        cost: '2000',
        admitted_cost: '760',
        refused_calls: 312,
        refused_cost: '1240',
        refused_workers: { workers: null, fewer_than: 5 },
        first_refusal: moment,
        last_refusal: { at: '2026-10-20T12:20:00.000Z', cost: '3' },
        days_refused: 4,
        over_calls: 0,
        over_cost: '0',
        peak_percent: '99.8',
        peak_period: '2026-10-12',
        thresholds_crossed: [],
        more_crossings: 0,
        workflows: [{ workflow: 'review', calls: 820, refused_calls: 312, refused_percent: '38.0' }],
      },
    ],
  };

  test('says what would have been refused, to how many, when first, and in which workflow', async () => {
    const envelopes = {
      envelopes: [{ id: 'env_2', name: 'Platform', path: ['Company', 'Platform'], ref: '', ref_name: '' }],
      folded: [],
    };
    const line = [
      'budget',
      'simulate',
      '--envelope',
      'Company / Platform',
      '--limit',
      '$500',
      '--period',
      'day',
      '--enforcement',
      'hard',
    ];
    const { out, asked, exit } = await run(line, { simulate: done, 'envelopes.list': envelopes });
    expect(exit).toBe(0);
    expect(asked.simulate).toMatchObject({
      what_if: [{ envelope_id: 'env_2', limit: '500', period: 'day', enforcement: 'hard' }],
    });
    expect(out).toContain(
      'It would have refused 312 calls of fewer than 5 workers, $1,240.00 of $9,800.00; first on 12 Oct 14:20.',
    );
    expect(out).toContain(
      'Platform: 312 calls of fewer than 5 workers refused on 4 days, from 12 Oct 14:20 to 20 Oct 14:20.',
    );
    expect(out).toContain('38.0 % of the calls of workflow review');
    expect(out).toContain('2 calls, $1.50, fall under no envelope.');
  });

  test('refuses a change without an envelope, and one that nobody knows', async () => {
    expect((await run(['budget', 'simulate', '--limit', '5'], {})).exit).toBe(2);
    const lost = await run(['budget', 'simulate', '--envelope', 'Nowhere'], {
      'envelopes.list': { envelopes: [], folded: [] },
    });
    expect(lost.exit).toBe(1);
  });

  test('tries a file, and names its faults', async () => {
    const faulty = { ...done, errors: [fault] };
    const { exit, err, asked } = await run(['budget', 'simulate', '--file', 'policy.yaml'], {
      simulate: faulty,
    });
    expect([exit, asked.simulate?.text]).toEqual([1, 'version: 1\nenvelopes: []\n']);
    expect(err).toContain('policy.yaml:7');
  });
});

test('every command of a policy explains itself', () => {
  const terminal = makeTerminal({
    env: {},
    cwd: folder,
    homeDir: folder,
    stdout: { write: () => 0 },
    stderr: { write: () => 0 },
    now: () => new Date(0),
  });
  const program = makeProgram(terminal, '0');
  registerPolicy(program, { run: () => async () => {} });
  const policy = program.commands.find((command) => command.name() === 'policy');
  const names = policy?.commands.map((command) => command.name());
  expect(names).toEqual(['schema', 'validate', 'plan', 'apply', 'retag', 'history', 'show', 'export']);
  for (const command of policy?.commands ?? []) expect(command.description()).not.toBe('');
});
