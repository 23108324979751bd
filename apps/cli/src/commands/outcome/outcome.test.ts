import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../../testing/command.test-kit.ts';
import { registerOutcome } from './index.ts';

const rule = {
  kind: 'ticket.resolved',
  name: 'tickets resolved',
  reversal_days: 7,
  human_minutes: 30,
  human_minutes_plus_minus: 5,
  measured_by: 'timed sample',
  value_usd: null,
};
const source = {
  ...{ id: 'src_1', vendor: 'github', name: 'Acme', url: 'http://x/hooks/src_1', state: 'failing' },
  ...{ deliveries: '1200', taken: '1150', repeated: '40', ignored: '7', refused: '3', held: '2' },
  ...{ last_delivery_at: null, last_refusal: 'it was not signed' },
};
const answers: Record<string, unknown> = {
  'settings.get': { time_zone: 'Europe/Warsaw' },
  'outcome.list': {
    outcomes: [
      {
        ...{
          occurred_at: '2026-02-03T23:30:00.000Z',
          kind_name: 'tickets resolved',
          work_key: 'ticket:abc-1',
        },
        ...{ state: 'reversed', value: '1200.5', currency: 'EUR', source: 'zendesk' },
      },
    ],
    next_cursor: null,
  },
  'outcome.sources.list': [source],
  'outcome.sources.add': { source, secret: 's3cret', steps: ['Open Settings.', 'Paste it.'] },
  'outcome.sources.held': {
    items: [
      {
        ...{ id: 'del_7', source_name: 'Acme', vendor: 'github', event: 'pull_request.closed', times: 2 },
        ...{ error: 'it is of another form', fix: 'Update.', received_at: '2026-02-03T23:30:00.000Z' },
      },
    ],
    total: 1,
  },
  'outcome.sources.replay': { taken: 1, still_held: 0 },
  'outcome.rules': [rule],
  'outcome.setRule': rule,
  'outcome.import': {
    ...{ dry_run: true, added: 0, amended: 0, duplicates: 0, links: 0 },
    rejected: [{ row: 2, error: 'no such kind', fix: 'Name one.' }],
  },
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'exchequer-outcome-'));
  writeFileSync(join(folder, 'a.csv'), 'id\n1\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...line: string[]) =>
  runCommand(registerOutcome, ['outcome', ...line], answers, { columns: 140, cwd: folder });

describe('outcome', () => {
  test('lists outcomes by the company’s days, with what became of them', async () => {
    const { out, asked } = await run(
      '--since',
      '2026-02-01',
      '--until',
      '2026-02-28',
      '--kind',
      'ticket.resolved',
    );
    expect(asked['outcome.list']).toMatchObject({
      kind: 'ticket.resolved',
      range: { from: '2026-02-01', to: '2026-03-01', time_zone: 'Europe/Warsaw' },
    });
    expect(out).toMatch(/2026-02-04.*tickets resolved.*ticket:abc-1.*reversed.*1,200\.5 EUR/);
  });

  test('says why a source fails', async () => {
    const { out } = await run('sources');
    expect(out).toMatch(/Acme \(github\).*failing.*1,200.*3.*never/);
    expect(out).toContain('last refused because it was not signed');
  });

  test('a new source prints its secret alone, and the steps aside', async () => {
    const { out, err } = await run('connect', 'github', 'Acme');
    expect(out).toBe('s3cret\n');
    expect(err).toContain('2. Paste it.');
  });

  test('deliveries held back are named with what to do, and tried again', async () => {
    const { out } = await run('held');
    expect(out).toMatch(
      /Acme.*github pull_request\.closed.*del_7.*\n.*another form \(came 2 times\)\n {2}Update\./,
    );
    const { out: told, asked } = await run('replay', 'del_7');
    expect(asked['outcome.sources.replay']).toEqual({ workspace: 'live', ids: ['del_7'] });
    expect(told).toBe('1 taken in, 0 still held.\n');
  });

  test('a bad row is named, nothing is taken, and the command fails', async () => {
    const { err, asked, exit } = await run('import', 'a.csv');
    expect(asked['outcome.import']).toMatchObject({ format: 'csv', dry_run: true });
    expect(err).toMatch(/a\.csv:2 no such kind\. Name one\./);
    expect(exit).toBe(1);
  });

  test('a rule keeps what is not named', async () => {
    const { asked } = await run('rule', 'ticket.resolved', '--days', '14', '--value', '12.5');
    expect(asked['outcome.setRule']).toEqual({
      ...{ workspace: 'live', kind: 'ticket.resolved', reversal_days: 14, human_minutes: 30 },
      ...{ human_minutes_plus_minus: 5, measured_by: 'timed sample', value_usd: '12.5' },
    });
  });

  test.each([
    [['rule', 'ticket.resolved'], /nothing to change/],
    [['rule', 'x.y', '--days', '1'], /no kind of result/],
    [['rule', 'ticket.resolved', '--days', '-1'], /no whole number/],
    [['--limit', '0'], /no count/],
  ])('%j is refused', async (line, message) => {
    const { err } = await run(...line);
    expect(err).toMatch(message);
  });
});
