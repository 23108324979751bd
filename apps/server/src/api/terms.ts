import { readTerms } from '@exchequer/vendors/terms';
import { administering, reading } from './base.ts';
import { refusal } from './problem.ts';

const list = reading.terms.list.handler(async ({ input, context }) => {
  const { commitment, seat, wait, evaluation } = await context.services.terms.list(input.workspace);
  return { commitment: [...commitment], seat: [...seat], wait: [...wait], evaluation: [...evaluation] };
});

const state = administering.terms.state.handler(async ({ input, context }) => {
  const { workspace, kind, text, dry_run } = input;
  const { rows, errors } = readTerms(kind, text);
  const rejected = errors.map(({ row, column, error, fix }) => ({
    ...{ row, fix, error: column ? `${column}: ${error}` : error },
  }));
  if (rejected.length === 0 && !dry_run)
    await context.services.terms.state(workspace, kind, rows, context.actor);
  return { dry_run, taken: rows.length, rejected };
});

const remove = administering.terms.remove.handler(async ({ input, context }) => {
  const { workspace, kind, name } = input;
  const removed = await context.services.terms.remove(workspace, kind, name, context.actor);
  if (removed > 0) return { removed };
  throw refusal(
    404,
    'term-unknown',
    `nothing is stated of “${name}”`,
    'List what is stated and take a name from there.',
  );
});

/** What a company states of its contracts, seats, waits and trials. */
export const termsRouter = { list, state, remove };
