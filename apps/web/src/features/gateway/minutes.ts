import type { GatewayStatus } from '@exchequer/model/contract';

export type Minute = GatewayStatus['minutes'][number];

const minuteMs = 60_000;
const quiet = { requests: 0, errors: 0, refused: 0, first_byte_p50: null, first_byte_p95: null };

/** The minutes from the first to the last, those without a call too: time is drawn as it passed. */
export function withQuietMinutes(minutes: readonly Minute[]): Minute[] {
  const known = new Map(minutes.map((minute) => [Date.parse(minute.at), minute]));
  const last = Math.max(...known.keys());
  const all: Minute[] = [];
  for (let at = Math.min(...known.keys()); at <= last; at += minuteMs) {
    all.push(known.get(at) ?? { at: new Date(at).toISOString(), ...quiet });
  }
  return all;
}
