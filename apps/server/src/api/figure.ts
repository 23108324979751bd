import { readFiguresCsv } from '@exchequer/vendors/figure';
import { administering, reading } from './base.ts';

const figures = reading.value.figures.handler(async ({ input, context }) => {
  const kept = await context.services.figures.list(input.workspace);
  return kept.map(({ teamId, ...figure }) => ({ ...figure, team_id: teamId }));
});

const importFigures = administering.value.importFigures.handler(async ({ input, context }) => {
  const { workspace, text, dry_run } = input;
  const { figures: desk, people, facts } = context.services;
  const teams = (await people.teams(workspace)).map(({ id, name }) => ({ id, name }));
  const { figures: read, errors } = readFiguresCsv(text, { teams });
  const rejected = errors.map(({ row, column, error, fix }) => ({
    ...{ row, fix, error: column ? `${column}: ${error}` : error },
  }));
  const takes = rejected.length === 0 && !dry_run;
  if (takes) {
    await desk.state(workspace, read, context.actor);
    await facts.refresh(workspace, 'stated');
  }
  return { dry_run, taken: rejected.length === 0 ? read.length : 0, rejected };
});

/** What the company states of itself; part of the value domain. */
export const figureRouter = { figures, importFigures };
