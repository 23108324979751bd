import {
  dimensionColumns,
  formatUsd,
  identityColumns,
  measureColumns,
  parseUsd,
  tokenClasses,
} from '@exchequer/model';
import type { UsageEvent } from '@exchequer/model/contract';

/** Net state of an event as the engine returns it. */
export type EventRow = Record<string, string | number>;

const textColumns = [...identityColumns, ...dimensionColumns];

/** Columns of an event's state: what every row of it says, and the sums of what they count. */
export const stateColumns = [
  'lower(hex(j.event_key)) AS id',
  ...textColumns.map((name) => `j.\`${name}\` AS \`${name}\``),
  ...measureColumns.map((name) => `sum(j.\`${name}\`) AS \`${name}\``),
].join(', ');

/** Rows that say the same of an event belong together; what has moved away cancels to nothing. */
export const stateGroups = ['j.event_key', ...textColumns.map((name) => `j.\`${name}\``)].join(', ');

/** True of a group of rows that has not cancelled. */
export const stateLeft = measureColumns.map((name) => `\`${name}\` != 0`).join(' OR ');

export const eventId = (hex: string): string => `evt_${hex.toLowerCase().padStart(32, '0')}`;

/** The 128-bit key of an event id as a decimal, for binding; null when the text is no event id. */
export function eventKeyOf(id: string): string | null {
  const hex = /^evt_([0-9a-f]{1,32})$/.exec(id)?.[1];
  return hex ? BigInt(`0x${hex}`).toString() : null;
}

const text = (row: EventRow, name: string): string => String(row[name] ?? '');
const count = (row: EventRow, name: string): bigint => BigInt(row[name] ?? 0);

/** Exact decimal without trailing zeros, as money is written everywhere. */
export const usdText = (value: string | number | undefined): string =>
  formatUsd(parseUsd(String(value ?? 0)));

export const totalTokens = (row: EventRow): bigint =>
  tokenClasses.reduce((total, name) => total + count(row, name), 0n);

/** An event of the list. `teamName` gives the name of a team id. */
export function toEvent(row: EventRow, teamName: (id: string) => string): UsageEvent {
  const priced = text(row, 'price_id') !== '';
  const cost = (name: string) => (priced ? usdText(row[name]) : null);
  return {
    id: eventId(text(row, 'id')),
    occurred_at: text(row, 'occurred_at'),
    source: text(row, 'source'),
    tool: text(row, 'tool'),
    provider: text(row, 'provider'),
    model: text(row, 'model'),
    session_id: text(row, 'session_id'),
    thread: text(row, 'thread'),
    repo: text(row, 'repo'),
    branch: text(row, 'branch'),
    project: text(row, 'project'),
    agent: text(row, 'agent'),
    team: text(row, 'team_id') && teamName(text(row, 'team_id')),
    tokens: toTokens(row),
    cost_list: cost('cost_list'),
    cost_contracted: cost('cost_contracted'),
    cost_marginal: cost('cost_marginal'),
    metered: Number(row.metered) === 1,
    lower_bound: Number(row.lower_bound) === 1,
    flags: text(row, 'flags').split(' ').filter(Boolean),
  };
}

function toTokens(row: EventRow): UsageEvent['tokens'] {
  const classes = Object.fromEntries(tokenClasses.map((name) => [name, count(row, name).toString()]));
  return {
    ...(classes as Omit<UsageEvent['tokens'], 'reasoning' | 'total'>),
    reasoning: count(row, 'reasoning_reported') > 0n ? count(row, 'reasoning').toString() : null,
    total: totalTokens(row).toString(),
  };
}
