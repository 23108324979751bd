import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('random operations through crashes of every kind leave the books as a naive model says', () => {
  const program = join(process.cwd(), 'tools', 'start', 'tool.mjs');
  const args = ['simulate', 'ledger', '--operations', '3000', '--between', '1000', '--seed', '11'];
  const run = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', timeout: 110_000 });
  const said = run.stderr.slice(-4_000);
  expect(run.status, said).toBe(0);
  const result = JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '');
  expect(result).toMatchObject({ operations: 3_000, seeds: [11], failures: 0 });
  expect(result.crashes).toMatchObject({ driverKilled: 1, postgresKilled: 1, postgresStopped: 1 });
  expect(
    result.crashes.answerLost + result.crashes.connectionCut + result.crashes.sessionEnded,
  ).toBeGreaterThan(0);
  // Without these it would have proved little.
  expect(result.accepted).toBeGreaterThan(800);
  expect(result.refusals['envelope-exhausted']).toBeGreaterThan(0);
  expect(result.duplicates).toBeGreaterThan(0);
});
