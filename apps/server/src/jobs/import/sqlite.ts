import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { quoteText } from '@exchequer/store/analytics/engine';
import type { ImportDeps } from './deps.ts';

/**
 * Reads columns of a table of an SQLite database through the engine. The database and its log are
 * linked under a name of our own, so that no path of a user becomes part of a statement.
 */
export async function readSqlite<Row>(
  deps: ImportDeps,
  path: string,
  table: string,
  columns: string,
): Promise<Row[]> {
  const engine = deps.engine.embedded ? deps.engine : await deps.localEngine();
  const folder = join(deps.scratch, `sqlite_${randomUUID()}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(`${path}${suffix}`))
        symlinkSync(resolve(`${path}${suffix}`), join(folder, `data.db${suffix}`));
    }
    const database = quoteText(join(folder, 'data.db'));
    return await engine.query<Row>(`SELECT ${columns} FROM sqlite(${database}, ${quoteText(table)})`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
