/** Pico-dollars of a float of dollars, cut down to a millionth of a dollar, so that no saving is rounded up. */
export const picoOf = (dollars: number): bigint => BigInt(Math.floor(dollars * 1e6)) * 1_000_000n;
export const dollarsOf = (amount: bigint): number => Number(amount) / 1e12;

/** A group as it stands: output is taken to follow a power of spend near there. */
export interface Standing {
  /** Dollars and outcomes a month, and what an outcome is worth. */
  readonly spend: number;
  readonly outcomes: number;
  readonly value: number;
}

/** Dollars of value that the next dollar brings, at an elasticity: β × value of output ÷ spend. */
export const marginalValue = ({ spend, outcomes, value }: Standing, elasticity: number): number =>
  spend > 0 ? (elasticity * outcomes * value) / spend : 0;

/** Change of value where spend becomes so many times what it is. */
export const valueChange = ({ outcomes, value }: Standing, elasticity: number, times: number): number =>
  outcomes * value * (times ** elasticity - 1);

/** Spend at which the next dollar brings just a dollar, for an elasticity below one. */
export function bestSpend(standing: Standing, elasticity: number): number {
  if (elasticity <= 0) return 0;
  if (elasticity >= 1) return standing.spend;
  return standing.spend * marginalValue(standing, elasticity) ** (1 / (1 - elasticity));
}
