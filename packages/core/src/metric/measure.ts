import { measureColumns } from '@exchequer/model';

/** Sums that follow from several columns; the rollups keep them under these names. */
export const derivedMeasures = [
  'tokens',
  'unattributed_tokens',
  'unattributed_requests',
  'estimated_tokens',
  'bounded_units',
] as const;

/** Name of a sum over the journal: one of its measures, or a derived one. */
export type Measure = string;

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

/** True where the measure is an amount of dollars. */
export const isMoney = (measure: Measure): boolean => money.has(measure);

/** Every measure that a metric may be made of. */
export const measures: readonly Measure[] = [...measureColumns, ...derivedMeasures];
