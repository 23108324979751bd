import type { NormalisedUsage, SeriesState, SeriesStep, SeriesStore } from '@exchequer/model';
import type { CumulativeSeries } from './metrics.ts';
import { advanceSeries, confirmSteps } from './series.ts';

/**
 * Turns cumulative points into rows, lets `book` make them durable, and then notes them as booked.
 *
 * The store and the journal share no transaction. So steps are kept as unconfirmed before they are
 * booked, and come again with the next points of their series until they are confirmed; their
 * events are known by their points, so booking one twice adds nothing. A crash at any place
 * therefore neither loses nor doubles an increase.
 */
export async function bookSeries<T>(
  store: SeriesStore,
  workspace: string,
  series: readonly CumulativeSeries[],
  book: (rows: NormalisedUsage[]) => Promise<T>,
): Promise<T> {
  const keys = [...new Set(series.map((one) => one.key))].sort();
  if (keys.length === 0) return book([]);
  const handedOut = new Map<string, SeriesStep[]>();
  await store.update(workspace, keys, (states) => {
    const next = new Map<string, SeriesState>();
    for (const one of series) {
      const { state, steps } = advanceSeries(states.get(one.key), one.points);
      next.set(one.key, state);
      handedOut.set(one.key, steps);
    }
    return next;
  });
  const rows = series.flatMap((one) => (handedOut.get(one.key) ?? []).map((step) => one.rowOf(step)));
  const result = await book(rows);
  if (rows.length > 0) {
    const booked = keys.filter((key) => (handedOut.get(key) ?? []).length > 0);
    await store.update(workspace, booked, (states) => {
      const next = new Map<string, SeriesState>();
      for (const [key, state] of states) next.set(key, confirmSteps(state, handedOut.get(key) ?? []));
      return next;
    });
  }
  return result;
}
