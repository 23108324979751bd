import { measureColumns } from '@exchequer/model';
import { factMeasureOf } from './fact.ts';
import type { Measure } from './fact-measure.ts';

/** Sums that follow from several columns; the rollups keep them under these names. */
export const derivedMeasures = [
  'tokens',
  'unattributed_tokens',
  'unattributed_requests',
  'estimated_tokens',
  'bounded_units',
] as const;

export type { Measure };

/** Sums of one group of usage. Money counts pico-dollars, everything else whole units. */
export type Sums = Readonly<Record<Measure, bigint>>;

const money = new Set([
  'reported_cost',
  'cost_list',
  'cost_contracted',
  'cost_marginal',
  'cost_base',
  'suspense',
]);

/** True where the measure is kept in 10⁻¹²: dollars, and other decimals that somebody states. */
export const isMoney = (measure: Measure): boolean =>
  money.has(measure) || ['usd', 'decimal'].includes(factMeasureOf(measure)?.unit ?? '');

/** Every measure of usage that a metric may be made of; for the others see `factMeasures`. */
export const measures: readonly Measure[] = [...measureColumns, ...derivedMeasures];
