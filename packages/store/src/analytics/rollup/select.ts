import { quoteText } from '../engine/index.ts';
import { derivedDimensions, type Rollup, rollupMeasures, timeColumn } from './level.ts';

/** Where a rollup's rows are read from: its feed, under whatever name, and which part of it. */
export interface FeedPart {
  from: string;
  where?: string | undefined;
}

/** A rollup's rows as its feed has them; what the view inserts and what rebuilding reads. */
export function selectRollup(rollup: Rollup, timeZone: string, part: FeedPart): string {
  return rollup.feed === 'usage_journal'
    ? selectFromJournal(rollup, timeZone, part)
    : selectFromQuarter(rollup, timeZone, part);
}

function selectFromJournal(rollup: Rollup, timeZone: string, { from, where }: FeedPart): string {
  const dimension = (name: string) =>
    derivedDimensions.find((column) => column.name === name)?.fromJournal ?? `j.${name}`;
  return print(rollup, from, {
    time: rollup.grain === 'quarter' ? 'toStartOfFifteenMinutes(j.occurred_at)' : journalDay(timeZone),
    dimension,
    measure: (measure) => measure.fromJournal,
    newest: { event: 'j.occurred_at', recorded: 'j.recorded_at' },
    where: [`j.metered = ${rollup.metered}`, ...(where ? [where] : [])].join(' AND '),
  });
}

/** Day of a journal row in the company's time zone. */
export const journalDay = (timeZone: string): string => `toDate(j.occurred_at, ${quoteText(timeZone)})`;

function selectFromQuarter(rollup: Rollup, timeZone: string, { from, where }: FeedPart): string {
  return print(rollup, from, {
    time: rollup.grain === 'quarter' ? 'j.bucket' : `toDate(j.bucket, ${quoteText(timeZone)})`,
    dimension: (name) => `j.${name}`,
    measure: (measure) => `j.${measure.name}`,
    newest: { event: 'j.newest_event_at', recorded: 'j.newest_recorded_at' },
    where: where ?? null,
  });
}

interface Reading {
  time: string;
  dimension: (name: string) => string;
  measure: (measure: { name: string; fromJournal: string }) => string;
  newest: { event: string; recorded: string };
  where: string | null;
}

function print(rollup: Rollup, from: string, reading: Reading): string {
  const keys = ['workspace', timeColumn(rollup), ...rollup.dimensions];
  const selected = [
    'j.workspace AS workspace',
    `${reading.time} AS ${timeColumn(rollup)}`,
    ...rollup.dimensions.map((name) => `${reading.dimension(name)} AS ${name}`),
    ...rollupMeasures.map((measure) => `sum(${reading.measure(measure)}) AS ${measure.name}`),
    `max(${reading.newest.event}) AS newest_event_at`,
    `max(${reading.newest.recorded}) AS newest_recorded_at`,
  ];
  return [
    `SELECT\n  ${selected.join(',\n  ')}`,
    `FROM ${from} AS j`,
    ...(reading.where ? [`WHERE ${reading.where}`] : []),
    `GROUP BY ${keys.join(', ')}`,
  ].join('\n');
}
