import { readFile } from 'node:fs/promises';
import type { NormalisedUsage, Reject } from '@exchequer/model';
import type { Workspace } from '@exchequer/model/contract';
import type { FileMark } from '@exchequer/store/imports';
import { faultText, type RowImporter, type RowReading } from '@exchequer/vendors/importers';
import { bookRows, type ImportDeps, reject, rowsPerBooking } from './deps.ts';
import type { Reading } from './mark.ts';
import { unreadable } from './plan.ts';
import type { RunState } from './run-state.ts';
import { readSqlite } from './sqlite.ts';

/** Files whose rows wait for the same booking. */
interface Batch {
  rows: NormalisedUsage[];
  rejects: Reject[];
  marks: FileMark[];
  bytes: number;
}

const empty = (): Batch => ({ rows: [], rejects: [], marks: [], bytes: 0 });

/** Reads logs that are parsed here: small files, many of them booked together. */
export async function runRows(
  deps: ImportDeps,
  importer: RowImporter,
  workspace: Workspace,
  readings: readonly NonNullable<Reading>[],
  run: RunState,
): Promise<void> {
  let batch = empty();
  const book = async () => {
    run.set({ state: 'booking' });
    await bookRows(deps, workspace, run, batch.rows);
    await reject(deps, workspace, run, batch.rejects);
    await deps.ledger.saveFiles(workspace, importer.kind, batch.marks, deps.now());
    run.done(batch.marks.length, batch.bytes);
    batch = empty();
  };
  for (const { file, mark } of readings) {
    const reading = await readOne(deps, importer, workspace, file.path);
    batch.rows.push(...reading.rows);
    batch.rejects.push(...reading.rejects);
    batch.marks.push(mark);
    batch.bytes += file.size;
    if (batch.rows.length >= rowsPerBooking) await book();
  }
  if (batch.marks.length > 0) await book();
}

async function readOne(
  deps: ImportDeps,
  importer: RowImporter,
  workspace: Workspace,
  path: string,
): Promise<{ rows: NormalisedUsage[]; rejects: Reject[] }> {
  try {
    const reading = await importer.read({
      path,
      workspace,
      now: deps.now(),
      bytes: () => readFile(path),
      sqlite: (table, columns) => readSqlite(deps, path, table, columns),
    });
    return { rows: reading.rows, rejects: rejectsOf(importer, path, reading) };
  } catch (cause) {
    return { rows: [], rejects: [unreadable(importer.source, path, cause)] };
  }
}

const rejectsOf = (importer: RowImporter, path: string, { faults }: RowReading): Reject[] =>
  faults.map(({ line, fault, excerpt }) => ({
    source: importer.source,
    place: path,
    line,
    ...faultText(fault),
    excerpt: excerpt ?? '',
  }));
