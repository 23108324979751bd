import { expect, test } from 'vitest';
import { runCommand } from '../../testing/command.test-kit.ts';
import { registerPrivacy } from './index.ts';

const glass = {
  ...{ id: 'glass_1', worker_id: 'wrk_1', worker_name: 'Ann', purpose: 'An invoice names her key.' },
  ...{ hours: 1, requested_by: 'Mira', requested_at: '2026-11-21T08:00:00.000Z', approved_by: null },
  ...{ opens_until: null, state: 'requested', may: ['decide'] },
};
const spend = {
  ...{ worker: { id: 'wrk_1', name: 'Ann' }, team: null, time_zone: 'UTC', today: '1', this_month: '12' },
  by_model: [{ model: 'opus', cost: '11', tokens: '1' }],
  by_repo: [{ repo: '', cost: '11', tokens: '1' }],
};
const answers = {
  'privacy.rules': { fewest_persons: 5, largest_share_percent: 80, says: ['Five and more.'] },
  'privacy.requests': [glass],
  'privacy.request': glass,
  'privacy.decide': { ...glass, state: 'open', opens_until: '2026-11-21T10:00:00.000Z' },
  'privacy.look': spend,
  'people.workers.list': {
    workers: [{ id: 'wrk_1', name: 'Ann', external_id: 'E1' }],
    next_cursor: null,
  },
};
const run = (...line: string[]) => runCommand(registerPrivacy, ['privacy', ...line], answers);

test('privacy says the rule, and who asked to look at whom and for what', async () => {
  const { out } = await run();
  expect(out).toContain('Five and more.');
  expect(out).toMatch(/Ann {2}waits\n.*An invoice names her key\.\n.*Mira\n.*glass_1\n/);
});

test('asking wants a purpose and a span, and is done with --yes alone', async () => {
  expect((await run('ask', 'Ann', '--for', 'because')).err).toContain('says too little');
  expect((await run('ask', 'Ann', '--for', glass.purpose, '--hours', '9')).exit).toBe(2);
  const tried = await run('ask', 'ann', '--for', glass.purpose);
  expect(tried.out).toContain('Would ask to look at what Ann has used');
  expect(tried.asked).not.toHaveProperty('privacy.request');
  const { asked } = await run('ask', 'E1', '--for', glass.purpose, '--yes');
  expect(asked['privacy.request']).toMatchObject({ worker_id: 'wrk_1', purpose: glass.purpose, hours: 1 });
});

test('the second admin sees what it is for before they agree', async () => {
  const tried = await run('agree', 'glass_1');
  expect(tried.out).toContain('to look at Ann, for “An invoice names her key.”');
  expect(tried.asked).not.toHaveProperty('privacy.decide');
  const { out, asked } = await run('agree', 'glass_1', '--yes');
  expect(asked['privacy.decide']).toMatchObject({ id: 'glass_1', agree: true });
  expect(out).toContain('Until 2026-11-21 10:00 UTC');
  expect((await run('refuse', 'glass_9')).err).toContain('there is no request');
});

test('a look says that it is written down', async () => {
  expect((await run('look', 'glass_1')).out).toContain('Ann reads that you looked.');
});
