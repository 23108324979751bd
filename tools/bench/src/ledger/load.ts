import { isRefusal, recordUsage, reserve, settle } from '@exchequer/core/ledger';
import type { Ledger } from '@exchequer/store/ledger';
import { day, workspace } from './books.ts';
import type { Paths } from './company.ts';

/** What was done in how long. */
export interface Done {
  count: number;
  seconds: number;
}

export const perSecond = ({ count, seconds }: Done): number => count / seconds;

/** Lets many callers repeat a piece of work until the time is over; counts what was done. */
export async function repeatedly(
  callers: number,
  seconds: number,
  work: (caller: number) => Promise<number>,
): Promise<Done> {
  const startedAt = performance.now();
  const until = startedAt + seconds * 1_000;
  let count = 0;
  const call = async (caller: number) => {
    while (performance.now() < until) {
      const done = await work(caller);
      count += done;
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  return { count, seconds: (performance.now() - startedAt) / 1_000 };
}

let serial = 0;
const expiresAt = new Date('2026-11-22T00:00:00Z');
const held = 25_000_000_000n;
const used = 11_713_000_017n;

/** One call through the gate: a reservation and its settlement, each acknowledged when it is durable. */
export async function pair(ledger: Ledger, path: Paths[number]): Promise<number> {
  serial += 1;
  const holdId = `hold_${serial}`;
  const reserved = await ledger.run(
    reserve({ workspace, key: `r:${serial}`, holdId, path, amount: held, expiresAt, day }),
  );
  const settled = await ledger.run(
    settle({ workspace, key: `s:${holdId}`, holdId, amount: used, final: true, day }),
  );
  if (isRefusal(reserved) || isRefusal(settled)) throw new Error('a pair of the bench was refused');
  return 1;
}

/** One usage batch of a day; returns how many postings it made. */
export async function usageBatch(ledger: Ledger, paths: Paths, uses: number): Promise<number> {
  serial += 1;
  const subject = `batch_${serial}`;
  const command = recordUsage({
    workspace,
    key: `usage:${subject}`,
    days: [
      {
        day,
        memo: 'Usage of a batch',
        subject,
        uses: Array.from({ length: uses }, () => ({ path: anyOf(paths), amount: used })),
      },
    ],
  });
  let postings = 0;
  const decide: typeof command.decide = (facts) => {
    const decided = command.decide(facts);
    if (!isRefusal(decided))
      postings = decided.entries.reduce((sum, entry) => sum + entry.postings.length, 0);
    return decided;
  };
  if (isRefusal(await ledger.run({ ...command, decide }))) throw new Error('usage of the bench was refused');
  return postings;
}

export const anyOf = (paths: Paths): Paths[number] =>
  paths[Math.floor(Math.random() * paths.length)] as Paths[number];
