import { createHash } from 'node:crypto';
import type { Sql, TransactionSql } from 'postgres';
import { PostgresFailure } from '../postgres/index.ts';
import type { Migration } from './list.ts';

/** Any number that nothing else locks: two starting towers migrate one after the other. */
const lockKey = 0x45_58_43_48;

/**
 * Brings the schema up to date: each missing migration in its own transaction, in order, with its
 * checksum. Returns the names of those it applied.
 * @throws PostgresFailure when an applied file was changed, or the data is newer than this version
 */
export async function migrate(sql: Sql, migrations: readonly Migration[]): Promise<string[]> {
  const lock = await sql.reserve();
  try {
    await lock`SELECT pg_advisory_lock(${lockKey})`;
    await lock`
      CREATE TABLE IF NOT EXISTS schema_migration (
        name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`;
    const applied = await lock<{ name: string; checksum: string }[]>`
      SELECT name, checksum FROM schema_migration`;
    const checksums = new Map(applied.map(({ name, checksum }) => [name, checksum]));
    assertKnown(migrations, checksums);
    const missing = inOrder(migrations).filter(({ name }) => !checksums.has(name));
    for (const migration of missing) await apply(sql, migration);
    return missing.map(({ name }) => name);
  } finally {
    await lock`SELECT pg_advisory_unlock(${lockKey})`;
    lock.release();
  }
}

const checksumOf = ({ sql }: Migration) => createHash('sha256').update(sql).digest('hex');

const inOrder = (migrations: readonly Migration[]) =>
  migrations.toSorted((left, right) => (left.name < right.name ? -1 : 1));

function assertKnown(migrations: readonly Migration[], applied: ReadonlyMap<string, string>): void {
  const known = new Map(migrations.map((migration) => [migration.name, checksumOf(migration)]));
  for (const [name, checksum] of applied) {
    const ours = known.get(name);
    if (ours === undefined) {
      throw new PostgresFailure(
        'migration-missing',
        `the data has the migration ${name}, which this version of Exchequer does not know`,
        'Start the newer Exchequer version that wrote this data.',
      );
    }
    if (ours !== checksum) {
      throw new PostgresFailure(
        'migration-changed',
        `the migration ${name} was changed after it had been applied to this data`,
        'Restore the file as it was and put the change into a new migration.',
      );
    }
  }
}

async function apply(sql: Sql, migration: Migration): Promise<void> {
  try {
    await sql.begin(async (transaction: TransactionSql) => {
      await transaction.unsafe(migration.sql);
      await transaction`
        INSERT INTO schema_migration (name, checksum) VALUES (${migration.name}, ${checksumOf(migration)})`;
    });
  } catch (cause) {
    throw new PostgresFailure(
      'migration-failed',
      `the migration ${migration.name} failed and was rolled back: ${(cause as Error).message}`,
      'Nothing of it was applied. Fix what the message names, then start again.',
      cause,
    );
  }
}
