import { normalisedOutcomeColumns, outcomeColumns, outcomeMeasureColumns } from '@exchequer/model';
import { localName, type TableSpec, tableDdl } from '../journal/index.ts';

const nameAndType = (c: { name: string; type: string }) => `\`${c.name}\` ${c.type}`;

/** The outcome journal: append-only deltas whose sum is the truth. */
export const outcomeJournal: TableSpec = {
  name: 'outcome_journal',
  columns: [
    ...outcomeColumns.map(nameAndType),
    'event_key UInt128',
    "version_at DateTime64(3, 'UTC')",
    'digest UInt64',
    "recorded_at DateTime64(3, 'UTC')",
    'batch_id String',
    'reason LowCardinality(String)',
    // An event is found by its key although the table is ordered by work item.
    'INDEX by_event event_key TYPE bloom_filter(0.01) GRANULARITY 1',
  ],
  engine: 'MergeTree',
  // Few rows beside usage, and judging reads all outcomes of a work item: one partition, in its order.
  orderBy: 'workspace, work_key, event_key',
  shardBy: 'sipHash64(work_key)',
  settings: { fsync_after_insert: 1 },
};

/** Dimensions that reports group and filter outcomes by; each has few values. */
export const outcomeDayDimensions = [
  'kind',
  'team_id',
  'repo',
  'workflow',
  'agent',
  'handled_by',
  'service',
  'currency',
  'source',
  'counted',
  'reversed',
  'attributed',
] as const;

const typeOf = (name: string): string =>
  name === 'attributed' ? 'UInt8' : (outcomeColumns.find((c) => c.name === name)?.type ?? 'String');

/** Outcomes by company day: what every report over outcomes reads. */
export const outcomeDay: TableSpec = {
  name: 'outcome_day',
  columns: [
    'workspace LowCardinality(String)',
    'day Date',
    ...outcomeDayDimensions.map((name) => nameAndType({ name, type: typeOf(name) })),
    ...outcomeColumns.filter((c) => c.role === 'measure').map(nameAndType),
    "newest_event_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))",
    "newest_recorded_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))",
  ],
  engine: `SummingMergeTree((${outcomeMeasureColumns.join(', ')}))`,
  partitionBy: 'toYYYYMM(day)',
  orderBy: ['workspace', 'day', ...outcomeDayDimensions].join(', '),
  primaryKey: 'workspace, day',
  shardBy: 'rand()',
};

/** SELECT of day rows; fills the view and rebuilds the table. `timeZone` is a checked IANA name. */
export const outcomeDaySelect = (from: string, timeZone: string): string =>
  `SELECT workspace, toDate(occurred_at, '${timeZone}') AS day,
  ${outcomeDayDimensions.map((name) => (name === 'attributed' ? "worker_id != '' AS attributed" : name)).join(', ')},
  ${outcomeMeasureColumns.map((name) => `sum(o.${name}) AS ${name}`).join(', ')},
  max(o.occurred_at) AS newest_event_at, max(o.recorded_at) AS newest_recorded_at
FROM ${from} AS o GROUP BY workspace, day, ${outcomeDayDimensions.join(', ')}`;

const memory = (name: string, columns: string[]) =>
  `CREATE OR REPLACE TABLE ${name} (${columns.join(', ')}) ENGINE = Memory`;

const keyed = ['event_key UInt128', "version_at DateTime64(3, 'UTC')", 'digest UInt64'];

/** Working tables of the one writer; a batch that was not booked is nothing. */
const workingTables = [
  memory('outcome_stage', [
    ...normalisedOutcomeColumns.map(nameAndType),
    "version_at DateTime64(3, 'UTC')",
    'call UInt32',
  ]),
  memory('outcome_candidate', [
    ...normalisedOutcomeColumns.map(nameAndType),
    ...keyed,
    'call UInt32',
    'ordinal UInt64',
  ]),
  memory('outcome_winner', [...normalisedOutcomeColumns.map(nameAndType), ...keyed]),
  ...['outcome_booked', 'outcome_target'].map((name) =>
    memory(name, [...outcomeColumns.map(nameAndType), ...keyed]),
  ),
  memory(
    'outcome_delta',
    outcomeJournal.columns.filter((column) => !column.startsWith('INDEX ')),
  ),
  memory('outcome_kind', [
    'q_kind String',
    'role String',
    'repeats UInt8',
    'reversal_days UInt32',
    'minutes Int64',
    'reversed_by Array(String)',
  ]),
  memory('outcome_actor', [
    'q_identity_kind String',
    'q_identity String',
    'q_agent String',
    "member_from Array(DateTime64(3, 'UTC'))",
    "member_to Array(DateTime64(3, 'UTC'))",
    'member_worker Array(String)',
    'member_team Array(String)',
  ]),
  memory('outcome_rate', ['q_currency String', 'q_day Date', 'usd Decimal(38, 12)']),
];

/** The view that keeps the days; `timeZone` is a checked IANA name. */
export function outcomeDayFeed({ timeZone, cluster }: { timeZone: string; cluster: string | null }): string {
  const on = cluster ? ` ON CLUSTER '${cluster}'` : '';
  const select = outcomeDaySelect(localName('outcome_journal', cluster), timeZone);
  return `CREATE MATERIALIZED VIEW IF NOT EXISTS outcome_day_feed${on} TO ${localName('outcome_day', cluster)} AS ${select}`;
}

/** Every statement that makes the outcome journal, its rollup and the writer's tables. */
export function outcomeDdl(setting: { timeZone: string; cluster: string | null }): string[] {
  return [
    ...[outcomeJournal, outcomeDay].flatMap((table) => tableDdl(table, setting.cluster)),
    outcomeDayFeed(setting),
    ...workingTables,
  ];
}
