import { administering, ingesting, reading } from './base.ts';
import { refusal } from './problem.ts';

const quarantine = reading.source.quarantine.handler(async ({ input, context }) => {
  const { workspace, source, cursor, limit } = input;
  const page = await context.services.quarantine.page(workspace, { source, cursor, limit });
  return { items: page.items, total: page.total, next_cursor: page.nextCursor };
});

const replay = ingesting.source.replay.handler(async ({ input, context }) => {
  const { taken, stillRejected } = await context.services.imports.replay(input.workspace, input.ids);
  return { taken, still_rejected: stillRejected };
});

const dismiss = administering.source.dismiss.handler(async ({ input, context }) => ({
  dismissed: await context.services.quarantine.close(input.workspace, input.ids, 'dismissed'),
}));

/** Shows paths of this machine, and `startImport` reads them: both are for admins. */
const discover = administering.source.discover.handler(({ context }) => context.services.imports.discover());

const startImport = administering.source.startImport.handler(({ input, context }) =>
  context.services.imports.start(input),
);

const importProgress = reading.source.importProgress.handler(async ({ input, context }) => {
  const progress = await context.services.imports.progress(input.workspace, input.id);
  if (progress) return progress;
  throw refusal(
    404,
    'unknown-import',
    `there is no import ${input.id} in this workspace`,
    'Start it again; what was booked already adds nothing.',
  );
});

/** The part of the source API that imports files and looks after what could not be taken in. */
export const sourceImports = { quarantine, replay, dismiss, discover, startImport, importProgress };
