import { fromFirstToken, type ListPrice } from '@exchequer/core/pricing';
import type { ConditionalPrice, ModelInfo, ModelPrice } from '@pydantic/genai-prices';
import { contextSteps, pricesAt } from './classes.ts';

type Slice = Pick<ListPrice, 'validFrom' | 'validTo' | 'secondsFrom' | 'secondsTo'>;
export type CatalogueEdition = Pick<ListPrice, 'source' | 'observedAt'>;

/** Every price of a model, laid out in slices of time, of the UTC day and of context length. */
export function listPrices(model: ModelInfo, edition: CatalogueEdition): ListPrice[] {
  if (!Array.isArray(model.prices)) return contexts(model.prices, wholeDay(null, null), edition);
  return inForce(model.prices).flatMap(({ price, slice }) => contexts(price, slice, edition));
}

const wholeDay = (validFrom: string | null, validTo: string | null): Slice => ({
  validFrom,
  validTo,
  secondsFrom: 0,
  secondsTo: 86_400,
});

function contexts(price: ModelPrice, slice: Slice, edition: CatalogueEdition): ListPrice[] {
  const edges = [fromFirstToken, ...contextSteps(price)];
  return edges.flatMap((contextOver, i) => {
    const at = pricesAt(price, contextOver);
    if (!at) return [];
    const contextUpTo = edges[i + 1] ?? null;
    return [{ ...slice, ...edition, contextOver, contextUpTo, ...at, origin: 'catalogue' as const }];
  });
}

/**
 * The catalogue lists prices with conditions and lets the last one that holds win, the first one
 * where none does. The same as disjoint slices: cut at every date and hour, then asked one by one.
 */
function inForce(conditional: readonly ConditionalPrice[]): { price: ModelPrice; slice: Slice }[] {
  const dates = conditional.flatMap(({ constraint }) =>
    constraint?.type === 'start_date' ? [`${constraint.start_date}T00:00:00.000Z`] : [],
  );
  const edges = [null, ...[...new Set(dates)].sort(), null];
  return edges.slice(1).flatMap((validTo, i) => {
    const validFrom = edges[i] ?? null;
    return dayParts(conditional, validFrom).map(({ price, from, to }) => ({
      price,
      slice: { validFrom, validTo, secondsFrom: from, secondsTo: to },
    }));
  });
}

interface DayPart {
  price: ModelPrice;
  from: number;
  to: number;
}

function dayParts(conditional: readonly ConditionalPrice[], validFrom: string | null): DayPart[] {
  const cuts = conditional.flatMap(({ constraint }) =>
    constraint?.type === 'time_of_date' ? [second(constraint.start_time), second(constraint.end_time)] : [],
  );
  const edges = [...new Set([0, ...cuts])].sort((a, b) => a - b);
  const parts = edges.map((from, i) => ({
    price: holding(conditional, validFrom, from),
    from,
    to: edges[i + 1] ?? 86_400,
  }));
  return joined(parts);
}

/** Neighbours at one price are one part, over midnight too. */
function joined(parts: readonly DayPart[]): DayPart[] {
  const merged: DayPart[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (last?.price === part.price) last.to = part.to;
    else merged.push({ ...part });
  }
  const [first] = merged;
  const last = merged.at(-1);
  if (!first || !last || first === last || first.price !== last.price) return merged;
  return [...merged.slice(1, -1), { price: first.price, from: last.from, to: first.to }];
}

function holding(
  conditional: readonly ConditionalPrice[],
  validFrom: string | null,
  atSecond: number,
): ModelPrice {
  const chosen = conditional.findLast(({ constraint }) => {
    if (!constraint) return true;
    if (constraint.type === 'start_date') {
      return validFrom !== null && validFrom >= `${constraint.start_date}T00:00:00.000Z`;
    }
    const from = second(constraint.start_time);
    const to = second(constraint.end_time);
    return to < from ? atSecond >= from || atSecond < to : from <= atSecond && atSecond < to;
  });
  return (chosen ?? conditional[0])?.prices ?? {};
}

/**
 * Second of the UTC day of a time such as 00:30:00Z or 08:30:00+08:00.
 * @throws RangeError on any other form, since a misread hour would misprice half the day
 */
function second(time: string): number {
  const match = /^(\d{2}):(\d{2}):(\d{2})(?:Z|([+-])(\d{2}):(\d{2}))$/.exec(time);
  if (!match) throw new RangeError(`not a time of day: ${time}`);
  const [, hours, minutes, seconds, sign, offsetHours = '0', offsetMinutes = '0'] = match;
  const local = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60 * (sign === '-' ? -1 : 1);
  return (local - offset + 86_400) % 86_400;
}
