import type { DateRange } from '@exchequer/model/contract';
import type { ContractClient } from '../../connection/index.ts';
import { addDays, localDate } from '../usage/dates.ts';

const usualDays = 28;

/** The half-open range that flags name, in the company's days. */
export async function kpiRange(
  client: ContractClient,
  flags: { since?: string; until?: string },
  now: Date,
): Promise<DateRange> {
  const { time_zone } = await client.settings.get();
  const to = addDays(flags.until ?? localDate(now, time_zone), 1);
  return { from: flags.since ?? addDays(to, -usualDays), to, time_zone };
}
