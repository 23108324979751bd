import type { GateCall } from '../call.ts';
import { answerHeaders } from '../edge/headers.ts';
import type { Gate } from '../gate.ts';
import type { Answer } from '../upstream/forwarded.ts';
import { isHeld } from './decide.ts';
import { finish } from './finish.ts';

/** The name under which equal calls of a workspace find each other; null where the route does not cache. */
function nameOf(call: GateCall): string | null {
  const route = call.plan?.route;
  if (!route?.cacheSeconds || call.asked.stream || !isHeld(call)) return null;
  return `${call.workspace}\n${route.id}\n${call.asked.fingerprint()}`;
}

/** Answers a call from memory. Nothing was used, so nothing is held and nothing is booked. */
export function answerFromCache(gate: Gate, call: GateCall): boolean {
  const { res } = call;
  const name = nameOf(call);
  const found = name === null ? null : gate.cache.find(name, gate.clock.epochMs());
  if (!found || !res) return false;
  const headers = answerHeaders(found.headers, false);
  headers['content-length'] = String(found.body.length);
  headers['x-exchequer-request-id'] = call.id;
  headers['x-exchequer-cache'] = 'hit';
  headers['x-exchequer-cost'] = '0';
  res.writeHead(found.status, headers);
  res.end(found.body);
  finish(gate, call, { status: found.status, cacheHit: true, leftMs: gate.clock.nowMs() });
  return true;
}

/** Keeps a whole answer of a route that caches. */
export function keepAnswer(gate: Gate, call: GateCall, { status, headers }: Answer, body: Buffer): void {
  const seconds = call.plan?.route?.cacheSeconds;
  const name = status === 200 && seconds ? nameOf(call) : null;
  if (name === null || !seconds) return;
  gate.cache.keep(name, { status, headers, body }, gate.clock.epochMs() + seconds * 1_000);
}
