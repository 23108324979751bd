import { describe, expect, test } from 'vitest';
import { runCommand } from '../../testing/command.test-kit.ts';
import { registerRecommend } from './index.ts';

const one = {
  ...{ id: 'rec_1', rule: 4, state: 'open', claim: 'Agent nightly repeats one call.', confidence: 'high' },
  ...{ says: 'Agent nightly repeats one call. Likely saving $980–1,290 a month.', owner: 'platform' },
  ...{ trigger: '412 equal requests.', basis: 'Counted.', assignee: null, realised: null, applied: null },
  gain: { low: '980', likely: '1140', high: '1290', level: 0.8, per: 'month' },
  evidence: [{ label: 'Calls', value: '412', unit: 'requests', to: '/explore' }],
  plan: [{ what: 'Calls of nightly', before: 'go through', after: 'are refused' }],
  ...{ refusal: null, may: ['apply'], events: [] },
};
const page = { recommendations: [one], next_cursor: null, judged_at: '2026-11-21T09:00:00Z', cannot_tell: 2 };

const rule = {
  ...{ number: 1, name: 'Prompts that could be read from a cache', open: 1, state: 'speaks' },
  ...{ cannot_tell: null, record: null },
};
const lacking = {
  ...{ ...rule, number: 20, name: 'Seats that nobody uses', open: 0, state: 'needs' },
  cannot_tell: { needs: 'seats of each tool, with their number and price', to: '/settings#terms' },
};
const silent = { ...rule, number: 4, name: 'The same request again and again', open: 0, state: 'silent' };
const ruleList = { rules: [rule, silent, lacking], judged_at: '2026-11-21T09:00:00Z' };

async function run(line: string[], json = false) {
  const answers = { 'advice.list': page, 'advice.rules': ruleList };
  const otherwise = { ...one, snoozed_until: '2026-12-05T09:00:00Z' };
  const ran = await runCommand(registerRecommend, ['recommend', ...line], answers, {
    json,
    columns: 140,
    otherwise,
  });
  const asked = Object.fromEntries(
    Object.entries(ran.asked).map(([name, input]) => [name.replace(/^advice\./, ''), input]),
  );
  return { ...ran, asked: asked as Record<string, unknown> };
}

describe('recommend', () => {
  test('list has the claim with its interval, says what waits, and --check ends with 3', async () => {
    const { out, err, exit } = await run(['list', '--check']);
    expect(out).toContain('$980.00 to $1,290.00 a month');
    expect(err).toContain('2 cannot tell yet');
    expect(exit).toBe(3);
    expect((await run(['list'])).exit).toBe(0);
  });

  test('rules says of each whether it speaks, is silent or needs something, and where that is given', async () => {
    const { out, err } = await run(['rules']);
    expect(out).toMatch(/20 +Seats that nobody uses +needs input .*seats of each tool.*settings#terms/);
    expect(err).toContain('3 rules: 1 speak, 1 are silent, 1 need input.');
  });

  test('apply changes nothing without --yes, and shows what would change', async () => {
    const dry = await run(['apply', 'rec_1']);
    expect(dry.asked.apply).toBeUndefined();
    expect(dry.out).toContain('Calls of nightly: go through → are refused');
    const done = await run(['apply', 'rec_1', '--amount', '1,500', '--yes'], true);
    expect(done.asked.apply).toEqual({ workspace: 'live', id: 'rec_1', amount: '1500' });
    expect(JSON.parse(done.out).schema).toBe('exchequer.recommendation/1');
  });

  test('snooze and dismiss say how long and why', async () => {
    expect((await run(['snooze', 'rec_1'])).asked.snooze).toMatchObject({ days: 14 });
    expect((await run(['snooze', 'rec_1', '--days', '0'])).exit).toBe(2);
    const { asked } = await run(['dismiss', 'rec_1', '--reason', 'Wanted.']);
    expect(asked.dismiss).toEqual({ workspace: 'live', id: 'rec_1', reason: 'Wanted.' });
  });
});
