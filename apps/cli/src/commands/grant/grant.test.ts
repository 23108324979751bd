import { describe, expect, test } from 'vitest';
import { runCommand } from '../../testing/command.test-kit.ts';
import { registerGrant } from './index.ts';

const plan = {
  id: 'gpl_1',
  name: 'Tools',
  type: 'tool_access',
  basis: { kind: 'fixed', amount: '500', per: 'month' },
  cadence: 'monthly',
  valid_periods: 1,
  rollover: { percent: 25, cap: null },
  state: 'active',
  active_grants: 3,
  notes: [],
};
const worker = { id: 'wrk_1', name: 'Zoë', external_id: 'E1' };
const grant = {
  id: 'grt_1',
  plan_name: 'Tools',
  holder: { kind: 'worker', id: 'wrk_1', name: 'Zoë' },
  state: 'active',
  starts_on: '2026-11-01',
  annual_amount: null,
  balance: null,
  withheld: 'the amount tells base pay',
  policy_version: '1',
};
const answers = {
  'grant.plans.list': [plan],
  'grant.plans.put': plan,
  'people.workers.list': { workers: [worker], next_cursor: null },
  'grant.issue': { grant, first_lot: null, flags: [{ who: 'tax', severity: 'note', text: 'Look.' }] },
  'grant.list': { grants: [grant], total: 1, next_cursor: null },
  'grant.get': { grant },
  'grant.run': {
    through: '2026-11-21',
    lots_issued: 2,
    draws: 1,
    rolled_over: 0,
    returned: 0,
    lots_expired: 0,
    failures: [{ holder: 'worker/wrk_1', error: 'the envelope was closed' }],
  },
};

const run = (...line: string[]) => runCommand(registerGrant, ['grant', ...line], answers);

describe('grant plan', () => {
  test('lists plans with what they come from', async () => {
    const { out } = await run('plan');
    expect(out).toMatch(/Tools .*\$500(\.00)? a month/);
  });
  test('changes a plan by its name, and writes only with --yes', async () => {
    const tried = await run('plan', 'tools', '--amount', '700');
    expect(tried.out).toContain('Nothing was written');
    expect(tried.asked).not.toHaveProperty('grant.plans.put');
    const { asked } = await run('plan', 'tools', '--share', '0.5', '--yes');
    expect(asked['grant.plans.put']).toMatchObject({
      id: 'gpl_1',
      basis: { kind: 'share_of_base', share: '0.5' },
      rollover: { percent: 25 },
    });
  });
  test('refuses two bases, and none', async () => {
    expect((await run('plan', 'New', '--share', '0.5', '--amount', '1')).exit).toBe(2);
    expect((await run('plan', 'New')).err).toContain('a plan needs an amount');
  });
});

test('grant issue finds plan and person by name, tells flags, and tries without --yes', async () => {
  const { out, asked } = await run('issue', 'tools', 'zoë', '--from', '2026-11-01');
  expect(asked['grant.issue']).toMatchObject({
    plan_id: 'gpl_1',
    holder: { kind: 'worker', id: 'wrk_1' },
    dry_run: true,
  });
  expect(out).toContain('tax, note: Look.');
  expect(out).toContain('Nothing was written; add --yes.');
  expect((await run('issue', 'nothing', 'zoë')).err).toContain('there is no grant plan nothing');
});

test('grant list withholds what tells pay, and says why', async () => {
  const { out } = await run('list');
  expect(out).toMatch(/Zoë.*withheld/);
  expect(out).toContain('compensation scope');
});

test('grant pause wants a reason; grant end wants a day', async () => {
  expect((await run('pause', 'grt_1')).err).toContain('needs a reason');
  expect((await run('end', 'grt_1', '--reason', 'leaves')).err).toContain('needs a day');
  expect((await run('pause', 'grt_1', '--reason', 'leave')).out).toContain('Would pause Tools of Zoë');
});

test('grant run says what it did, and fails where a holder stands still', async () => {
  const { out, err, exit } = await run('run');
  expect(out).toContain('2 lots issued');
  expect([err.includes('the envelope was closed'), exit]).toEqual([true, 1]);
});

test('grant statement is printed by a tower alone, into a paper', async () => {
  expect((await run('statement', 'Zoë', '--month', '2026-11', '--output', 'x.pdf')).err).toContain(
    'printed by the tower',
  );
  expect((await run('statement', 'Zoë', '--month', '2026-11', '--output', 'x.txt')).err).toContain(
    'is no paper',
  );
});
