import { addDays } from '@exchequer/core/envelope';
import {
  combine,
  type FactMeasure,
  factMeasureOf,
  isWhollyUnpriced,
  type Metric,
  type Sums,
  smallestGroup,
} from '@exchequer/core/metric';
import type { MetricQuery } from '@exchequer/model/contract';
import { unconverted } from '../outcome/index.ts';
import type { ReadingFacts } from './facts.ts';
import type { PeopleSheet } from './people.ts';
import { planUsage } from './plan.ts';
import { printWhere } from './print.ts';

/** What is missing where a total has no value; one short phrase that follows “Needs”. */
export async function missingFor(
  facts: ReadingFacts,
  query: MetricQuery,
  metric: Metric,
  read: { total: Sums; people: PeopleSheet | null; missing: FactMeasure | undefined },
): Promise<string> {
  const { computation, requires } = metric;
  if (computation.kind === 'unknowable') return computation.needs;
  if (metric.unless && read.total[metric.unless.measure]) {
    return (await missingRate(facts, query, metric.unless.measure)) ?? metric.unless.needs;
  }
  if (read.missing) return read.missing.needs;
  if (computation.kind === 'latency') return 'decisions in this range, enough of them acted on';
  if (computation.kind === 'layers') return 'teams that stand above one another';
  if (computation.kind === 'inequality') {
    return `roles of at least ${smallestGroup} persons who use tokens; roles stand with pay`;
  }
  if (requires.includes('people') && !read.people?.known) return 'people: a staff list with their teams';
  if (requires.includes('price') && isWhollyUnpriced(read.total)) {
    return `a price for ${await unpricedModels(facts, query)}`;
  }
  if (computation.kind === 'per_employee' || computation.kind === 'agents_per_employee')
    return `at least ${smallestGroup} persons`;
  if (computation.kind === 'active_workers') return `at least ${smallestGroup} active workers`;
  return `${absentFrom(metric, read.total) ?? 'usage'} in this range`;
}

/** The currency and the first day of the range on which it has no rate; null where that is not it. */
async function missingRate(
  { engine, workspace }: ReadingFacts,
  { range }: MetricQuery,
  measure: string,
): Promise<string | null> {
  const about = measure === 'foreign_pay' ? 'pay' : 'revenue';
  const gaps = await unconverted(engine, { workspace, from: range.from, to: addDays(range.to, -1) });
  const gap = gaps.find((one) => one.about === about);
  return gap ? `rate ${gap.currency} on ${gap.day}` : null;
}

/** What a ratio has nothing of to divide by, in words; null where it is usage. */
function absentFrom({ computation }: Metric, total: Sums): string | null {
  if (computation.kind !== 'ratio') return null;
  const below = [computation.over, computation.overBy ?? []];
  const empty = below.find((part) => combine(part, total) === 0n) ?? [];
  return factMeasureOf(empty[0]?.measure ?? '')?.meaning ?? null;
}

const namedModels = 3;

async function unpricedModels(facts: ReadingFacts, query: MetricQuery): Promise<string> {
  const plan = planUsage({
    workspace: facts.workspace,
    range: query.range,
    grain: 'total',
    groupBy: ['model'],
    filters: query.filters,
    measures: ['tokens'],
    kept: { kind: 'all' },
    companyTimeZone: facts.companyTimeZone,
  });
  const { where, params } = printWhere(plan);
  const rows = await facts.engine.query<{ name: string }>(
    `SELECT j.model AS name FROM ${plan.table.name} AS j WHERE ${where} GROUP BY name HAVING sum(j.unpriced_tokens) != 0 ORDER BY sum(j.unpriced_tokens) DESC, name`,
    params,
  );
  const named = rows.slice(0, namedModels).map(({ name }) => name || 'a model that the source does not name');
  const rest = rows.length - named.length;
  return rest > 0 ? `${named.join(', ')} and ${rest} more` : named.join(', ');
}
