import { flagValues } from '@exchequer/core/metric';
import { tokenClasses } from '@exchequer/model';
import type { DateRange, DimensionKey } from '@exchequer/model/contract';
import { dimensionText, isStored } from './dimension.ts';
import type { ReadingFacts } from './facts.ts';
import { guardReading } from './guard.ts';
import { labelValues } from './label.ts';
import { planUsage } from './plan.ts';
import { printUsage, printWhere } from './print.ts';

/** A value of a dimension, as pickers offer it. */
export interface DimensionValue {
  value: string;
  label: string;
  tokens: string;
}

const offered = 100;

/** Values of a dimension in a range, most used first; `search` looks in values and names alike. */
export async function readDimensionValues(
  facts: ReadingFacts,
  asked: { dimension: DimensionKey; range: DateRange; search: string },
): Promise<DimensionValue[]> {
  const { dimension, range, search } = asked;
  const guard = await guardReading(
    facts,
    { range, filters: [], group_by: isStored(dimension) ? [dimension] : [] },
    'total',
  );
  if (guard.refused) return [];
  const found = isStored(dimension)
    ? await readStored(facts, dimension, range, dimension in flagValues || dimension === 'team' ? '' : search)
    : await readClasses(facts, range);
  const nameOf = await labelValues(
    facts,
    dimension,
    found.map(({ value }) => value),
  );
  const wanted = search.toLowerCase();
  return found
    .filter(({ value }) => !isStored(dimension) || !guard.hidesGroup([value]))
    .map(({ value, tokens }) => ({ value, label: nameOf(value), tokens }))
    .filter(
      ({ value, label }) => value.toLowerCase().includes(wanted) || label.toLowerCase().includes(wanted),
    )
    .slice(0, offered);
}

type Found = { value: string; tokens: string }[];

const totalOf = (
  facts: ReadingFacts,
  range: DateRange,
  groupBy: Parameters<typeof planUsage>[0]['groupBy'],
) =>
  planUsage({
    workspace: facts.workspace,
    range,
    grain: 'total',
    groupBy,
    filters: [],
    measures: [],
    kept: { kind: 'all' },
    companyTimeZone: facts.companyTimeZone,
    ...(facts.fromJournal && { fromJournal: true }),
  });

async function readStored(
  facts: ReadingFacts,
  dimension: Exclude<DimensionKey, 'token_class'>,
  range: DateRange,
  search: string,
): Promise<Found> {
  const plan = totalOf(facts, range, [dimension]);
  const { where, params } = printWhere(plan);
  const text = dimensionText(dimension, plan.table.time === 'occurred_at');
  const found = search ? ` AND positionCaseInsensitiveUTF8(toString(${text}), {search:String}) > 0` : '';
  const limit = dimension === 'team' ? '' : ` LIMIT ${offered}`;
  const sum =
    plan.table.time === 'occurred_at' ? tokenClasses.map((name) => `j.${name}`).join(' + ') : 'j.tokens';
  return facts.engine.query(
    `SELECT toString(${text}) AS value, sum(${sum}) AS tokens FROM ${plan.table.name} AS j WHERE ${where}${found} GROUP BY value ORDER BY tokens DESC, value${limit}`,
    { ...params, search },
  );
}

async function readClasses(facts: ReadingFacts, range: DateRange): Promise<Found> {
  const plan = { ...totalOf(facts, range, []), measures: tokenClasses };
  const { sql, params } = printUsage(plan);
  const [row = {}] = await facts.engine.query<Record<string, string>>(sql, params);
  return tokenClasses
    .map((value) => ({ value, tokens: row[value] ?? '0' }))
    .filter(({ tokens }) => tokens !== '0');
}
