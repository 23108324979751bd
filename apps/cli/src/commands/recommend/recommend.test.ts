import { homedir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { type Cli, type CommandContext, makeProgram } from '../../frame/index.ts';
import { complaintOf, makeTerminal } from '../../output/index.ts';
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

/** Runs a command line against a server that answers as told; collects what was asked and printed. */
async function run(line: string[], json = false) {
  const asked: Record<string, unknown> = {};
  let [out, err, exit]: [string, string, unknown] = ['', '', 0];
  const terminal = makeTerminal({
    env: { COLUMNS: '140' },
    cwd: '/',
    homeDir: homedir(),
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    now: () => new Date('2026-11-21T09:00:00.000Z'),
  });
  const answers: Record<string, unknown> = { list: page, rules: { rules: [] } };
  const advice = new Proxy(
    {},
    {
      get: (_, name) => (input: unknown) => {
        asked[String(name)] = input;
        return Promise.resolve(answers[String(name)] ?? { ...one, snoozed_until: '2026-12-05T09:00:00Z' });
      },
    },
  );
  const cli: Cli = {
    run:
      (action) =>
      async (...given) => {
        const command = given.at(-1) as { opts(): Record<string, unknown> };
        const context = {
          globals: { json, workspace: 'live' },
          options: command.opts(),
          args: given.slice(0, -2),
          terminal,
          connect: async () => ({ client: { advice } }),
          printJson: (schema: string, body: object) => {
            out += JSON.stringify({ schema, ...body });
          },
        };
        exit = await action(context as unknown as CommandContext<never>).catch((error: unknown) => {
          err += complaintOf(error).message;
          return complaintOf(error).exitCode;
        });
      },
  };
  const program = makeProgram(terminal, '0');
  registerRecommend(program, cli);
  await program.parseAsync(['recommend', ...line], { from: 'user' });
  return { asked, out, err, exit: exit ?? 0 };
}

describe('recommend', () => {
  test('list has the claim with its interval, says what waits, and --check ends with 3', async () => {
    const { out, err, exit } = await run(['list', '--check']);
    expect(out).toContain('$980.00 to $1,290.00 a month');
    expect(err).toContain('2 cannot tell yet');
    expect(exit).toBe(3);
    expect((await run(['list'])).exit).toBe(0);
  });

  test('apply changes nothing without --yes, and shows what would change', async () => {
    const dry = await run(['apply', 'rec_1']);
    expect(dry.asked.apply).toBeUndefined();
    expect(dry.out).toContain('Calls of nightly: go through → are refused');
    const done = await run(['apply', 'rec_1', '--amount', '1,500', '--yes'], true);
    expect(done.asked.apply).toEqual({ workspace: 'live', id: 'rec_1', amount: '1500' });
    expect(JSON.parse(done.out).schema).toBe('recommendation/1');
  });

  test('snooze and dismiss say how long and why', async () => {
    expect((await run(['snooze', 'rec_1'])).asked.snooze).toMatchObject({ days: 14 });
    expect((await run(['snooze', 'rec_1', '--days', '0'])).exit).toBe(2);
    const { asked } = await run(['dismiss', 'rec_1', '--reason', 'Wanted.']);
    expect(asked.dismiss).toEqual({ workspace: 'live', id: 'rec_1', reason: 'Wanted.' });
  });
});
