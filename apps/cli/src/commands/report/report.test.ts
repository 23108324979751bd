import { describe, expect, test } from 'vitest';
import { runCommand } from '../../testing/command.test-kit.ts';
import { registerReport } from './index.ts';

const figure = (name: string, value: string | null, more: object = {}) => ({
  ...{
    key: name,
    name,
    unit: 'usd',
    value,
    needs: value === null ? 'a budget' : null,
    low: null,
    high: null,
  },
  ...more,
});

const snapshot = {
  ...{
    id: 'rpt_5b1c',
    month: '2026-10',
    digest: 'ab'.repeat(32),
    made_by: 'Ada',
    made_at: '2026-11-03T08:00:00Z',
  },
  ...{ pdf: '/api/w/live/reports/rpt_5b1c.pdf', xlsx: '', json: '' },
  pack: {
    ...{ workspace: 'live', month: '2026-10', headline: 'Spend rose by $4,500.', decisions: [] },
    spend: {
      month: figure('Month', '9900'),
      year: figure('Fiscal year to date', '61000'),
      estimate: figure('Estimate at completion', '31000', { low: '28000', high: '35000' }),
      budget: figure('Budget', null),
      over_budget: figure('Chance of overrun', null),
    },
    recommendations: [{ claim: 'Stop nightly.', gain: { low: '980', high: '1290', per: 'month' } }],
  },
};
const answers = {
  'report.board': snapshot,
  'report.get': snapshot,
  'report.list': { snapshots: [snapshot] },
  'report.digest': {
    ...{ title: 'The week of 9 Nov: $5,900', from: '2026-11-09', to: '2026-11-16', time_zone: 'UTC' },
    lines: [{ text: '$5,900 was spent.', to: '/today' }],
  },
};
const run = (line: string[], json = false) =>
  runCommand(registerReport, ['report', ...line], answers, { json, columns: 140 });

describe('report', () => {
  test('board makes the pack of the last whole month and says it in short', async () => {
    const { out, asked } = await run(['board']);
    expect(asked['report.board']).toEqual({ workspace: 'live', month: '2026-10' });
    for (const words of ['Spend rose by $4,500.', '$31,000.00 ($28,000.00 to $35,000.00)', 'Needs: a budget'])
      expect(out).toContain(words);
    expect(out).toContain('Stop nightly. $980.00 to $1,290.00 a month.');
  });

  test('board takes one that was made, and --json is all of it', async () => {
    const { out, asked } = await run(['board', '--snapshot', 'rpt_5b1c'], true);
    expect(asked['report.get']).toEqual({ workspace: 'live', id: 'rpt_5b1c' });
    expect(JSON.parse(out)).toMatchObject({ schema: 'exchequer.board-pack/1', id: 'rpt_5b1c' });
  });

  test('a month, a format or a paper that there is not is refused with what to do', async () => {
    expect((await run(['board', '--month', '2026-13'])).err).toContain('Write it as 2026-10.');
    expect((await run(['board', '--format', 'docx'])).err).toContain('pdf, xlsx, json');
    expect((await run(['board', '--format', 'pdf'])).err).toContain('Name a file with --out.');
    expect((await run(['board', '--paper', 'a3'])).exit).toBe(2);
  });

  test('list and digest show what there is', async () => {
    expect((await run(['list'])).out).toContain('rpt_5b1c');
    expect((await run(['digest'])).out).toContain('$5,900 was spent.');
  });
});
