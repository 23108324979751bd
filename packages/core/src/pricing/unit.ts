import { type PicoUsd, type PricedClass, pico, pricedClasses, type UnitPrices } from '@exchequer/model';

/** Builds unit prices from a function of the class. */
export function unitPrices(priceOf: (name: PricedClass) => bigint): UnitPrices {
  return Object.fromEntries(pricedClasses.map((name) => [name, pico(priceOf(name))])) as UnitPrices;
}

export const samePrices = (a: UnitPrices, b: UnitPrices): boolean =>
  pricedClasses.every((name) => a[name] === b[name]);

/** Exact ratio of two whole numbers; `over` is positive. */
export interface Ratio {
  readonly of: bigint;
  readonly over: bigint;
}

export const one: Ratio = { of: 1n, over: 1n };

/**
 * Reads a decimal as an exact ratio: "1.1" is 11/10.
 * @throws RangeError when the text is no decimal number
 */
export function ratioOf(text: string): Ratio {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) throw new RangeError(`not a factor: ${text}`);
  const [, whole, fraction = ''] = match;
  return { of: BigInt(`${whole}${fraction}`), over: 10n ** BigInt(fraction.length) };
}

export const times = (a: Ratio, b: Ratio): Ratio => ({ of: a.of * b.of, over: a.over * b.over });

/** Multiplies an amount and rounds half to even: the one place where a price may be rounded. */
export function scale(amount: bigint, by: Ratio): PicoUsd {
  const product = amount * by.of;
  const whole = product / by.over;
  const twice = (product % by.over) * 2n;
  if (twice < by.over || (twice === by.over && whole % 2n === 0n)) return pico(whole);
  return pico(whole + 1n);
}

/** Fees per search are charged in full whatever the tier, speed or region. */
export function scaleTokens(prices: UnitPrices, by: Ratio): UnitPrices {
  if (by.of === by.over) return prices;
  return unitPrices((name) => (name === 'web_searches' ? prices[name] : scale(prices[name], by)));
}
