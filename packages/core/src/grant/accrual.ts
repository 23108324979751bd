import { type DaySpan, daysInMonth, earlier, later, partsOf, without, workingDays } from './calendar.ts';
import type { Grant, GrantAmount } from './grant.ts';

/** One cent in 10⁻¹² of a currency. Lots are whole cents, so that papers add up. */
export const cent = 10_000_000_000n;
/** Down to whole cents. */
export const wholeCents = (amount: bigint): bigint => (amount / cent) * cent;
/** Working days by which a daily allowance is shown as an annual amount. */
export const annualWorkingDays = 250n;

/**
 * What has accrued of an annual amount from the year 0 to the start of a day: twelve equal months,
 * by days within a month, down to whole cents. Spans that join add up exactly, and every calendar
 * year comes to the annual amount.
 */
function accruedThrough(annual: bigint, day: string): bigint {
  const { year, month, date } = partsOf(day);
  const days = BigInt(daysInMonth(year, month));
  const part = (annual * (BigInt(month - 1) * days + BigInt(date - 1))) / (12n * days);
  return annual * BigInt(year) + wholeCents(part);
}

const accruedIn = (amount: GrantAmount, { from, to }: DaySpan): bigint =>
  amount.per === 'year'
    ? accruedThrough(amount.annual, to) - accruedThrough(amount.annual, from)
    : amount.amount * BigInt(workingDays({ from, to }));

/** The days of a span on which a grant accrues: while it runs and is not paused. */
export function accrualDays(grant: Pick<Grant, 'startsOn' | 'endsOn' | 'pauses'>, span: DaySpan): DaySpan[] {
  const from = later(span.from, grant.startsOn);
  const to = grant.endsOn === null ? span.to : earlier(span.to, grant.endsOn);
  return from < to ? without({ from, to }, grant.pauses) : [];
}

/** What a grant comes to over a span. */
export const entitlement = (
  grant: Pick<Grant, 'amount' | 'startsOn' | 'endsOn' | 'pauses'>,
  span: DaySpan,
): bigint => accrualDays(grant, span).reduce((sum, part) => sum + accruedIn(grant.amount, part), 0n);

/** The annual amount of a grant as it is shown; a daily allowance counts 250 working days. */
export const annualised = (amount: GrantAmount): bigint =>
  amount.per === 'year' ? amount.annual : amount.amount * annualWorkingDays;

/** The smaller of two amounts. */
export function smaller(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}
