import type { PriceAnswer, PricedClass } from '@exchequer/model';
import { dayAfter } from './calendar.ts';

/** Time on a list of persons: days from `from`, before `to`; null is open. */
export interface TimeOnStaff {
  readonly from: string | null;
  readonly to: string | null;
}

/** Persons on the list on each of so many days; null where nobody is on it on one of them. */
export function headcountOn(
  staff: readonly TimeOnStaff[],
  from: string,
  days: number,
): readonly number[] | null {
  const change = new Array<number>(days + 1).fill(0);
  const at = (day: string | null, otherwise: number) => {
    if (day === null) return otherwise;
    const place = Math.round((Date.parse(day) - Date.parse(from)) / 86_400_000);
    return Math.min(days, Math.max(0, place));
  };
  for (const one of staff) {
    const [starts, ends] = [at(one.from, 0), at(one.to, days)];
    if (ends <= starts) continue;
    change[starts] = (change[starts] ?? 0) + 1;
    change[ends] = (change[ends] ?? 0) - 1;
  }
  let on = 0;
  const counts = change.slice(0, days).map((by) => {
    on += by;
    return on;
  });
  return counts.every((count) => count > 0) ? counts : null;
}

/** Tokens of one class of a model, as they are used now. */
export interface MixPart {
  readonly model: string;
  readonly tokenClass: PricedClass;
  readonly tokens: number;
}

/**
 * What one and the same mix of tokens costs on each day by the price book, rows that begin in the future
 * included. Only what is priced on all of the days counts: a price that is missing on one of them is no
 * change of price. Null where nothing is.
 */
export function priceOfMix(
  mix: readonly MixPart[],
  answers: readonly PriceAnswer[],
  from: string,
  days: number,
): readonly number[] | null {
  const byModel = new Map(answers.map((answer) => [answer.question.model, answer]));
  const total = new Array<number>(days).fill(0);
  let isPriced = false;
  for (const { model, tokenClass, tokens } of mix) {
    const answer = byModel.get(model);
    const prices = answer && pricesOn(answer, tokenClass, from, days);
    if (!prices) continue;
    isPriced = true;
    for (const [t, price] of prices.entries()) total[t] = (total[t] ?? 0) + price * tokens;
  }
  return isPriced && total.every((price) => price > 0) ? total : null;
}

/** Contracted price of the first context slice at noon of each day; null where a day has none. */
function pricesOn(answer: PriceAnswer, tokenClass: PricedClass, from: string, days: number): number[] | null {
  const slices = answer.slices.filter(({ contextOver }) => contextOver <= 0);
  const prices: number[] = [];
  for (let t = 0; t < days; t++) {
    const noon = `${dayAfter(from, t)}T12:00:00.000Z`;
    const slice = slices.find(
      ({ validFrom, validTo }) =>
        (validFrom === null || Date.parse(validFrom) <= Date.parse(noon)) &&
        (validTo === null || Date.parse(noon) < Date.parse(validTo)),
    );
    if (!slice) return null;
    prices.push(Number(slice.contracted[tokenClass]));
  }
  return prices;
}
