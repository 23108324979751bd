import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VerifyRun } from '@exchequer/model/contract';
import { afterAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../connection/index.ts';
import { runProgram } from '../../frame/index.ts';
import { makeTerminal } from '../../output/index.ts';
import { registerLedger } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'exchequer-ledger-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Procedure = (input: Record<string, unknown>) => Promise<unknown>;

/** Runs a command line against a server that answers as told. */
async function run(line: string[], ledger: Record<string, unknown>, file: string[] = []) {
  let out = '';
  let err = '';
  const asked: string[] = [];
  const terminal = makeTerminal({
    env: { COLUMNS: '160', EXCHEQUER_HOME: folder },
    cwd: folder,
    homeDir: folder,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    now: () => new Date('2026-11-21T09:00:00.000Z'),
  });
  const connection = {
    client: { ledger },
    kind: 'tower',
    place: 'a test',
    seesOurFiles: true,
    download: async (path: string) => {
      asked.push(path);
      return (async function* () {
        yield* file;
      })();
    },
    close: async () => {},
  } as unknown as Connection;
  const code = await runProgram(['ledger', ...line], {
    terminal,
    version: '0',
    registers: [registerLedger],
    connect: async () => connection,
  });
  return { code, out, err, asked };
}

const proof: VerifyRun = {
  id: 'prf_1',
  state: 'sound',
  started_at: '2026-11-21T09:00:00.000Z',
  finished_at: '2026-11-21T09:00:01.000Z',
  done: 3,
  total: 3,
  counts: { transactions: '3', postings: '7' },
  findings: [],
  findings_total: 0,
  error: null,
};
const verifying = (run: Partial<VerifyRun>) => ({
  verify: {
    start: async () => ({ ...proof, state: 'running' }),
    get: async () => ({ run: { ...proof, ...run } }),
  },
});

describe('ledger verify', () => {
  test('waits for the proof and says what was examined', async () => {
    expect(await run(['verify'], verifying({}))).toMatchObject({
      code: 0,
      out: 'Sound: 3 transactions, 7 postings examined; every invariant holds.\n',
    });
  });

  test('names what was changed by hand and ends with 1', async () => {
    const finding = { invariant: 'digest', subject: 'transaction 2', detail: 'it does not fit its row' };
    const { code, err } = await run(
      ['verify'],
      verifying({ state: 'unsound', findings: [finding], findings_total: 1 }),
    );
    expect(code).toBe(1);
    expect(err).toContain('digest: transaction 2: it does not fit its row');
    expect(err).toContain('fix:');
  });
});

describe('ledger export', () => {
  const range = ['--since', '2026-10-01', '--until', '20261031'];

  test('asks for the days up to the last one and writes the file whole', async () => {
    const done = await run(['export', '--format', 'focus', ...range, '-o', 'out.csv'], {}, [
      'a,b\r\n',
      '1,2\r\n',
    ]);
    expect(done.code).toBe(0);
    expect(done.asked[0]).toContain('/api/w/live/ledger/export/focus.csv?from=2026-10-01&to=2026-11-01');
    expect(readFileSync(join(folder, 'out.csv'), 'utf8')).toBe('a,b\r\n1,2\r\n');
    expect(readdirSync(folder)).toEqual(['out.csv']);
  });

  test('prints to standard output without a file, except for a workbook', async () => {
    const printed = await run(['export', '--format', 'csv', '--lines', '--cents', ...range], {}, ['x\r\n']);
    expect(printed).toMatchObject({ code: 0, out: 'x\r\n' });
    expect(printed.asked[0]).toContain('detail=lines&amounts=cents');
    expect(await run(['export', '--format', 'xlsx', ...range], {})).toMatchObject({ code: 2 });
    expect(await run(['export', '--format', 'pdf', ...range], {})).toMatchObject({ code: 2 });
    const backwards = ['--since', '2026-11-01', '--until', '2026-10-01'];
    expect(await run(['export', '--format', 'csv', ...backwards], {})).toMatchObject({ code: 2 });
  });
});

describe('ledger reconcile', () => {
  const answer = (equal: boolean) => ({
    reconcile: async () => ({
      from: '2026-10-01',
      to: '2026-11-01',
      time_zone: 'UTC',
      snapshot_at: '2026-11-21T09:00:00.000Z',
      stations: [{ station: 'journal', amount: '1.000000000001', difference: '0' }],
      equal,
      differences: equal
        ? []
        : [{ day: '2026-10-02', provider: 'acme', journal: '1', ledger: '0', difference: '-1' }],
    }),
  });
  const line = ['reconcile', '--since', '2026-10-01', '--until', '2026-10-31'];

  test('gives every digit, and 1 where the stations differ', async () => {
    const same = await run(line, answer(true));
    expect(same.code).toBe(0);
    expect(same.out).toContain('1.000000000001');
    const differs = await run(line, answer(false));
    expect(differs.code).toBe(1);
    expect(differs.err).toContain('2026-10-02 acme: -1');
  });
});

describe('ledger close', () => {
  const item = {
    key: 'untagged',
    title: 'Usage has a purpose',
    count: '1',
    amount: '5',
    link: null,
    waivable: true,
    waiver: null,
  };
  const plan = {
    period: '2026-10',
    time_zone: 'UTC',
    totals: { expense: '1400' },
    closable: false,
    items: [{ ...item, state: 'blocking', detail: '$5 has no purpose.', fix: 'Add rules.' }],
  };

  test('shows the checklist and changes nothing without --yes', async () => {
    const shown = await run(['close', '2026-10'], { periods: { plan: async () => plan } });
    expect(shown.code).toBe(1);
    expect(shown.out).toContain('BLOCKS  Usage has a purpose (untagged). $5 has no purpose.');
    expect(shown.out).toContain('--waive ITEM=REASON');
  });

  test('needs someone who answers for it, and gives every waiver a reason', async () => {
    const waived: unknown[] = [];
    const waive: Procedure = async (input) => waived.push(input);
    const close: Procedure = async () => ({
      totals: { expense: '1400', transactions: '9' },
      last_transaction: 'txn_9',
    });
    const periods = { waive, close };
    expect((await run(['close', '2026-10', '--yes'], { periods })).code).toBe(2);
    expect((await run(['close', '2026-10', '--waive', 'untagged'], { periods })).code).toBe(2);
    const line = ['close', '2026-10', '--waive', 'untagged=agreed with audit', '--approver', 'CFO', '--yes'];
    const done = await run(line, { periods });
    expect(done).toMatchObject({
      code: 0,
      out: expect.stringContaining('2026-10 is closed: expense $1,400.00'),
    });
    expect(waived).toMatchObject([{ item: 'untagged', reason: 'agreed with audit', approver: 'CFO' }]);
  });
});
