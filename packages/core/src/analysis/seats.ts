export interface SeatChoice {
  /** Spend of a person a month from which on a seat costs no more. */
  readonly breakEven: number;
  readonly allSeats: number;
  readonly allUsage: number;
  /** Seats for those above the break-even alone. */
  readonly mixed: number;
  /** Persons who would have a seat in the mix. */
  readonly seats: number;
  readonly best: 'seats' | 'usage' | 'mixed';
}

/**
 * A flat seat against paying for usage, over persons’ usage of a month at the prices that it would cost.
 * @param covered share of a person’s usage that a seat includes, above 0 and at most 1
 */
export function seatsOrUsage(seat: number, usage: readonly number[], covered = 1): SeatChoice {
  const withSeat = (used: number) => seat + (1 - covered) * used;
  const allUsage = usage.reduce((a, b) => a + b, 0);
  const allSeats = usage.reduce((sum, used) => sum + withSeat(used), 0);
  const breakEven = seat / covered;
  const seated = usage.filter((used) => used > breakEven);
  const mixed = usage.reduce((sum, used) => sum + (used > breakEven ? withSeat(used) : used), 0);
  // All the same where nobody, or everybody, is above the break-even: then the mix is no third way.
  const best = seated.length === 0 ? 'usage' : seated.length === usage.length ? 'seats' : 'mixed';
  return { breakEven, allSeats, allUsage, mixed, seats: seated.length, best };
}
