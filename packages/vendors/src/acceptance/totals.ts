import type { NormalisedUsage } from '@exchequer/model';

/** Totals as the acceptance data states them. */
export interface ExpectedTotals {
  requests?: number;
  tokens: Record<string, number | null>;
}

const classes = [
  'uncached_input',
  'cache_read',
  'cache_write_5m',
  'cache_write_1h',
  'cache_write_unknown',
  'output',
] as const;

/** Sums rows; reasoning is null unless some row reports it. */
export function totalsOf(rows: readonly NormalisedUsage[]): Required<ExpectedTotals> {
  const tokens: Record<string, number | null> = {};
  for (const name of classes) tokens[name] = rows.reduce((sum, row) => sum + (row[name] ?? 0), 0);
  const reported = rows.some((row) => row.reasoning_reported === 1);
  tokens.reasoning = reported ? rows.reduce((sum, row) => sum + (row.reasoning ?? 0), 0) : null;
  tokens.total = classes.reduce((sum, name) => sum + (tokens[name] ?? 0), 0);
  return { requests: rows.reduce((sum, row) => sum + row.requests, 0), tokens };
}

/** Which column answers each grouping of the acceptance data. */
export const groupColumns: Record<string, (row: NormalisedUsage) => string> = {
  by_model: (row) => row.model,
  by_actor: (row) => row.identity || '(none)',
  by_team: (row) => row.team_claim || '(none)',
  by_session: (row) => row.session_id || '(none)',
  by_query_source: (row) => row.query_source || '(none)',
  by_day: (row) => row.occurred_at.slice(0, 10),
  by_provider: (row) => row.provider,
  by_nearest_agent: (row) => row.agent || '(none)',
  by_workflow: (row) => row.workflow || '(none)',
  by_service: (row) => row.service || '(none)',
};

export function totalsBy(
  rows: readonly NormalisedUsage[],
  key: (row: NormalisedUsage) => string,
): Record<string, Required<ExpectedTotals>> {
  const groups = new Map<string, NormalisedUsage[]>();
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
  return Object.fromEntries([...groups].map(([name, members]) => [name, totalsOf(members)]));
}

/** The same figures, in the shape of the expectation: without requests or reasoning where it has none. */
export function expectedShape(found: Required<ExpectedTotals>, expected: ExpectedTotals): ExpectedTotals {
  const tokens = { ...found.tokens };
  if (!('reasoning' in expected.tokens)) delete tokens.reasoning;
  return expected.requests === undefined ? { tokens } : { requests: found.requests, tokens };
}
