import type { ImportKind, QuarantineItem, Workspace } from '@exchequer/model/contract';
import { logImporters } from '@exchequer/vendors/importers';
import { tabularImporters } from '@exchequer/vendors/tabular';
import type { ImportDeps } from './deps.ts';
import { runImport } from './run.ts';
import { RunState } from './run-state.ts';

export interface ReplayOutcome {
  taken: number;
  stillRejected: number;
}

/**
 * Reads the files of quarantined records again, whole. A record that is no longer rejected is
 * taken; reading the good rows once more books nothing. Records that came over the wire have no
 * place that can be read again and stay.
 */
export async function replay(
  deps: ImportDeps,
  workspace: Workspace,
  ids?: readonly string[],
): Promise<ReplayOutcome> {
  const items = (await deps.quarantine.open(workspace, ids)).filter(({ kind }) => kind === 'reject');
  const places = new Map(items.map((item) => [`${item.source} ${item.place}`, item]));
  const replayed = new Set<string>();
  const rejected = new Set<string>();
  for (const { source, place } of places.values()) {
    const kind = kindOf(source);
    if (!kind) continue;
    if (await readAgain(deps, workspace, kind, place, rejected)) replayed.add(`${source} ${place}`);
  }
  const taken = items.filter(
    (item) => replayed.has(`${item.source} ${item.place}`) && !rejected.has(nameOf(item)),
  );
  await deps.quarantine.close(
    workspace,
    taken.map(({ id }) => id),
    'taken',
  );
  return { taken: taken.length, stillRejected: items.length - taken.length };
}

const nameOf = ({
  source,
  place,
  line,
  error,
}: Pick<QuarantineItem, 'source' | 'place' | 'line' | 'error'>) =>
  JSON.stringify([source, place, line, error]);

/** The kind of import that a source's records come from; null for wire sources. */
function kindOf(source: string): ImportKind | null {
  return [...logImporters, ...tabularImporters].find((importer) => importer.source === source)?.kind ?? null;
}

/** Imports one file as if it had never been read, and notes what is rejected again. */
async function readAgain(
  deps: ImportDeps,
  workspace: Workspace,
  kind: ImportKind,
  place: string,
  rejected: Set<string>,
): Promise<boolean> {
  const forgetful: ImportDeps = {
    ...deps,
    ledger: { ...deps.ledger, files: async () => new Map(), saveRun: async () => undefined },
    quarantine: {
      ...deps.quarantine,
      keep: async (of, entries, at) => {
        for (const entry of entries) rejected.add(nameOf(entry));
        await deps.quarantine.keep(of, entries, at);
      },
    },
  };
  const request = { workspace, kind, path: place };
  const progress = await runImport(forgetful, request, new RunState(deps.newId(), request, deps.now()));
  return progress.state === 'done';
}
