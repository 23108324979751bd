import type { Envelope, EnvelopePeriod } from '@exchequer/model';
import { daysBetween } from './calendar.ts';

type Limited = Pick<Envelope, 'limit' | 'period' | 'custom'>;

const nominalDays: Readonly<Record<Exclude<EnvelopePeriod, 'custom'>, number>> = {
  day: 1,
  week: 7,
  month: 30,
  quarter: 91,
  fiscal_year: 365,
};

const daysOf = ({ period, custom }: Limited): number => {
  if (period !== 'custom') return nominalDays[period];
  return custom ? Math.max(1, daysBetween(custom.startsOn, custom.endsOn)) : 1;
};

/**
 * The most a child's limit may be under a parent. One period of the child must fit into one of the
 * parent, so a daily $100 may stand under a monthly $1,000: together they are held by the parent.
 * A child of a longer period may have as many of the parent's limits as it spans, rounded up.
 */
export function highestLimit(parent: Limited, child: Limited): bigint {
  const spans = Math.ceil(daysOf(child) / daysOf(parent));
  return parent.limit * BigInt(Math.max(1, spans));
}
