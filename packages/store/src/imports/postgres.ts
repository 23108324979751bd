import type { ImportProgress } from '@exchequer/model/contract';
import type { Sql } from 'postgres';
import type { FileMark, ImportLedger } from './ledger.ts';

/** The import ledger in PostgreSQL. */
export function postgresImports(sql: Sql): ImportLedger {
  return {
    async files(workspace, kind) {
      const rows = await sql<MarkRow[]>`
        select path, size, modified_ms, inode, head_bytes, head_hash, read_to
        from import_file where workspace = ${workspace} and kind = ${kind}`;
      return new Map(rows.map((row) => [row.path, markFromRow(row)]));
    },
    async saveFiles(workspace, kind, marks, at) {
      if (marks.length === 0) return;
      const rows = marks.map((mark) => ({
        ...rowFromMark(mark),
        workspace,
        kind,
        read_at: at.toISOString(),
      }));
      await sql`
        insert into import_file
        select * from jsonb_populate_recordset(null::import_file, ${sql.json(rows)})
        on conflict (workspace, kind, path) do update set
          size = excluded.size, modified_ms = excluded.modified_ms, inode = excluded.inode,
          head_bytes = excluded.head_bytes, head_hash = excluded.head_hash,
          read_to = excluded.read_to, read_at = excluded.read_at`;
    },
    async saveRun(workspace, run) {
      const { id, state, started_at, finished_at } = run;
      await sql`
        insert into import_run (id, workspace, started_at, finished_at, state, progress)
        values (${id}, ${workspace}, ${started_at}, ${finished_at}, ${state}, ${sql.json({ ...run })})
        on conflict (id) do update set
          finished_at = excluded.finished_at, state = excluded.state, progress = excluded.progress`;
    },
    async run(workspace, id) {
      const [row] = await sql<{ progress: ImportProgress }[]>`
        select progress from import_run where id = ${id} and workspace = ${workspace}`;
      return row?.progress ?? null;
    },
  };
}

/** 64-bit integers arrive as text. */
interface MarkRow {
  path: string;
  size: string;
  modified_ms: string;
  inode: string;
  head_bytes: number;
  head_hash: string;
  read_to: string;
}

const markFromRow = (row: MarkRow): FileMark => ({
  path: row.path,
  size: Number(row.size),
  modifiedMs: Number(row.modified_ms),
  inode: row.inode,
  headBytes: row.head_bytes,
  headHash: row.head_hash,
  readTo: Number(row.read_to),
});

const rowFromMark = (mark: FileMark) => ({
  path: mark.path,
  size: mark.size,
  modified_ms: mark.modifiedMs,
  inode: mark.inode,
  head_bytes: mark.headBytes,
  head_hash: mark.headHash,
  read_to: mark.readTo,
});
