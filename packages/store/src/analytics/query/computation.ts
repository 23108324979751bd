import { formatUsd, type PricedClass, parseUsd, pricedClasses, type UnitPrices } from '@exchequer/model';
import type { UsageEventDetail } from '@exchequer/model/contract';
import type { EventRow } from './event-row.ts';

type Line = UsageEventDetail['computation'][number];

/** Media tokens are billed at their own price, so they are taken out of the class they are part of. */
const parts: Partial<Record<PricedClass, readonly string[]>> = {
  uncached_input: ['audio_input', 'image_input'],
  output: ['audio_output', 'image_output'],
};

/**
 * How the list cost came about: quantity × price per class. The lines sum to the booked cost to the
 * last pico-dollar; what they should not explain stands as a line of its own, never hidden.
 */
export function computationOf(state: EventRow, list: UnitPrices | null): Line[] {
  const booked = parseUsd(String(state.cost_list ?? 0));
  if (state.price_id === '') return [];
  const lines = list ? pricedClasses.flatMap((name) => lineOf(state, name, list[name])) : [];
  const explained = lines.reduce((sum, line) => sum + parseUsd(line.cost), 0n);
  if (explained === booked) return lines;
  const rest = state.price_id === 'stated' ? 'stated by the source' : 'amended since';
  return [
    ...lines,
    { token_class: rest, tokens: '0', usd_per_million: '0', cost: formatUsd(booked - explained) },
  ];
}

function lineOf(state: EventRow, name: PricedClass, price: bigint): Line[] {
  const count = (column: string) => BigInt(state[column] ?? 0);
  const quantity = (parts[name] ?? []).reduce((left, part) => left - count(part), count(name));
  if (quantity === 0n) return [];
  return [
    {
      token_class: name,
      tokens: quantity.toString(),
      usd_per_million: formatUsd(price * 1_000_000n),
      cost: formatUsd(price * quantity),
    },
  ];
}
