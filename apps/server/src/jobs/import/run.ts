import type { Reject } from '@exchequer/model';
import type { ImportProgress } from '@exchequer/model/contract';
import { type LogImporter, logImporters } from '@exchequer/vendors/importers';
import { runBulk } from './bulk.ts';
import { type ImportDeps, reject } from './deps.ts';
import { ImportFailure } from './failure.ts';
import { type FoundFile, filesBelow, rootsOf } from './find.ts';
import { planImport, unreadable } from './plan.ts';
import { runRows } from './rows.ts';
import type { ImportRequest, RunState } from './run-state.ts';
import { runTabular, tabularOf } from './tabular.ts';

/** Runs one import to its end. Never throws: what went wrong stands in the progress, with the fix. */
export async function runImport(
  deps: ImportDeps,
  request: ImportRequest,
  run: RunState,
): Promise<ImportProgress> {
  const { workspace } = request;
  try {
    await deps.ledger.saveRun(workspace, run.snapshot());
    const tabular = tabularOf(request.kind);
    if (tabular) await runTabular(deps, tabular, request, run);
    else await runLogs(deps, importerOf(request.kind), request, run);
    run.set({ state: 'done', finished_at: deps.now().toISOString() });
  } catch (error) {
    const { message, fix } = error as { message: string; fix?: string };
    run.set({
      state: 'failed',
      finished_at: deps.now().toISOString(),
      error: message,
      fix: fix ?? 'Import again: what was booked stays, and only the rest is read.',
    });
    deps.log(`import of ${request.kind} failed: ${message}`);
  }
  await deps.ledger.saveRun(workspace, run.snapshot()).catch((error: Error) => deps.log(error.message));
  return run.snapshot();
}

/** The importer of logs of a kind. */
export function importerOf(kind: string): LogImporter {
  const importer = logImporters.find((one) => one.kind === kind);
  if (importer) return importer;
  throw new ImportFailure(
    'nothing-to-import',
    `there is no importer "${kind}"`,
    `Choose one of ${logImporters.map((one) => one.kind).join(', ')}.`,
  );
}

async function runLogs(
  deps: ImportDeps,
  importer: LogImporter,
  request: ImportRequest,
  run: RunState,
): Promise<void> {
  const { workspace } = request;
  const { files, skipped } = findFiles(deps, importer, request);
  const plan = planImport(importer, files, await deps.ledger.files(workspace, importer.kind));
  run.set({
    state: 'reading',
    files: files.length,
    files_done: plan.unchanged,
    files_unchanged: plan.unchanged,
    bytes: plan.bytes,
  });
  await reject(deps, workspace, run, [...skipped, ...plan.rejects]);
  if (importer.parsing === 'engine') await runBulk(deps, importer, workspace, plan.readings, run);
  else await runRows(deps, importer, workspace, plan.readings, run);
}

function findFiles(
  { machine }: ImportDeps,
  importer: LogImporter,
  { path }: ImportRequest,
): { files: FoundFile[]; skipped: Reject[] } {
  const skipped: Reject[] = [];
  const skip = (place: string, cause: unknown) => skipped.push(unreadable(importer.source, place, cause));
  const companions = importer.parsing === 'rows' ? importer.companions : undefined;
  const roots = rootsOf(importer, path, machine);
  const files = roots.flatMap((root) => filesBelow(root, skip, companions));
  if (files.length > 0 || (skipped.length > 0 && path === undefined)) return { files, skipped };
  const looked = roots.map((root) => root.path).join(' and ') || path;
  throw new ImportFailure(
    skipped.length > 0 ? 'path-unreadable' : 'nothing-to-import',
    skipped.length > 0 ? `${looked} cannot be read` : `${looked} holds nothing to import`,
    skipped.length > 0
      ? 'Let the tower’s account read it, then import again.'
      : `Name the folder of ${importer.name}: it should hold ${importer.expects}.`,
  );
}
