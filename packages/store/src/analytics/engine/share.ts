import { AsyncLocalStorage } from 'node:async_hooks';
import { type QueryParams, questionOf } from './question.ts';

/** Answers by what was asked, for as long as one piece of work goes on. */
const answers = new AsyncLocalStorage<Map<string, Promise<readonly unknown[]>>>();

/**
 * Within `work` the same read is asked of the engine once, and every part of it sees the same answer. For
 * work of many readings that overlap, such as a report; it must write nothing that it reads again. Within
 * such work it is part of it.
 */
export const readingOnce = <T>(work: () => Promise<T>): Promise<T> =>
  answers.getStore() ? work() : answers.run(new Map(), work);

/** Asks, or answers as the same question was answered before in the same piece of work. */
export async function askOnce<Row>(
  sql: string,
  params: QueryParams | undefined,
  ask: () => Promise<Row[]>,
): Promise<Row[]> {
  const known = answers.getStore();
  if (!known) return ask();
  const question = questionOf(sql, params);
  const answer = known.get(question) ?? ask();
  known.set(question, answer);
  // Each gets a list of its own: sorting one in place must not move the rows of another.
  return [...((await answer) as readonly Row[])];
}
