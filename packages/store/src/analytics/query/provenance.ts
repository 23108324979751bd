import { ratioText, type Sums } from '@exchequer/core/metric';
import type { MetricQuery, Provenance } from '@exchequer/model/contract';
import type { QueryParams } from '../engine/index.ts';
import { toSums, type UsageRow } from './cell.ts';
import { isStored } from './dimension.ts';
import type { ReadingFacts } from './facts.ts';
import { planUsage, type UsagePlan } from './plan.ts';
import { printUsage, printWhere } from './print.ts';
import { collapsedTable, journal } from './table.ts';

const measures = [
  'tokens',
  'requests',
  'unpriced_tokens',
  'unattributed_tokens',
  'estimated_tokens',
  'missing_output',
  'bounded_units',
];

type Asked = Pick<MetricQuery, 'range' | 'filters'>;

/** Where the figures of a query come from: how fresh, how complete, and what was left out. */
export async function readProvenance(facts: ReadingFacts, query: Asked): Promise<Provenance> {
  const plan = planUsage({
    workspace: facts.workspace,
    range: query.range,
    grain: 'total',
    groupBy: [],
    filters: query.filters.filter(({ dimension }) => isStored(dimension)),
    measures,
    kept: { kind: 'all' },
    companyTimeZone: facts.companyTimeZone,
    ...(facts.fromJournal && { fromJournal: true }),
  });
  const { sql, params } = withFreshness(plan);
  const [rows, collapsed] = await Promise.all([
    facts.engine.query<UsageRow>(sql, params),
    readCollapsed(facts, query),
  ]);
  const row = rows[0] ?? {};
  return toProvenance(facts, { sums: toSums(measures, row), row, collapsed });
}

function withFreshness(plan: UsagePlan): { sql: string; params: QueryParams } {
  const isJournal = plan.table.time === 'occurred_at';
  const [event, recorded] = isJournal
    ? ['occurred_at', 'recorded_at']
    : ['newest_event_at', 'newest_recorded_at'];
  const { sql, params } = printUsage(plan);
  const more = [`max(j.${event}) AS event_at`, `max(j.${recorded}) AS recorded_at`];
  return { sql: sql.replace('\nFROM', `, ${more.join(', ')}\nFROM`), params };
}

/** Events kept in the journal because another source meters the same call; net of reversals. */
async function readCollapsed(facts: ReadingFacts, query: Asked): Promise<number> {
  const table = facts.fromJournal ? journal : collapsedTable;
  const { where, params } = printWhere({ table, workspace: facts.workspace, ...query });
  const [row] = await facts.engine.query<{ collapsed: string }>(
    `SELECT sum(j.requests) AS collapsed FROM ${table.name} AS j WHERE ${where.replace('j.metered = 1', 'j.metered = 0')}`,
    params,
  );
  return Number(row?.collapsed ?? 0);
}

function toProvenance(
  facts: ReadingFacts,
  { sums, row, collapsed }: { sums: Sums; row: UsageRow; collapsed: number },
): Provenance {
  const { tokens = 0n, unpriced_tokens: unpriced = 0n, unattributed_tokens: nobody = 0n } = sums;
  const anything = tokens !== 0n || sums.requests !== 0n;
  const shareOf = (part: bigint) => (tokens === 0n ? null : ratioText(tokens - part, tokens, 6));
  const estimated = (sums.estimated_tokens ?? 0n) !== 0n;
  return {
    kind: facts.workspace === 'sample' ? 'sample' : estimated ? 'estimated' : 'measured',
    newest_event_at: anything ? String(row.event_at) : null,
    newest_recorded_at: anything ? String(row.recorded_at) : null,
    snapshot_at: facts.now.toISOString(),
    priced_token_share: shareOf(unpriced),
    attributed_token_share: shareOf(nobody),
    lower_bound: (sums.bounded_units ?? 0n) !== 0n,
    missing_output_tokens: (sums.missing_output ?? 0n).toString(),
    duplicates_collapsed: collapsed,
  };
}
