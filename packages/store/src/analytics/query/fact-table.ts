import {
  type FactKey,
  type FactMeasure,
  factMeasureOf,
  factMeasures,
  type Measure,
} from '@exchequer/core/metric';
import type { Grain } from '@exchequer/model/contract';
import type { QueryParams } from '../engine/index.ts';
import type { ReadTable } from './table.ts';

/**
 * Where each fact besides usage is kept: a table, or a query in brackets that binds the workspace.
 * Usage has rollups of its own, and calendars need no table.
 */
const factSources: Partial<Record<FactKey, string>> = {
  outcome: 'outcome_day',
  staff: 'staff_day',
  pay: 'pay_day',
};

/** The table of a fact; undefined where it has none. `last` is the last day that stocks are taken on. */
export function factTable(fact: FactKey, last: string): ReadTable | undefined {
  const name = factSources[fact];
  return name === undefined ? undefined : { name, time: 'day', fact, params: { last_day: last } };
}

const conditionText = (measure: FactMeasure, conditions: FactMeasure['where'], prefix: string): string[] =>
  conditions.map(
    ({ column }, at) => `toString(j.${column}) IN {${prefix}_${measure.name}_${at}:Array(String)}`,
  );

const conditionParams = (
  measure: FactMeasure,
  conditions: FactMeasure['where'],
  prefix: string,
): [string, string[]][] =>
  conditions.map(({ in: values }, at) => [`${prefix}_${measure.name}_${at}`, [...values]]);

/** First day of a bucket within the range, and its last day within the range and until today. */
const edgeOf: Record<Exclude<Grain, 'hour'>, { first: string; last: string }> = {
  total: { first: '{from:Date}', last: '{last_day:Date}' },
  day: { first: 'j.day', last: 'j.day' },
  week: {
    first: 'greatest(toMonday(j.day), {from:Date})',
    last: 'least(toMonday(j.day) + 6, {last_day:Date})',
  },
  month: {
    first: 'greatest(toStartOfMonth(j.day), {from:Date})',
    last: 'least(toLastDayOfMonth(j.day), {last_day:Date})',
  },
};

/** Sum of a fact's measure over its rows. */
export function factSumText(name: Measure, grain: Grain): string {
  const measure = factMeasureOf(name);
  if (!measure) throw new Error(`no fact keeps a measure ${name}`);
  const stock = measure.at && `j.day = ${edgeOf[grain === 'hour' ? 'day' : grain][measure.at]}`;
  const conditions = [...conditionText(measure, measure.where, 'in'), ...(stock ? [stock] : [])];
  const column = `j.${measure.column}`;
  return conditions.length === 0 ? `sum(${column})` : `sumIf(${column}, ${conditions.join(' AND ')})`;
}

/** Values that the sums of facts bind. */
export const factParams = (names: readonly Measure[]): QueryParams =>
  Object.fromEntries(
    names.flatMap((name) => {
      const measure = factMeasureOf(name);
      return measure ? conditionParams(measure, measure.where, 'in') : [];
    }),
  );

/** One statement that says which measures of a fact anybody has ever told of in the workspace. */
export function printKnown(
  fact: FactKey,
  names: readonly Measure[],
  workspace: string,
): { sql: string; params: QueryParams } | null {
  const source = factSources[fact];
  const asked = factMeasures.filter((measure) => measure.fact === fact && names.includes(measure.name));
  if (!source || asked.length === 0) return null;
  const columns = asked.map((measure) => {
    const conditions = conditionText(measure, measure.known ?? measure.where, 'known');
    return `countIf(${conditions.join(' AND ') || '1'}) > 0 AS ${measure.name}`;
  });
  const bound = asked.flatMap((one) => conditionParams(one, one.known ?? one.where, 'known'));
  return {
    sql: `SELECT ${columns.join(', ')} FROM ${source} AS j WHERE j.workspace = {workspace:String}`,
    params: { workspace, ...Object.fromEntries(bound) },
  };
}
