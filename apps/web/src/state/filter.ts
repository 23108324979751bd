import type { DimensionKey, UsageFilter } from '@exchequer/model/contract';

const ops = ['is', 'is_not', 'in'] as const;

/** What each dimension is called on the page. The keys are the contract’s, so the compiler keeps them complete. */
export const dimensionNames: Record<DimensionKey, string> = {
  tool: 'Tool',
  provider: 'Provider',
  model: 'Model',
  token_class: 'Token class',
  team: 'Team',
  repo: 'Repository',
  branch: 'Branch',
  project: 'Project',
  session: 'Session',
  thread: 'Thread',
  query_source: 'Query source',
  agent: 'Agent',
  workflow: 'Workflow',
  service: 'Service',
  service_tier: 'Service tier',
  billing_mode: 'Billing mode',
  cost_center: 'Cost centre',
  source: 'Source',
  priced: 'Priced',
  attributed: 'Attributed',
};

export const isDimension = (text: string): text is DimensionKey => Object.hasOwn(dimensionNames, text);

/** A filter as the address has it, such as `model:is:claude-opus-4-6`; commas part several values. */
export const writeFilter = (filter: UsageFilter) =>
  `${filter.dimension}:${filter.op}:${filter.values.map((v) => v.replace(/[%,]/g, encodeURIComponent)).join(',')}`;

/** Reads a filter of the address; null when it is none, so that an old link still opens. */
export function readFilter(text: string): UsageFilter | null {
  const [dimension = '', op = '', ...rest] = text.split(':');
  const known = ops.find((o) => o === op);
  if (!isDimension(dimension) || !known || rest.length === 0) return null;
  try {
    const values = rest.join(':').split(',').map(decodeURIComponent);
    return { dimension, op: known, values };
  } catch {
    return null;
  }
}

export const readFilters = (texts: readonly string[] | undefined): UsageFilter[] =>
  (texts ?? []).flatMap((text) => readFilter(text) ?? []);

/** Adds `dimension is value`, replacing an earlier filter on the same dimension. */
export function withFilter(texts: readonly string[] | undefined, filter: UsageFilter): string[] {
  const kept = (texts ?? []).filter((text) => readFilter(text)?.dimension !== filter.dimension);
  return [...kept, writeFilter(filter)];
}
