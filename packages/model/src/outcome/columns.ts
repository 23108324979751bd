import type { ColumnOrigin, ColumnRole, UsageColumn } from '../usage/columns.ts';

/** A column of the outcome journal; the same shape as a column of usage, for the same engine. */
export type OutcomeColumn = UsageColumn;

const text = 'LowCardinality(String)';
const money = 'Decimal(38, 12)';

const column = (
  role: ColumnRole,
  origin: ColumnOrigin,
  name: string,
  type: string,
  meaning: string,
): OutcomeColumn => ({ name, type, role, origin, meaning });
const identity = (name: string, type: string, meaning: string) =>
  column('identity', 'normalise', name, type, meaning);
const said = (name: string, type: string, meaning: string) =>
  column('dimension', 'normalise', name, type, meaning);
const amount = (name: string, type: string, meaning: string) =>
  column('measure', 'normalise', name, type, meaning);

/**
 * The outcome journal's columns: the one definition from which journal, staging table, rollup and
 * booking SQL are printed. Rows are deltas, as those of usage are: the first row of an outcome
 * carries its amounts, a later snapshot that differs is booked as the difference, and a dimension
 * that changes (accepted, then reverted) as a reversal and a new row.
 */
export const outcomeColumns: readonly OutcomeColumn[] = [
  identity('workspace', text, 'workspace; queries never join two of them'),
  identity('source', text, 'source kind, such as github or outcome.csv'),
  identity('source_event_id', 'String', 'the source’s own id of what happened, without delivery or time'),
  said('occurred_at', "DateTime64(3, 'UTC')", 'when it happened'),
  said('kind', text, 'kind of outcome, such as pull_request.merged'),
  said('work_key', 'String', 'work item that it is about, such as ticket:abc-12'),
  said('repo', text, 'repository address'),
  said('branch', text, 'head branch of a pull request'),
  said('workflow', text, 'workflow that brought it about'),
  said('agent', text, 'agent that brought it about, as the source names it'),
  said('handled_by', text, 'ai, human or both; empty when the source does not say'),
  said('service', text, 'service, queue or product it belongs to'),
  said('customer', 'String', 'customer, as the source keys it'),
  said('currency', text, 'ISO 4217 code of value; empty without a value'),
  said('identity_kind', text, 'kind of the identity of who did it; empty when nobody is named'),
  said('identity', 'String', 'who the source says did it, in that kind'),
  said('others', 'Array(String)', 'further workers, as kind:identity'),
  said('flags', text, 'space-separated notes such as clock-skew'),
  column('dimension', 'deduplicate', 'counted', 'UInt8', '0 where another record tells of the same result'),
  column(
    'dimension',
    'deduplicate',
    'reversed',
    'UInt8',
    '1 once reverted, reopened or followed by an incident in time',
  ),
  column('dimension', 'attribute', 'worker_id', text, 'worker; empty when unattributed'),
  column('dimension', 'attribute', 'team_id', text, 'team of the worker on that day'),
  amount('outcomes', 'Int64', '1 on the first row of an outcome'),
  amount('withdrawn', 'Int64', '1 where the source says that what it told never happened'),
  amount('value', money, 'amount in its currency; negative for refunds'),
  column('measure', 'price', 'value_usd', money, 'value at the day’s rate, USD; 0 while no rate is known'),
  column('measure', 'price', 'unconverted', 'Int64', '1 while a value has no rate'),
  column(
    'measure',
    'price',
    'human_minutes',
    'Int64',
    'minutes the kind took people before AI, by the frozen weights',
  ),
  amount('quality_points', 'Int64', 'satisfaction from 0 to 100, summed'),
  amount('quality_count', 'Int64', '1 where a satisfaction is stated'),
  amount('lead_seconds', 'Int64', 'from the first work on it to the outcome'),
  amount('lead_count', 'Int64', '1 where the lead time is known'),
  amount('wait_seconds', 'Int64', 'time it waited for people, such as for review'),
  amount('restore_seconds', 'Int64', 'from incident to restored service'),
  amount('restore_count', 'Int64', '1 where the time to restore is known'),
  amount('changed_lines', 'Int64', 'lines added and removed; shown, never a target'),
  amount('stated_cost', money, 'what the source itself charges for it, USD'),
];

/** What a source's normaliser fills; the staging table has these, `version_at` and `call`. */
export const normalisedOutcomeColumns = outcomeColumns.filter((c) => c.origin === 'normalise');
const named = (role: ColumnRole) => outcomeColumns.filter((c) => c.role === role).map((c) => c.name);
export const outcomeIdentityColumns = named('identity');
export const outcomeDimensionColumns = named('dimension');
export const outcomeMeasureColumns = named('measure');
