import { type SourceKind, sourceKinds, type TokenClass } from '@exchequer/model';
import type { DimensionKey } from '@exchequer/model/contract';
import type { ReadingFacts } from './facts.ts';

const classNames: Record<TokenClass, string> = {
  uncached_input: 'Uncached input',
  cache_read: 'Cache read',
  cache_write_5m: 'Cache write, 5 min',
  cache_write_30m: 'Cache write, 30 min',
  cache_write_1h: 'Cache write, 1 h',
  cache_write_12h: 'Cache write, 12 h',
  cache_write_unknown: 'Cache write, lifetime unstated',
  output: 'Output',
};

const flagNames: Record<string, string> = {
  priced: 'Priced',
  unpriced: 'Unpriced',
  attributed: 'Attributed',
  unattributed: 'Unattributed',
};

/** What stands where a source states nothing. */
const unstated: Partial<Record<DimensionKey, string>> = {
  team: 'No team',
  repo: 'No repository',
  branch: 'No branch',
  session: 'No session',
  project: 'No project',
  billing_mode: 'Billing unstated',
};

/** Names of values of a dimension as people read them. */
export async function labelValues(
  facts: Pick<ReadingFacts, 'labels' | 'workspace'>,
  dimension: DimensionKey,
  values: readonly string[],
): Promise<(value: string) => string> {
  const names =
    dimension === 'team'
      ? await facts.labels.namesOf(facts.workspace, dimension, values)
      : new Map<string, string>();
  return (value) => names.get(value) ?? plainName(dimension, value);
}

function plainName(dimension: DimensionKey, value: string): string {
  if (value === '') return unstated[dimension] ?? 'Not stated';
  if (dimension === 'token_class') return classNames[value as TokenClass] ?? value;
  if (dimension === 'source') return sourceKinds[value as SourceKind]?.name ?? value;
  if (dimension === 'priced' || dimension === 'attributed') return flagNames[value] ?? value;
  return value;
}
