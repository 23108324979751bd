import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runProgram } from '../../frame/index.ts';
import { makeTerminal } from '../../output/index.ts';
import { registerLedger } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'exchequer-ledger-home-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command line on a home of its own, with the server in this process. */
async function run(...line: string[]) {
  let out = '';
  let err = '';
  const terminal = makeTerminal({
    env: { COLUMNS: '160', EXCHEQUER_HOME: join(folder, 'home'), TZ: 'UTC' },
    cwd: folder,
    homeDir: folder,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    now: () => new Date('2026-11-21T09:00:00.000Z'),
  });
  const code = await runProgram(['ledger', ...line], { terminal, version: '0', registers: [registerLedger] });
  return { code, out, err };
}

test('an empty ledger is sound, balances, and gives files with their heads, without a tower', async () => {
  const range = ['--since', '2026-11-01', '--until', '2026-11-30'];
  expect(await run('verify')).toMatchObject({
    code: 0,
    out: expect.stringContaining('every invariant holds'),
  });
  const focus = await run('export', '--format', 'focus', ...range);
  expect(focus).toMatchObject({ code: 0, out: expect.stringMatching(/^AvailabilityZone,BilledCost,/) });
  const proof = await run('reconcile', '--json', ...range);
  expect(JSON.parse(proof.out)).toMatchObject({ schema: 'exchequer.ledger-reconcile/1', equal: true });
}, 120_000);
