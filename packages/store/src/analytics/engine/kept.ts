import { type QueryParams, questionOf } from './question.ts';

/** The largest answer that is kept, and how much of all answers together. */
const mostRows = 1_000;
const mostRowsOfAll = 100_000;
const mostAnswers = 2_000;

/** Reads whose answer depends on more than what the writer wrote. */
const depends = /\b(now|today|rand|file|url|generateUUIDv[47])\s*\(|\bsystem\./i;

/** Answers that hold until the next write. */
export interface KeptAnswers {
  ask<Row>(sql: string, params: QueryParams | undefined, ask: () => Promise<Row[]>): Promise<Row[]>;
  /** Forgets every answer, and keeps none until the write is through. */
  writing<T>(write: () => Promise<T>): Promise<T>;
}

/** Answers as they come: for an engine that others write to as well. */
export const nothingKept: KeptAnswers = {
  ask: (_sql, _params, ask) => ask(),
  writing: (write) => write(),
};

/**
 * Keeps what an engine answered as long as nobody writes: pages and reports ask much the same, above all who
 * is in a figure. For an engine that has no writer but this process. The oldest answers go first; rows are
 * frozen, since several readers get the same.
 */
export function keepAnswers(): KeptAnswers {
  const known = new Map<string, { answer: Promise<readonly unknown[]>; rows: number }>();
  let writes = 0;
  let rowsOfAll = 0;
  const forget = (question: string) => {
    rowsOfAll -= known.get(question)?.rows ?? 0;
    known.delete(question);
  };
  const forgetAll = () => {
    known.clear();
    rowsOfAll = 0;
  };
  const keep = (question: string, answer: Promise<readonly unknown[]>) => {
    const entry = { answer, rows: 0 };
    known.set(question, entry);
    const isKept = () => known.get(question) === entry;
    answer.then(
      (rows) => {
        if (!isKept()) return;
        if (rows.length > mostRows) return forget(question);
        entry.rows = rows.length;
        rowsOfAll += rows.length;
        for (const row of rows) Object.freeze(row);
        for (const [oldest] of known) {
          if (known.size <= mostAnswers && rowsOfAll <= mostRowsOfAll) break;
          forget(oldest);
        }
      },
      () => isKept() && forget(question),
    );
  };
  return {
    ask: async <Row>(sql: string, params: QueryParams | undefined, ask: () => Promise<Row[]>) => {
      if (writes > 0 || depends.test(sql)) return ask();
      const question = questionOf(sql, params);
      const found = known.get(question);
      const answer = found?.answer ?? ask();
      if (found) {
        // Asked last is dropped last.
        known.delete(question);
        known.set(question, found);
      } else keep(question, answer);
      return [...((await answer) as readonly Row[])];
    },
    writing: async (write) => {
      writes++;
      forgetAll();
      try {
        return await write();
      } finally {
        writes--;
      }
    },
  };
}
