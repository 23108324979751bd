import { describe, expect, test } from 'vitest';
import { runCommand } from '../../testing/command.test-kit.ts';
import { registerWork } from './index.ts';

const item = {
  work_key: 'ticket:abc-12',
  kind: 'ticket',
  cost: '6.1725718',
  tokens: '1200000',
  requests: '221',
  sessions: '2',
  commits: { by_key: ['aaaa'], by_session: ['aaaa', 'bbbb'], any: ['aaaa', 'bbbb'] },
  outcomes: [],
  weakest_rule: 'ticket-in-branch',
  incomplete: ['the session’s own record is missing: only a subagent’s'],
};
const link = {
  from: 'branch:a/b@fix',
  to: 'ticket:abc-12',
  rule: 'manual',
  rule_name: 'set by a person',
  confidence: 1,
  evidence: 'x',
  manual: true,
  revoked: false,
};
const answers: Record<string, unknown> = {
  'settings.get': { time_zone: 'Europe/Warsaw' },
  'outcome.works': { items: [item], next_cursor: null },
  'outcome.work': { ...item, links: [link] },
  'outcome.coverage': {
    cost: '10',
    linked_cost: '9.5',
    unlinked_cost: '0.5',
    linked_share: '0.9500',
    by_rule: [{ rule: 'workflow', name: 'workflow of the call', cost: '9.5' }],
    outcomes: '3',
    outcomes_without_usage: '1',
    outcomes_without_worker: '0',
    incomplete: [],
  },
  'outcome.setLink': link,
};

const run = (...line: string[]) => runCommand(registerWork, ['work', ...line], answers);

describe('work', () => {
  test('lists tickets with cost and commits, and says what is incomplete', async () => {
    const { out, asked } = await run();
    expect(asked['outcome.works']).toMatchObject({
      kind: 'ticket',
      range: { from: '2020-01-01', to: '2026-11-23', time_zone: 'Europe/Warsaw' },
    });
    expect(out).toMatch(/abc-12 \* +\$6\.17 +1\.20 M +221 +2 +0 +ticket-in-branch/);
    expect(out).toContain('* Incomplete: the session’s own record is missing: only a subagent’s.');
  });

  test('takes days inclusive, and refuses what is no day', async () => {
    const { asked } = await run('list', '--kind', 'branch', '--since', '2026-02-01', '--until', '2026-02-28');
    expect(asked['outcome.works']).toMatchObject({
      kind: 'branch',
      range: { from: '2026-02-01', to: '2026-03-01' },
    });
    expect((await run('list', '--since', 'feb')).err).toContain('"feb" is no day');
  });

  test('shows one item with its links', async () => {
    const { out } = await run('show', 'ticket:abc-12');
    expect(out).toContain('branch:a/b@fix → ticket:abc-12: set by a person, 1');
    expect(out).toContain('Commits on the main line: 2 (1 by their text, 2 by the sessions that made them)');
  });

  test('gives spend that reached nothing as a figure of its own', async () => {
    const { out } = await run('coverage');
    expect(out).toContain('Reached outcomes     $9.50, 95.0 % of all');
    expect(out).toContain('Reached none         $0.50');
  });

  test('links and takes apart by hand, with a reason', async () => {
    const { asked } = await run('unlink', 'branch:a/b@fix', 'ticket:abc-12', '--reason', 'another ticket');
    expect(asked['outcome.setLink']).toEqual({
      workspace: 'live',
      from: 'branch:a/b@fix',
      to: 'ticket:abc-12',
      revoked: true,
      reason: 'another ticket',
    });
  });
});
