import { join } from 'node:path';
import type { BookingReport, NormalisedUsage, Reject } from '@exchequer/model';
import { normalisedColumns } from '@exchequer/model';
import type { Workspace } from '@exchequer/model/contract';
import type { AnalyticsEngine } from '@exchequer/store/analytics/engine';
import type { BulkImporter, BulkSql, CommitRow, FaultRow, SummaryRow } from '@exchequer/vendors/importers';
import { type ImportDeps, reject } from './deps.ts';
import { type LaidOut, layOut } from './file-set.ts';
import { type FaultyLine, locate } from './locate.ts';
import type { Reading } from './mark.ts';
import { chunksOf } from './plan.ts';
import type { RunState } from './run-state.ts';

/** Faulty lines that are looked up by number per booking; those beyond are counted. */
const locatedFaults = 5_000;

/** Reads logs that the engine parses: chunk by chunk, each booked whole before its files are marked. */
export async function runBulk(
  deps: ImportDeps,
  importer: BulkImporter,
  workspace: Workspace,
  readings: readonly NonNullable<Reading>[],
  run: RunState,
): Promise<void> {
  const { id } = run.snapshot();
  for (const [place, chunk] of chunksOf(importer, readings).entries()) {
    const files = await layOut(join(deps.scratch, `${id}_${place}`), chunk);
    try {
      run.set({ state: 'booking' });
      await bookChunk(deps, importer, workspace, files, `import_${id}_${place}`, run);
      await deps.ledger.saveFiles(
        workspace,
        importer.kind,
        chunk.map(({ mark }) => mark),
        deps.now(),
      );
      run.done(
        chunk.length,
        chunk.reduce((sum, { file, from }) => sum + file.size - from, 0),
      );
    } finally {
      files.remove();
    }
  }
}

async function bookChunk(
  deps: ImportDeps,
  importer: BulkImporter,
  workspace: Workspace,
  files: LaidOut,
  tables: string,
  run: RunState,
): Promise<void> {
  const engine = deps.engine.embedded ? deps.engine : await deps.localEngine();
  const sql = importer.sql(files, { workspace, now: deps.now(), tables });
  try {
    const report = deps.engine.embedded
      ? await deps.intake.bookSelect(sql)
      : await bookParsedHere(deps, engine, workspace, sql);
    const [summary] = await engine.queryAsWriter<SummaryRow>(`SELECT * FROM ${sql.summaryTable}`);
    const [records, events] = [Number(summary?.records ?? 0), Number(summary?.events ?? 0)];
    run.booked(report, { records, events, missingOutput: BigInt(summary?.missing_output ?? 0) });
    await deps.repeated(workspace, importer.source, records - events);
    await keepCommits(deps, engine, workspace, sql);
    await keepFaults(deps, engine, importer, workspace, files, sql.faultTable, run);
  } finally {
    for (const table of [sql.summaryTable, sql.faultTable, sql.commitTable ?? []].flat())
      await engine.command(`DROP TABLE IF EXISTS ${table}`);
  }
}

/** What sessions committed links their usage to work; it is kept once their usage is booked. */
async function keepCommits(
  deps: ImportDeps,
  engine: AnalyticsEngine,
  workspace: Workspace,
  { commitTable }: BulkSql,
): Promise<void> {
  if (!commitTable) return;
  const rows = await engine.queryAsWriter<CommitRow>(`SELECT * FROM ${commitTable}`);
  if (rows.length === 0) return;
  const sessionCommits = rows.map((row) => ({ ...row, said_by: 'printed' as const }));
  await deps.links.keep(workspace, { links: [], commits: [], sessionCommits });
}

async function keepFaults(
  deps: ImportDeps,
  engine: AnalyticsEngine,
  importer: BulkImporter,
  workspace: Workspace,
  files: LaidOut,
  faultTable: string,
  run: RunState,
): Promise<void> {
  const [count] = await engine.queryAsWriter<{ faults: string }>(
    `SELECT count() AS faults FROM ${faultTable}`,
  );
  const total = Number(count?.faults ?? 0);
  if (total === 0) return;
  const rows = await engine.queryAsWriter<FaultRow>(
    `SELECT DISTINCT file, bytes, md5, fault FROM ${faultTable} ORDER BY file LIMIT ${locatedFaults}`,
  );
  const rejects: Reject[] = [];
  for (const [file, lines] of byFile(rows)) {
    const path = files.readings.get(file)?.file.path;
    if (path) rejects.push(...(await locate(importer.source, path, lines)));
  }
  // A line that breaks off at the end of a file is among the faults, yet no fault.
  const beyond = Math.max(0, total - locatedFaults);
  await reject(deps, workspace, run, rejects, rejects.length + beyond);
}

function byFile(rows: readonly FaultRow[]): Map<string, FaultyLine[]> {
  const files = new Map<string, FaultyLine[]>();
  for (const { file, bytes, md5, fault } of rows) {
    const lines = files.get(file) ?? [];
    lines.push({ bytes: Number(bytes), md5, fault });
    files.set(file, lines);
  }
  return files;
}

/** A ClickHouse server cannot read this machine's files: parse them here and send the few rows. */
async function bookParsedHere(
  deps: ImportDeps,
  engine: AnalyticsEngine,
  workspace: Workspace,
  sql: BulkSql,
): Promise<BookingReport> {
  try {
    for (const statement of sql.prepare) await engine.command(statement);
    const rows = await engine.queryAsWriter<StagedRow>(sql.stageSql);
    return await deps.intake.book(workspace, rows.map(fromStaged));
  } finally {
    for (const statement of sql.cleanup) await engine.command(statement);
  }
}

type StagedRow = Record<string, string | number> & { aliases: [string, number][] };

const counts = new Set(
  normalisedColumns.filter((column) => column.type === 'Int64').map((column) => column.name),
);

/** 64-bit integers arrive as text. */
function fromStaged({ aliases, ...columns }: StagedRow): NormalisedUsage {
  const row = Object.entries(columns).map(([name, value]) => [
    name,
    counts.has(name) ? Number(value) : value,
  ]);
  return {
    ...(Object.fromEntries(row) as Omit<NormalisedUsage, 'aliases'>),
    aliases: aliases.map(([alias, rank]) => ({ alias, rank })),
  };
}
