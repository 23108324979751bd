import type { ImportProgress } from '@exchequer/model/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate, migrations } from '../migrations/index.ts';
import { type TemporaryPostgres, temporaryPostgres } from '../postgres/testing/index.ts';
import { type FileMark, memoryImports, postgresImports } from './index.ts';

let postgres: TemporaryPostgres;
beforeAll(async () => {
  postgres = await temporaryPostgres();
  await migrate(postgres.sql, migrations);
});
afterAll(() => postgres.close());

const mark: FileMark = {
  path: "/home/dev/it's {odd}.jsonl",
  size: 5_000_000_000,
  modifiedMs: 1_772_000_000_123,
  inode: '18446744073709551615',
  headBytes: 4096,
  headHash: 'ab'.repeat(32),
  readTo: 4_999_999_999,
};
const run = {
  id: 'imp_1',
  state: 'done',
  started_at: '2026-03-01T10:00:00Z',
  finished_at: null,
} as ImportProgress;

describe.each([
  ['PostgreSQL', () => postgresImports(postgres.sql)],
  ['memory', memoryImports],
])('an import ledger in %s', (_name, open) => {
  test('gives back the last mark of every file, per workspace and kind', async () => {
    const ledger = open();
    const at = new Date();
    await ledger.saveFiles(
      'live',
      'codex',
      [
        { ...mark, readTo: 1 },
        { ...mark, path: '/b' },
      ],
      at,
    );
    await ledger.saveFiles('live', 'codex', [mark], at);
    const files = await ledger.files('live', 'codex');
    expect(files.get(mark.path)).toEqual(mark);
    expect(files.size).toBe(2);
    expect((await ledger.files('live', 'gemini')).size).toBe(0);
    expect((await ledger.files('sample', 'codex')).size).toBe(0);
  });

  test('gives back a run as it was last, to its own workspace alone', async () => {
    const ledger = open();
    await ledger.saveRun('live', { ...run, state: 'reading' });
    await ledger.saveRun('live', run);
    expect(await ledger.run('live', 'imp_1')).toEqual(run);
    expect(await ledger.run('sample', 'imp_1')).toBeNull();
    expect(await ledger.run('live', 'imp_2')).toBeNull();
  });
});
