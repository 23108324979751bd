import { tokenClasses, usageColumns } from '@exchequer/model';

/** How finely a rollup keeps time: 15 minutes of UTC, or a day of the company's time zone. */
export type RollupGrain = 'quarter' | 'day';

/** Text dimensions of Explore that a rollup can keep; names equal the journal's columns. */
export type RollupDimension = string;

/** One rollup table: a cache of sums over the journal that reports read instead of it. */
export interface Rollup {
  readonly name: string;
  readonly grain: RollupGrain;
  /** Kept besides workspace and time, in the order of the sorting key. */
  readonly dimensions: readonly RollupDimension[];
  /** Table whose inserted blocks feed it. Cascading from the quarter keeps bookings cheap. */
  readonly feed: 'usage_journal' | 'usage_quarter';
  /** 1: what readings count. 0: collapsed duplicates, which enter no reading. */
  readonly metered: 0 | 1;
}

/** What the most asked questions need; few distinct values, so the table stays small. */
const briefDimensions = [
  'team_id',
  'model',
  'provider',
  'tool',
  'source',
  'service_tier',
  'priced',
  'attributed',
] as const;

/** What has tens of values. */
const commonDimensions = [
  ...briefDimensions,
  'repo',
  'thread',
  'billing_mode',
  'project',
  'query_source',
  'workflow',
  'service',
  'cost_center',
] as const;

/** What has a value of its own for every worker, or for every conversation. */
const everyDimension = [...commonDimensions, 'branch', 'agent', 'worker_id', 'session_id'] as const;

const onQuarter = { feed: 'usage_quarter', metered: 1 } as const;

/** Every rollup, each after the one that feeds it. */
export const rollups: readonly Rollup[] = [
  { name: 'usage_quarter', grain: 'quarter', dimensions: everyDimension, feed: 'usage_journal', metered: 1 },
  { name: 'usage_quarter_brief', grain: 'quarter', dimensions: briefDimensions, ...onQuarter },
  { name: 'usage_session', grain: 'day', dimensions: everyDimension, ...onQuarter },
  { name: 'usage_day', grain: 'day', dimensions: commonDimensions, ...onQuarter },
  { name: 'usage_day_brief', grain: 'day', dimensions: briefDimensions, ...onQuarter },
  {
    name: 'usage_collapsed',
    grain: 'quarter',
    dimensions: everyDimension,
    feed: 'usage_journal',
    metered: 0,
  },
];

/** Name of a rollup's time column. */
export const timeColumn = (rollup: Rollup): 'bucket' | 'day' =>
  rollup.grain === 'quarter' ? 'bucket' : 'day';

/** A column that the journal has under another form, and how it is read from a journal row `j`. */
export interface DerivedColumn {
  readonly name: string;
  readonly type: string;
  readonly fromJournal: string;
}

const tokens = tokenClasses.map((name) => `j.${name}`).join(' + ');

/** Flags that are dimensions of the rollups. Both follow from a column that may be empty. */
export const derivedDimensions: readonly DerivedColumn[] = [
  { name: 'priced', type: 'UInt8', fromJournal: "j.price_id != ''" },
  { name: 'attributed', type: 'UInt8', fromJournal: "j.worker_id != ''" },
];

/** Sums that would otherwise cost a scan of eight columns, or of a column that brief tables lack. */
export const derivedMeasures: readonly DerivedColumn[] = [
  { name: 'tokens', type: 'Int64', fromJournal: tokens },
  { name: 'unattributed_tokens', type: 'Int64', fromJournal: `(${tokens}) * (j.worker_id = '')` },
  { name: 'unattributed_requests', type: 'Int64', fromJournal: "j.requests * (j.worker_id = '')" },
  { name: 'estimated_tokens', type: 'Int64', fromJournal: `(${tokens}) * j.estimated` },
  // Not zero where a source is known to understate, whether or not it reports any token.
  { name: 'bounded_units', type: 'Int64', fromJournal: `(j.requests + ${tokens}) * j.lower_bound` },
];

/** Every column that a rollup sums: the journal's measures and the derived ones. */
export const rollupMeasures: readonly DerivedColumn[] = [
  ...usageColumns
    .filter((column) => column.role === 'measure')
    .map((column) => ({ name: column.name, type: column.type, fromJournal: `j.${column.name}` })),
  ...derivedMeasures,
];
