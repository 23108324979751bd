import type { UnitPrices } from '@exchequer/model';
import type { ListPrice } from './catalogue.ts';
import { covers, secondsLong, startMs } from './span.ts';

/** The frozen base period: prices in force at this instant weigh tokens for normalised tokens. */
export const basePeriod = '2026-01-01T00:00:00.000Z';

/**
 * Reference blended price, USD per million tokens. Normalised tokens = cost at base-period prices ÷
 * this price, so one normalised token is a millionth of three dollars of January 2026 work. A
 * constant, so that neither price cuts nor a changed mix of models moves the yardstick.
 */
export const referencePricePerMillion = '3';

export const normalisedTokensMeaning =
  'Normalised tokens weigh each token by what it cost at the standard prices of 1 January 2026 ' +
  '(a model born later: at its first known prices), divided by a constant of $3 per million. ' +
  'Tier, speed, region, off-peak hours, long context and the company’s own terms do not move them.';

/**
 * Base prices of a model: the standard prices in force at the base period, of the shortest context
 * and the longest part of the day; for a later model its first prices.
 */
export function basePrices(prices: readonly ListPrice[]): UnitPrices | null {
  const baseMs = Date.parse(basePeriod);
  const then = prices.filter((p) => covers(p, baseMs));
  const candidates = then.length > 0 ? then : firstPrices(prices);
  const best = [...candidates].sort(
    (a, b) => a.contextOver - b.contextOver || secondsLong(b) - secondsLong(a),
  )[0];
  return best?.prices ?? null;
}

function firstPrices(prices: readonly ListPrice[]): ListPrice[] {
  const first = Math.min(...prices.map((p) => startMs(p.validFrom)));
  return prices.filter((p) => startMs(p.validFrom) === first);
}
