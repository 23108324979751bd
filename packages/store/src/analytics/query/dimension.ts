import type { DimensionKey, UsageFilter } from '@exchequer/model/contract';

/** A dimension that is a column of the rollups; token classes are measures instead. */
export type StoredDimension = Exclude<DimensionKey, 'token_class'>;

/** Column of each dimension. */
export const dimensionColumn: Readonly<Record<StoredDimension, string>> = {
  tool: 'tool',
  provider: 'provider',
  model: 'model',
  team: 'team_id',
  repo: 'repo',
  branch: 'branch',
  project: 'project',
  session: 'session_id',
  thread: 'thread',
  query_source: 'query_source',
  agent: 'agent',
  workflow: 'workflow',
  service: 'service',
  service_tier: 'service_tier',
  billing_mode: 'billing_mode',
  cost_center: 'cost_center',
  source: 'source',
  priced: 'priced',
  attributed: 'attributed',
};

/** Flags are kept as 0 and 1 and shown in words. */
const flagWords: Partial<Record<StoredDimension, readonly [no: string, yes: string]>> = {
  priced: ['unpriced', 'priced'],
  attributed: ['unattributed', 'attributed'],
};

/** In the journal the flags follow from columns that may be empty. */
const journalFlags: Partial<Record<StoredDimension, string>> = {
  priced: "(j.price_id != '')",
  attributed: "(j.worker_id != '')",
};

export const isStored = (dimension: DimensionKey): dimension is StoredDimension =>
  dimension !== 'token_class';

/** Expression of a dimension's value as text. */
export function dimensionText(dimension: StoredDimension, journal: boolean): string {
  const words = flagWords[dimension];
  const column = (journal && journalFlags[dimension]) || `j.${dimensionColumn[dimension]}`;
  return words ? `if(${column}, '${words[1]}', '${words[0]}')` : column;
}

/** Conditions of filters, with values bound under names that start with `prefix`. */
export function filterConditions(
  filters: readonly UsageFilter[],
  journal: boolean,
): { conditions: string[]; params: Record<string, unknown> } {
  const stored = filters.flatMap((filter) =>
    isStored(filter.dimension) ? [{ ...filter, dimension: filter.dimension }] : [],
  );
  const params = Object.fromEntries(stored.map(({ values }, at) => [`filter_${at}`, [...values]]));
  const conditions = stored.map(({ dimension, op }, at) => {
    const not = op === 'is_not' ? 'NOT ' : '';
    return `${dimensionText(dimension, journal)} ${not}IN {filter_${at}:Array(String)}`;
  });
  return { conditions, params };
}
