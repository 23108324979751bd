/** What intake saw besides what it booked: duplicates and conflicts per source. */
import type { Sql } from 'postgres';

/** Records of one source in one batch. */
export interface SourceCount {
  source: string;
  duplicates: number;
  conflicts: number;
}

export interface IntakeCounter {
  add(workspace: string, counts: readonly SourceCount[]): Promise<void>;
  bySource(workspace: string): Promise<Map<string, SourceCount>>;
}

/** Counts kept in PostgreSQL. They explain figures and enter none, so a lost update harms no sum. */
export function postgresIntakeCounter(sql: Sql): IntakeCounter {
  return {
    add: async (workspace, counts) => {
      const rows = counts
        .filter((c) => c.duplicates > 0 || c.conflicts > 0)
        .map(({ source, duplicates, conflicts }) => ({ workspace, source, duplicates, conflicts }));
      if (rows.length === 0) return;
      await sql`
        INSERT INTO intake_count ${sql(rows)}
        ON CONFLICT (workspace, source) DO UPDATE SET
          duplicates = intake_count.duplicates + excluded.duplicates,
          conflicts = intake_count.conflicts + excluded.conflicts`;
    },
    bySource: async (workspace) => {
      const rows = await sql<{ source: string; duplicates: string; conflicts: string }[]>`
        SELECT source, duplicates, conflicts FROM intake_count WHERE workspace = ${workspace}`;
      return new Map(
        rows.map((r) => [
          r.source,
          { source: r.source, duplicates: Number(r.duplicates), conflicts: Number(r.conflicts) },
        ]),
      );
    },
  };
}

/** Counts for as long as the process lives, where there is no database. */
export function memoryIntakeCounter(): IntakeCounter {
  const kept = new Map<string, Map<string, SourceCount>>();
  return {
    add: async (workspace, counts) => {
      const of = kept.get(workspace) ?? new Map<string, SourceCount>();
      kept.set(workspace, of);
      for (const { source, duplicates, conflicts } of counts) {
        const before = of.get(source) ?? { source, duplicates: 0, conflicts: 0 };
        of.set(source, {
          source,
          duplicates: before.duplicates + duplicates,
          conflicts: before.conflicts + conflicts,
        });
      }
    },
    bySource: async (workspace) => kept.get(workspace) ?? new Map(),
  };
}
