import type { PriceAnswer, UnitPrices } from '@exchequer/model';

/** Contracted prices of a usual request at a moment; null while the model is unpriced. */
export function priceNow(answer: PriceAnswer | undefined, at: Date): UnitPrices | null {
  const moment = at.toISOString();
  const slice = answer?.slices.find(
    ({ validFrom, validTo, contextOver, secondsFrom }) =>
      (validFrom ?? '') <= moment &&
      (validTo === null || validTo > moment) &&
      contextOver <= 0 &&
      secondsFrom === 0,
  );
  return slice?.contracted ?? null;
}
