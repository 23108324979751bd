import { parseUsd, tokenClasses } from '@exchequer/model';
import type { UsageEventDetail } from '@exchequer/model/contract';
import { computationOf } from './computation.ts';
import {
  type EventRow,
  eventId,
  eventKeyOf,
  stateColumns,
  stateGroups,
  stateLeft,
  toEvent,
  totalTokens,
  usdText,
} from './event-row.ts';
import type { ReadingFacts } from './facts.ts';
import { labelValues } from './label.ts';
import type { PriceRows, SourceLines } from './ports.ts';

/** What the drawer needs besides the journal. */
export interface EventPorts {
  prices: PriceRows;
  lines: SourceLines;
}

/** One event down to its source record, its price and its bookings; null when there is none. */
export async function readEvent(
  facts: ReadingFacts,
  ports: EventPorts,
  id: string,
): Promise<UsageEventDetail | null> {
  const key = eventKeyOf(id);
  if (!key) return null;
  const [states, bookings] = await Promise.all([readStates(facts, [key]), readBookings(facts, key)]);
  const state = states[0];
  if (!state) return null;
  const file = String(state.source_file);
  const [teamName, price, line, sameCall] = await Promise.all([
    labelValues(facts, 'team', [String(state.team_id)]),
    ports.prices.row(String(state.price_id)),
    file ? ports.lines.lineOf(file, String(state.source_event_id)) : null,
    readSameCall(facts, key),
  ]);
  return {
    ...toEvent(state, teamName),
    ...recordOf(state, line),
    computation: computationOf(state, price?.list ?? null),
    price: price?.shown ?? null,
    attribution: {
      identity_kind: String(state.identity_kind),
      identity: String(state.identity) || null,
      worker_id: String(state.worker_id),
      team: state.team_id ? teamName(String(state.team_id)) : '',
      rule: ruleOf(state),
    },
    bookings,
    // Exactly one event of a call is metered; events that share no more than a session are alike.
    same_call: sameCall.filter(({ metered }) => metered !== (Number(state.metered) === 1)),
  };
}

function recordOf(state: EventRow, line: number | null) {
  const text = (name: string) => String(state[name] ?? '');
  const reported = parseUsd(text('reported_cost') || '0');
  return {
    source_event_id: text('source_event_id'),
    source_file: text('source_file'),
    source_line: line,
    model_requested: text('model_requested'),
    service_tier: text('service_tier'),
    speed: text('speed'),
    region: text('region'),
    billing_mode: text('billing_mode'),
    workflow: text('workflow'),
    commit: text('commit'),
    reported_cost: reported === 0n ? null : usdText(state.reported_cost),
    missing_output: text('missing_output'),
  };
}

function ruleOf(state: EventRow): string {
  const kind = String(state.identity_kind).replaceAll('_', ' ');
  if (!state.worker_id) {
    return kind ? `no worker is known by this ${kind}` : 'the source names nobody';
  }
  return kind ? `${kind} of the worker on that day` : 'agent name of the worker on that day';
}

/** Hours in which an event has rows; the identity index holds every event under its own key. */
const placesOf = `SELECT hour, event_key FROM usage_identity
WHERE workspace = {workspace:String} AND alias IN {keys:Array(UInt128)} AND event_key IN {keys:Array(UInt128)}`;

const inPlaces = `j.workspace = {workspace:String} AND (toStartOfHour(j.occurred_at), j.event_key) IN (${placesOf})`;

const readStates = (facts: ReadingFacts, keys: readonly string[]): Promise<EventRow[]> =>
  facts.engine.query<EventRow>(
    `SELECT ${stateColumns} FROM usage_journal AS j WHERE ${inPlaces}
GROUP BY ${stateGroups} HAVING ${stateLeft} ORDER BY j.occurred_at, j.event_key`,
    { workspace: facts.workspace, keys: keys.map(BigInt) },
  );

async function readBookings(facts: ReadingFacts, key: string): Promise<UsageEventDetail['bookings']> {
  const tokens = tokenClasses.map((name) => `j.${name}`).join(' + ');
  return (
    await facts.engine.query<UsageEventDetail['bookings'][number]>(
      `SELECT j.recorded_at AS recorded_at, j.batch_id AS batch_id, j.reason AS reason, j.requests AS requests,
  ${tokens} AS tokens, j.cost_list AS cost_list
FROM usage_journal AS j WHERE ${inPlaces} ORDER BY recorded_at, batch_id, tokens`,
      { workspace: facts.workspace, keys: [BigInt(key)] },
    )
  ).map((booking) => ({ ...booking, cost_list: usdText(booking.cost_list) }));
}

/** Other events that share an alias with this one, each with its net state. */
async function readSameCall(facts: ReadingFacts, key: string): Promise<UsageEventDetail['same_call']> {
  const found = await facts.engine.query<{ key: string }>(
    `SELECT DISTINCT toString(event_key) AS key FROM usage_identity
WHERE workspace = {workspace:String} AND event_key != {key:UInt128} AND alias IN (
  SELECT arrayJoin(j.aliases).1 FROM usage_journal AS j WHERE ${inPlaces}) LIMIT 50`,
    { workspace: facts.workspace, key, keys: [BigInt(key)] },
  );
  if (found.length === 0) return [];
  const states = await readStates(
    facts,
    found.map((other) => other.key),
  );
  return states.map((state) => ({
    id: eventId(String(state.id)),
    source: String(state.source),
    metered: Number(state.metered) === 1,
    tokens: totalTokens(state).toString(),
  }));
}
