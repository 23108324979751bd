/** An amount as an 80 % interval. Pico-dollars; exact where all three are the same. */
export interface Span {
  readonly low: bigint;
  readonly likely: bigint;
  readonly high: bigint;
}

/** What following a finding is expected to bring. */
export interface Gain extends Span {
  readonly level: 0.8;
  readonly per: 'month' | 'once';
}

/** A month of a gain: what was seen over other days is brought to so many. */
export const daysOfMonth = 30n;

export const exactly = (amount: bigint): Span => ({ low: amount, likely: amount, high: amount });

/** A share or factor as an 80 % interval, in thousandths. */
export interface PermilleSpan {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

const none = 0n;
const notNegative = (amount: bigint): bigint => (amount > none ? amount : none);

/** A gain never promises a loss: what lies below nothing is nothing. */
export const gainOf = ({ low, likely, high }: Span, per: Gain['per'] = 'month'): Gain => ({
  low: notNegative(low),
  likely: notNegative(likely),
  high: notNegative(high),
  level: 0.8,
  per,
});

/** What came over so many days, for a month; cut to a pico-dollar. */
export const perMonth = (amount: bigint, days: number): bigint => (amount * daysOfMonth) / BigInt(days);

/** An amount times a share that is uncertain. */
export const timesShare = (amount: bigint, share: PermilleSpan): Span => ({
  low: permilleOf(amount, share.low),
  likely: permilleOf(amount, share.likely),
  high: permilleOf(amount, share.high),
});

/** So many thousandths of an amount, cut to a pico-dollar. Thousandths may have a fraction down to 10⁻³. */
export const permilleOf = (amount: bigint, permille: number): bigint =>
  (amount * BigInt(Math.round(permille * 1000))) / 1_000_000n;

/** Product of an uncertain amount and an uncertain share: both low, both likely, both high. */
export const spanTimes = (span: Span, share: PermilleSpan): Span => ({
  low: permilleOf(span.low, share.low),
  likely: permilleOf(span.likely, share.likely),
  high: permilleOf(span.high, share.high),
});

/** An uncertain amount less an uncertain cost: the low bound takes the cost's high one. */
export const lessSpan = (span: Span, cost: Span): Span => ({
  low: span.low - cost.high,
  likely: span.likely - cost.likely,
  high: span.high - cost.low,
});

/** The smaller of two amounts; `Math.min` takes no bigint. */
export function least(one: bigint, other: bigint): bigint {
  if (one < other) return one;
  return other;
}

/** The larger of two amounts. */
export const most = (one: bigint, other: bigint): bigint => -least(-one, -other);
