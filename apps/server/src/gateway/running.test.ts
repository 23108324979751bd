import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { GateCall } from './call.ts';
import { RunningCalls } from './running.ts';

const call = (id: string) =>
  new GateCall(id, { req: {} as IncomingMessage, res: null }, { startedAt: new Date(0), startedMs: 0 });
const ids = (running: RunningCalls) => [...running].map(({ id }) => id).sort();

describe('calls under way', () => {
  test('are those that came and have not left, in whatever order they leave', () => {
    const running = new RunningCalls();
    const [a, b, c] = [call('a'), call('b'), call('c')];
    for (const one of [a, b, c]) running.add(one);
    running.delete(a);
    expect(ids(running)).toEqual(['b', 'c']);
    running.delete(c);
    running.add(a);
    expect(ids(running)).toEqual(['a', 'b']);
    running.delete(b);
    running.delete(a);
    expect(running.size).toBe(0);
  });

  test('do not mind that one leaves twice', () => {
    const running = new RunningCalls();
    const [a, b] = [call('a'), call('b')];
    running.add(a);
    running.add(b);
    running.delete(a);
    running.delete(a);
    expect(ids(running)).toEqual(['b']);
  });

  test('may leave while they are looked at', () => {
    const running = new RunningCalls();
    for (const id of ['a', 'b', 'c']) running.add(call(id));
    const seen: string[] = [];
    for (const one of running) {
      seen.push(one.id);
      running.delete(one);
    }
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(running.size).toBe(0);
  });
});
