import { normalisedColumns, usageColumns } from '@exchequer/model';
import { batchSelect, batchTable } from './batch.ts';
import { localName, type TableSpec, tableDdl } from './table.ts';

const nameAndType = (c: { name: string; type: string }) => `\`${c.name}\` ${c.type}`;

/** Columns that booking itself adds to a journal row. */
const bookkeeping = [
  'event_key UInt128',
  'aliases Array(Tuple(UInt128, UInt8))',
  "recorded_at DateTime64(3, 'UTC')",
  'batch_id String',
  'reason LowCardinality(String)',
];

/** The journal: append-only deltas whose sum is the truth. */
export const journalTable: TableSpec = {
  name: 'usage_journal',
  columns: [...usageColumns.map(nameAndType), ...bookkeeping],
  engine: 'MergeTree',
  partitionBy: 'toYYYYMM(occurred_at)',
  orderBy: 'workspace, toStartOfHour(occurred_at), event_key',
  // All rows of one event must meet on one shard, so that booked states can be read there.
  shardBy: 'event_key',
  settings: { fsync_after_insert: 1 },
};

/** Index from every alias of an event, its own key included, to where its journal rows lie. */
export const identityTable: TableSpec = {
  name: 'usage_identity',
  columns: [
    'workspace LowCardinality(String)',
    'alias UInt128',
    'event_key UInt128',
    "hour DateTime('UTC')",
    'rank UInt8',
  ],
  engine: 'ReplacingMergeTree',
  orderBy: 'alias, event_key, hour, rank',
  shardBy: 'alias',
  settings: { index_granularity: 512 },
};

/** SELECT of the identity rows of journal rows; fills the view and rebuilds the table. */
export const identitySelect = (from: string) =>
  `SELECT workspace, entry.1 AS alias, event_key, toStartOfHour(occurred_at) AS hour, entry.2 AS rank
FROM ${from} ARRAY JOIN arrayConcat(aliases, [(event_key, toUInt8(0))]) AS entry`;

const memory = (name: string, columns: string[]) =>
  `CREATE OR REPLACE TABLE ${name} (${columns.join(', ')}) ENGINE = Memory`;

const wideColumns = usageColumns.map(nameAndType);

/**
 * Working tables of the one writer. They live in memory: a batch that was not booked is nothing.
 * Made anew at each start, since only their rows and not their columns are forgotten with it.
 */
export const workingTables: string[] = [
  memory('usage_stage', [
    ...normalisedColumns.map(nameAndType),
    'aliases Array(Tuple(String, UInt8))',
    'call UInt32',
  ]),
  memory('booking_candidate', [
    'event_key UInt128',
    'digest UInt64',
    'grown UInt64',
    'grows UInt8',
    'call UInt32',
    'ordinal UInt64',
    ...normalisedColumns.map(nameAndType),
    'aliases Array(Tuple(UInt128, UInt8))',
  ]),
  memory('booking_neighbour', ['event_key UInt128', "hour DateTime('UTC')"]),
  memory('booking_booked', [
    'event_key UInt128',
    'digest UInt64',
    'grown UInt64',
    ...wideColumns,
    'aliases Array(Tuple(UInt128, UInt8))',
  ]),
  memory('booking_winner', [
    'event_key UInt128',
    ...normalisedColumns.map(nameAndType),
    'metered UInt8',
    'aliases Array(Tuple(UInt128, UInt8))',
  ]),
  memory('booking_target', ['event_key UInt128', ...wideColumns, 'aliases Array(Tuple(UInt128, UInt8))']),
  memory('booking_delta', [...wideColumns, ...bookkeeping]),
  memory('booking_rate', [
    'q_provider String',
    'q_model String',
    'q_service_tier String',
    'q_speed String',
    'q_region String',
    'first_key UInt32',
    "valid_from Array(DateTime64(3, 'UTC'))",
    "valid_to Array(DateTime64(3, 'UTC'))",
    'context_over Array(Int64)',
    'context_up_to Array(Int64)',
    'seconds_from Array(UInt32)',
    'seconds_to Array(UInt32)',
  ]),
  memory('booking_price', [
    'slice_key UInt32',
    'price_id String',
    // Prices per class, in the order of `pricedClasses`.
    ...['list', 'contracted', 'base', 'ceiling'].map((book) => `${book}_prices Array(Decimal(38, 12))`),
  ]),
  memory('booking_actor', [
    'q_identity_kind String',
    'q_identity String',
    'q_agent String',
    "member_from Array(DateTime64(3, 'UTC'))",
    "member_to Array(DateTime64(3, 'UTC'))",
    'member_worker Array(String)',
    'member_team Array(String)',
  ]),
];

/**
 * Adds columns that an earlier version did not have; the older rows say nothing there. What follows
 * the journal (rollups, identities, batches) names its columns, so that nothing else has to change.
 */
function addedColumns({ name }: TableSpec, cluster: string | null): string[] {
  const on = cluster ? ` ON CLUSTER '${cluster}'` : '';
  const columns = usageColumns.map((c) => `ADD COLUMN IF NOT EXISTS ${nameAndType(c)}`).join(', ');
  // Rows first, then the distributed face over them.
  const tables = cluster ? [localName(name, cluster), name] : [name];
  return tables.map((table) => `ALTER TABLE ${table}${on} ${columns}`);
}

/** Every statement that makes the journal, its identity index and the writer's working tables. */
export function journalDdl(cluster: string | null): string[] {
  const on = cluster ? ` ON CLUSTER '${cluster}'` : '';
  return [
    ...tableDdl(journalTable, cluster),
    ...addedColumns(journalTable, cluster),
    ...tableDdl(identityTable, cluster),
    `CREATE MATERIALIZED VIEW IF NOT EXISTS usage_identity_view${on} TO ${localName('usage_identity', cluster)} AS ${identitySelect(localName('usage_journal', cluster))}`,
    ...tableDdl(batchTable, cluster),
    `CREATE MATERIALIZED VIEW IF NOT EXISTS usage_batch_view${on} TO ${localName('usage_batch', cluster)} AS ${batchSelect(localName('usage_journal', cluster))}`,
    ...workingTables,
  ];
}
