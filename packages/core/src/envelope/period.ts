import type { Envelope } from '@exchequer/model';
import { localDate, startOfLocalDay } from '../metric/index.ts';
import { addDays, isoWeek, monthStart, weekday } from './calendar.ts';

/** A period of an envelope: company days, half-open. */
export interface Period {
  /** Such as `2026-11`, `2026-W47`, `2026-11-21`, `FY2026-Q4`, `FY2026`, `from-2026-11-02`. */
  key: string;
  startsOn: string;
  endsOn: string;
}

/** How the company reckons. */
export interface CompanyCalendar {
  timeZone: string;
  /** 1–12. A fiscal year is named by the calendar year in which it ends. */
  fiscalStart: number;
}

type Periodic = Pick<Envelope, 'period' | 'custom'>;

/** The period that holds a company day; null when a custom envelope is not in force on it. */
export function periodOn({ period, custom }: Periodic, day: string, fiscalStart: number): Period | null {
  switch (period) {
    case 'day':
      return { key: day, startsOn: day, endsOn: addDays(day, 1) };
    case 'week': {
      const monday = addDays(day, -weekday(day));
      return { key: isoWeek(day), startsOn: monday, endsOn: addDays(monday, 7) };
    }
    case 'month':
      return { key: day.slice(0, 7), startsOn: monthStart(day), endsOn: monthStart(day, 1) };
    case 'quarter':
      return quarterOn(day, fiscalStart);
    case 'fiscal_year': {
      const startsOn = fiscalYearStart(day, fiscalStart);
      return { key: fiscalYearName(startsOn), startsOn, endsOn: monthStart(startsOn, 12) };
    }
    case 'custom':
      return custom && custom.startsOn <= day && day < custom.endsOn
        ? { key: `from-${custom.startsOn}`, ...custom }
        : null;
  }
}

const monthOf = (day: string): number => Number(day.slice(5, 7));

/** First day of the fiscal year that holds the day. */
export function fiscalYearStart(day: string, fiscalStart: number): string {
  return monthStart(day, -((monthOf(day) - fiscalStart + 12) % 12));
}

/** Named by the year in which it ends: a year from April 2026 is FY2027. */
const fiscalYearName = (startsOn: string): string => `FY${addDays(monthStart(startsOn, 12), -1).slice(0, 4)}`;

function quarterOn(day: string, fiscalStart: number): Period {
  const since = (monthOf(day) - fiscalStart + 12) % 12;
  const startsOn = monthStart(day, -(since % 3));
  const year = fiscalYearName(fiscalYearStart(day, fiscalStart));
  return { key: `${year}-Q${Math.floor(since / 3) + 1}`, startsOn, endsOn: monthStart(startsOn, 3) };
}

/** The period right after one; null when there is none. */
export const periodAfter = (envelope: Periodic, { endsOn }: Period, fiscalStart: number): Period | null =>
  periodOn(envelope, endsOn, fiscalStart);

/** A period with the instants of its ends in the company's zone, half-open. */
export interface PeriodInstants extends Period {
  from: Date;
  to: Date;
}

/** The instants of a period. A day may have 23 or 25 hours; the next period starts where this one ends. */
export const instantsOfPeriod = (period: Period, timeZone: string): PeriodInstants => ({
  ...period,
  from: startOfLocalDay(period.startsOn, timeZone),
  to: startOfLocalDay(period.endsOn, timeZone),
});

/** The period that holds an instant; null when a custom envelope is not in force then. */
export function periodAt(
  envelope: Periodic,
  instant: Date,
  { timeZone, fiscalStart }: CompanyCalendar,
): PeriodInstants | null {
  const period = periodOn(envelope, localDate(instant.getTime(), timeZone), fiscalStart);
  return period && instantsOfPeriod(period, timeZone);
}
