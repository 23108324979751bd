import type { ImportProgress, Workspace } from '@exchequer/model/contract';
import type { Connection } from '../../connection/index.ts';
import { CliError, type Progress, type Step } from '../../output/index.ts';
import type { ImportRequest } from './options.ts';

/** How often an import is asked how far it is. In this process asking costs nothing. */
const pollMs = { near: 15, far: 250 };

/** Starts one import and follows it to its end. */
export async function followImport(
  connection: Connection,
  workspace: Workspace,
  request: Pick<ImportRequest, 'kind' | 'path' | 'mapping'>,
  progress: Progress,
): Promise<ImportProgress> {
  if (request.kind === 'auto') throw new TypeError('auto is resolved before an import starts');
  const { client, kind: how } = connection;
  let state = await client.source.startImport({
    workspace,
    kind: request.kind,
    ...(request.path !== undefined && { path: request.path }),
    ...(request.mapping && { mapping: request.mapping }),
  });
  const pause = how === 'in-process' || how === 'just-logs' ? pollMs.near : pollMs.far;
  while (state.finished_at === null && state.state !== 'done' && state.state !== 'failed') {
    progress.step(stepOf(state));
    await new Promise((resume) => setTimeout(resume, pause));
    state = await client.source.importProgress({ workspace, id: state.id });
  }
  if (state.state === 'failed') {
    throw new CliError(
      state.error ?? 'the import failed',
      state.fix ?? 'Look into the log of the server, and run it again: nothing counts twice.',
    );
  }
  return state;
}

const verbs: Record<ImportProgress['state'], string> = {
  planning: 'Looking at',
  reading: 'Reading',
  booking: 'Booking',
  done: 'Done with',
  failed: 'Stopped at',
};

function stepOf(state: ImportProgress): Step {
  const files = state.files > 1 ? ` (${state.files_done} of ${state.files} files)` : '';
  const what = `${verbs[state.state]} ${state.source}${files}`;
  return state.bytes > 0 ? { what, done: state.bytes_done, of: state.bytes } : { what };
}
