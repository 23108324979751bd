import type { UsageReading } from '@exchequer/model';
import { expect } from 'vitest';
import type { Dialect, EndpointMatch, ReadCall, UsageMeter } from './dialect.ts';

/** A call as a dialect reads it from method, path and a JSON body. */
export function callOf(dialect: Dialect, path: string, body: unknown, method = 'POST'): ReadCall {
  const read = dialect.read(matchOf(dialect, path, method), {}, Buffer.from(JSON.stringify(body)));
  if ('kind' in read) throw new Error(read.message);
  return read;
}

export function matchOf(dialect: Dialect, path: string, method = 'POST'): EndpointMatch {
  const match = dialect.match(method, path, {});
  if (!match) throw new Error(`${method} ${path} is no call of ${dialect.name}`);
  return match;
}

/** Pushes an answer through a meter in the given pieces. */
export function passed(
  meter: UsageMeter,
  answer: Buffer,
  cuts: readonly number[] = [],
): { out: Buffer; reading: UsageReading } {
  const out: Buffer[] = [];
  let from = 0;
  for (const cut of [...cuts, answer.length]) {
    out.push(meter.push(answer.subarray(from, cut)));
    from = cut;
  }
  out.push(meter.end());
  return { out: Buffer.concat(out), reading: meter.reading() };
}

/**
 * The reading and bytes of an answer, after it was seen that they are the same wherever the answer is
 * cut: at every single byte, and at all of them.
 */
export function cutAnywhere(
  meterFor: () => UsageMeter,
  answer: Buffer,
): { out: Buffer; reading: UsageReading } {
  const whole = passed(meterFor(), answer);
  for (let cut = 1; cut < answer.length; cut++) {
    const { out, reading } = passed(meterFor(), answer, [cut]);
    if (!out.equals(whole.out)) expect(out.toString(), `cut at ${cut}`).toBe(whole.out.toString());
    expect(reading).toEqual(whole.reading);
  }
  expect(passed(meterFor(), answer, [...answer.keys()])).toEqual(whole);
  return whole;
}

/** A stream of server-sent events; objects are written as JSON. */
export const sse = (events: readonly (string | object)[], end = '\n', named = false): Buffer =>
  Buffer.from(
    events
      .map((event) => {
        const data = typeof event === 'string' ? event : JSON.stringify(event);
        const type =
          named && typeof event === 'object' && 'type' in event ? `event: ${event.type}${end}` : '';
        return `${type}data: ${data}${end}${end}`;
      })
      .join(''),
  );

export const json = { 'content-type': 'application/json; charset=utf-8' };
export const eventStream = { 'content-type': 'text/event-stream; charset=utf-8' };
