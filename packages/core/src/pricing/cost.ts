import {
  type PicoUsd,
  type PricedClass,
  type PriceSlice,
  pico,
  pricedClasses,
  tokenClasses,
} from '@exchequer/model';
import { covers, coversContext, coversSecond } from './span.ts';

/** Counts of one request; audio and image are parts of input and output. */
export type PricedQuantities = Partial<Record<PricedClass, number>>;

/** The slice that holds for a request at an instant, or undefined when it is unpriced then. */
export function sliceFor(
  slices: readonly PriceSlice[],
  atMs: number,
  usage: PricedQuantities,
): PriceSlice | undefined {
  const second = Math.floor((((atMs % 86_400_000) + 86_400_000) % 86_400_000) / 1000);
  const input = inputTokens(usage);
  return slices.find((s) => covers(s, atMs) && coversSecond(s, second) && coversContext(s, input));
}

/** All input tokens: what decides the long-context price of the whole request. */
export const inputTokens = (usage: PricedQuantities): number =>
  tokenClasses.filter((name) => name !== 'output').reduce((sum, name) => sum + (usage[name] ?? 0), 0);

/** List cost of a request, exact; null when no slice holds. Booking does the same in SQL. */
export function listCost(
  slices: readonly PriceSlice[],
  atMs: number,
  usage: PricedQuantities,
): PicoUsd | null {
  const slice = sliceFor(slices, atMs, usage);
  if (!slice) return null;
  return pico(pricedClasses.reduce((sum, name) => sum + slice.list[name] * BigInt(billed(name, usage)), 0n));
}

/** Media tokens are billed at their own price, so they are taken out of the class they are part of. */
function billed(name: PricedClass, usage: PricedQuantities): number {
  const count = (other: PricedClass): number => usage[other] ?? 0;
  if (name === 'uncached_input') return count(name) - count('audio_input') - count('image_input');
  if (name === 'output') return count(name) - count('audio_output') - count('image_output');
  return count(name);
}
