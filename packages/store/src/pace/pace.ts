import type { InSteps } from '@exchequer/core/statistics';

/** So long the thread may be held before others are let in, in milliseconds. */
const heldMs = 12;

const others = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Does work that comes in steps, and lets whatever else waits for this thread in between. */
export async function unhurried<T>(steps: InSteps<T>): Promise<T> {
  let since = performance.now();
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() - since < heldMs) continue;
    await others();
    since = performance.now();
  }
}

/** Rows between two looks at the clock. */
const rowsAtOnce = 200;

/** Maps rows one by one, and lets others in where they are many. */
export async function eachInTurn<Row, Result>(
  rows: readonly Row[],
  of: (row: Row) => Result,
): Promise<Result[]> {
  const results: Result[] = [];
  let since = performance.now();
  for (const [at, row] of rows.entries()) {
    results.push(of(row));
    if (at % rowsAtOnce !== 0 || performance.now() - since < heldMs) continue;
    await others();
    since = performance.now();
  }
  return results;
}

/** Keeps what was worked out of the same facts, the last ones asked for; the same question waits for one answer. */
export class Kept<T> {
  private readonly most: number;
  private readonly known = new Map<string, Promise<T>>();

  constructor(most: number) {
    this.most = most;
  }

  /** @param facts everything that the answer depends on */
  of(facts: string, work: () => Promise<T>): Promise<T> {
    const found = this.known.get(facts);
    const answer = found ?? work();
    // Asked last is dropped last.
    this.known.delete(facts);
    this.known.set(facts, answer);
    if (!found) answer.catch(() => this.known.delete(facts));
    const [oldest] = this.known.keys();
    if (this.known.size > this.most && oldest !== undefined) this.known.delete(oldest);
    return answer;
  }
}
