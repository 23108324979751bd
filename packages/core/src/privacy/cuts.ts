import type { PersonCell } from '@exchequer/model';
import { refusedCell, together } from './suppress.ts';

type Figures = Pick<PersonCell, 'persons' | 'figures'>;

const isSafe = (cell: Figures) => refusedCell(cell) === null;

/**
 * Runs of buckets that may be told apart in time, as the index of the first of each. A bucket that may not
 * be shown is joined with those after it until the run may be, and at the end with the run before; so any
 * difference of two ranges that begin and end between runs is itself safe.
 * @param buckets consecutive, in order of time
 */
export function safeRuns(buckets: readonly Figures[]): number[] {
  const starts: number[] = [];
  let from = 0;
  const partOf = (a: number, b: number) =>
    together(buckets.slice(a, b).map((cell) => ({ ...cell, key: '', parent: '' })));
  for (let at = 0; at < buckets.length; at += 1) {
    if (!isSafe(partOf(from, at + 1))) continue;
    starts.push(from);
    from = at + 1;
  }
  // What is left over at the end joins the last run, and that one the run before it, until it is safe.
  if (from < buckets.length) {
    while (starts.length > 1 && !isSafe(partOf(starts.at(-1) ?? 0, buckets.length))) starts.pop();
    if (starts.length === 0) starts.push(0);
  }
  return starts;
}
