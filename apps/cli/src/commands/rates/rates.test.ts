import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../../testing/command.test-kit.ts';
import { registerRates } from './index.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'exchequer-rates-'));
  writeFileSync(join(folder, 'a.csv'), 'currency,day,usd\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (answer: unknown, ...line: string[]) =>
  runCommand(
    registerRates,
    ['rates', ...line],
    { 'outcome.rates.list': answer, 'outcome.rates.import': answer },
    { cwd: folder },
  );

test('lists what holds, and names what has no rate', async () => {
  const { out } = await run({
    rates: [
      { currency: 'EUR', usd: '1.09', day: '2026-10-01', first_day: '2025-01-01', days: 12, source: 'ECB' },
    ],
    missing: [{ currency: 'GBP', day: '2026-10-03', about: 'revenue' }],
  });
  expect(out).toMatch(/EUR +1\.09 +2026-10-01 +12 +ECB/);
  expect(out).toContain('Needs: rate GBP on 2026-10-03, for revenue.');
});

test('checks a file, keeps it when told to, and keeps nothing of a bad one', async () => {
  const fine = { dry_run: true, taken: 2, rejected: [] };
  expect((await run(fine, 'import', 'a.csv')).out).toBe('2 rates are fine; add --yes to keep them.\n');
  const kept = await run(fine, 'import', 'a.csv', '--yes');
  expect(kept.asked['outcome.rates.import']).toMatchObject({ dry_run: false });
  const bad = { ...fine, taken: 0, rejected: [{ row: 2, error: 'usd: 0 is no rate', fix: 'Write one.' }] };
  const refused = await run(bad, 'import', 'a.csv', '--yes');
  expect(refused.exit).toBe(1);
  expect(refused.err).toMatch(/a\.csv:2 usd: 0 is no rate\. Write one\.\nNothing was kept/);
});
