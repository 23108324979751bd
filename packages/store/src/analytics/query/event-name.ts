import type { sourceKinds } from '@exchequer/model';
import { eventId } from './event-row.ts';
import type { ReadingFacts } from './facts.ts';

/** Names of a call are what its caller was told: an id of the gateway, of the request, or of the answer. */
const keysOf = ['request:', 'message:'].map(
  (kind) =>
    `reinterpretAsUInt128(sipHash128({workspace:String}, '\\0alias\\0', concat('${kind}', {name:String})))`,
);
/** The key of an event that a gateway itself reported under this name. */
const gatewayKey = `reinterpretAsUInt128(sipHash128({workspace:String}, '\\0', {gateway:String}, '\\0', {name:String}))`;
const gateway: keyof typeof sourceKinds = 'gateway';

/** More than these never share a name of a call: one event for each source that reports it. */
const mostNamed = 20;

/** Ids of the events that report a call, by a name under which its caller knows it. */
export async function eventsNamed({ engine, workspace }: ReadingFacts, name: string): Promise<string[]> {
  const rows = await engine.query<{ key: string }>(
    `SELECT DISTINCT hex(event_key) AS key FROM usage_identity
WHERE workspace = {workspace:String} AND alias IN (${[...keysOf, gatewayKey].join(', ')})
ORDER BY key LIMIT {most:UInt8}`,
    { workspace, name, gateway, most: mostNamed },
  );
  return rows.map(({ key }) => eventId(key));
}
