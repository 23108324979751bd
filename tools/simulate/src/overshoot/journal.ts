import { parseUsd } from '@exchequer/model';
import type { Answer, Stand } from '../gateway/stand.ts';

/** What is booked of one call. */
export interface Booked {
  cost: bigint;
  flags: readonly string[];
}

/** What is booked of scenarios' calls: by the scenario's name, then by the call's tag. */
export type Journal = ReadonlyMap<string, ReadonlyMap<string, Booked>>;

const pageSize = 500;
const dayMs = 86_400_000;

/** Reads everything that calls have been booked at since yesterday. */
export async function readJournal(stand: Stand): Promise<Journal> {
  const found = new Map<string, Map<string, Booked>>();
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const range = { from: day(Date.now() - dayMs), to: day(Date.now() + 2 * dayMs), time_zone: 'UTC' };
  let cursor: string | null = null;
  do {
    const page: Answer = await stand.api('POST', '/api/w/live/events/search', {
      ...{ ...range, limit: pageSize },
      ...(cursor !== null && { cursor }),
    });
    for (const { session_id: tag, cost_contracted, flags } of page.events) {
      const scenario = (tag as string).split('.')[0] ?? '';
      const calls = found.get(scenario) ?? new Map<string, Booked>();
      calls.set(tag, { cost: parseUsd(cost_contracted ?? '0'), flags });
      found.set(scenario, calls);
    }
    cursor = page.next_cursor;
  } while (cursor !== null);
  return found;
}
