import { statSync } from 'node:fs';
import { type TabularImporter, tabularImporters } from '@exchequer/vendors/tabular';
import { bookRows, type ImportDeps, reject } from './deps.ts';
import { ImportFailure } from './failure.ts';
import { type FoundFile, filesBelow } from './find.ts';
import { readingOf } from './mark.ts';
import { unreadable } from './plan.ts';
import type { ImportRequest, RunState } from './run-state.ts';

/** The tabular importer of a kind, if it is one. */
export const tabularOf = (kind: string): TabularImporter | undefined =>
  tabularImporters.find((importer) => importer.kind === kind);

/** Reads tables: streamed, batch by batch. A file is marked when its last batch is booked. */
export async function runTabular(
  deps: ImportDeps,
  importer: TabularImporter,
  request: ImportRequest,
  run: RunState,
): Promise<void> {
  const { workspace } = request;
  const files = filesOf(importer, request);
  const known = await deps.ledger.files(workspace, importer.kind);
  // Another mapping reads the same bytes differently, so a mapped file is always read.
  const skip = request.mapping === undefined;
  run.set({ state: 'reading', files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) });
  for (const file of files) {
    try {
      const reading = readingOf(file, skip ? known.get(file.path) : undefined, false);
      if (reading === null) {
        run.set({ files_unchanged: run.snapshot().files_unchanged + 1 });
        run.done(1, file.size);
        continue;
      }
      await readOne(deps, importer, request, file, run);
      await deps.ledger.saveFiles(workspace, importer.kind, [reading.mark], deps.now());
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
      await reject(deps, workspace, run, [unreadable(importer.source, file.path, cause)]);
    }
    run.done(1, 0);
  }
}

async function readOne(
  deps: ImportDeps,
  importer: TabularImporter,
  { workspace, mapping }: ImportRequest,
  file: FoundFile,
  run: RunState,
): Promise<void> {
  for await (const batch of importer.read(file.path, { workspace, now: deps.now(), mapping })) {
    run.set({ state: 'booking' });
    await bookRows(deps, workspace, run, batch.rows);
    await reject(deps, workspace, run, batch.rejects);
    run.done(0, batch.bytes);
    if (batch.notes.length > 0) run.set({ notes: [...(run.snapshot().notes ?? []), ...batch.notes] });
  }
}

function filesOf(importer: TabularImporter, { path }: ImportRequest): FoundFile[] {
  if (path === undefined) {
    throw new ImportFailure(
      'no-usual-place',
      `a ${importer.name} has no usual place`,
      'Name the file or folder with --from.',
    );
  }
  const wanted = (name: string) => importer.endings.some((ending) => name.toLowerCase().endsWith(ending));
  let accepts = wanted;
  try {
    if (statSync(path).isFile()) accepts = () => true;
  } catch (cause) {
    throw new ImportFailure(
      'path-missing',
      `there is no ${path}`,
      'Check the path; it is read on the tower’s machine.',
      cause,
    );
  }
  const files = filesBelow({ path, accepts }, (place, cause) => {
    throw new ImportFailure(
      'path-unreadable',
      `${place} cannot be read`,
      'Let the tower’s account read it.',
      cause,
    );
  });
  if (files.length > 0) return files;
  throw new ImportFailure(
    'nothing-to-import',
    `${path} holds no file that ends in ${importer.endings.join(' or ')}`,
    'Name the folder that holds the files, or one file.',
  );
}
