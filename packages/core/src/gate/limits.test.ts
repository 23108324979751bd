import type { CallLabels, GatewayKey } from '@exchequer/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refuseKey } from './key-rules.ts';
import { Lineage } from './lineage.ts';
import { LoopBreaker } from './loop.ts';
import { fits } from './pattern.ts';
import { RateLimits } from './rate.ts';

const minute = 60_000;

describe('a key', () => {
  const key = (more: Partial<GatewayKey> = {}) => ({
    name: 'ci',
    models: [],
    endpoints: [],
    expiresAt: null,
    revokedAt: null,
    ...more,
  });
  const call = { endpoint: 'chat', model: 'gpt-5.4' } as const;
  const kindOf = (more: Partial<GatewayKey>, asked: Parameters<typeof refuseKey>[1] = call) =>
    refuseKey(key(more), asked, 1_000)?.kind ?? null;

  test('without rules may be used for everything', () => {
    expect(kindOf({})).toBeNull();
  });

  test('is of no use from the instant at which it expires or is revoked', () => {
    expect(kindOf({ expiresAt: new Date(1_000) })).toBe('key-expired');
    expect(kindOf({ expiresAt: new Date(1_001) })).toBeNull();
    expect(kindOf({ revokedAt: new Date(999) })).toBe('key-revoked');
  });

  test('of a held worker is refused with who held it and why, and works again when it is released', () => {
    const held = { by: 'Ada', at: new Date('2026-11-21T09:00:00Z'), reason: 'It repeats one failing call.' };
    expect(refuseKey(key({ held }), call, 1_000)).toMatchObject({
      kind: 'agent-held',
      status: 403,
      retry: false,
      facts: { by: 'Ada', reason: 'It repeats one failing call.' },
    });
    expect(kindOf({ held: null })).toBeNull();
  });

  test('may name the models and endpoints it is for', () => {
    expect(kindOf({ models: ['claude-*', 'gpt-5.4'] })).toBeNull();
    expect(kindOf({ models: ['claude-*'] })).toBe('model-not-allowed');
    expect(kindOf({ endpoints: ['messages'] })).toBe('endpoint-not-allowed');
    expect(kindOf({ models: ['claude-*'] }, { endpoint: 'models', model: '' })).toBeNull();
  });
});

test.each([
  ['gpt-5.4', 'gpt-5.4', true],
  ['gpt-5.4', 'gpt-5x4', false],
  ['gpt-*', 'gpt-5.4-mini', true],
  ['*-mini', 'gpt-5.4-mini', true],
  ['*.4*', 'gpt-5.4-mini', true],
  ['*.4*', 'gpt-554', false],
  ['a*b*c', 'a(b)c', true],
  ['*', '', true],
])('the pattern %s and the name %s: %s', (pattern, name, match) => {
  expect(fits(pattern, name)).toBe(match);
});

describe('limits per minute', () => {
  const key = (requestsPerMinute: number | null, tokensPerMinute: number | null = null) => ({
    id: 'key',
    requestsPerMinute,
    tokensPerMinute,
  });

  test('let a full minute through at once, and then one at a time as the minute passes', () => {
    const rates = new RateLimits();
    const six = key(6);
    const taken = Array.from({ length: 7 }, () => rates.take(six, 0, 0));
    expect(taken.map((fault) => fault?.retryAfterSeconds ?? 0)).toEqual([0, 0, 0, 0, 0, 0, 10]);
    expect(rates.take(six, 0, 9_999)).not.toBeNull();
    expect(rates.take(six, 0, 10_000)).toBeNull();
    expect(rates.take(six, 0, 10_000)).toMatchObject({ kind: 'rate-limited', facts: { what: 'requests' } });
  });

  test('take the tokens that are expected, and make up for what was really used', () => {
    const rates = new RateLimits();
    const thousand = key(null, 1_000);
    expect(rates.take(thousand, 900, 0)).toBeNull();
    expect(rates.take(thousand, 900, 0)).toMatchObject({ facts: { what: 'tokens', limit: 1_000 } });
    rates.correct(thousand, 900, 100, 0);
    expect(rates.take(thousand, 900, 0)).toBeNull();
    rates.correct(thousand, 900, 2_900, 0);
    expect(rates.take(thousand, 1, minute * 2)).toMatchObject({ retryAfterSeconds: 1 });
    expect(rates.take(thousand, 1, minute * 2 + 1_000)).toBeNull();
  });

  test('let a call that is larger than a minute through when nothing else was', () => {
    const rates = new RateLimits();
    expect(rates.take(key(null, 1_000), 5_000, 0)).toBeNull();
    expect(rates.take(key(null, 1_000), 1, 0)?.retryAfterSeconds).toBe(241);
  });

  test('start afresh when the limit is changed, and take nothing from a refused call', () => {
    const rates = new RateLimits();
    rates.take(key(1), 0, 0);
    expect(rates.take(key(1), 0, 0)).not.toBeNull();
    expect(rates.take(key(2), 0, 0)).toBeNull();
    const both = { id: 'both', requestsPerMinute: 10, tokensPerMinute: 100 };
    rates.take(both, 100, 0);
    for (let refused = 0; refused < 20; refused++) expect(rates.take(both, 50, 0)).not.toBeNull();
    expect(rates.take(both, 50, minute / 2)).toBeNull();
  });

  test('never let more than two minutes’ worth through in any minute', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.nat(5_000), { maxLength: 200 }),
        (limit, gaps) => {
          const rates = new RateLimits();
          const taken: number[] = [];
          let nowMs = 0;
          for (const gap of gaps) {
            nowMs += gap;
            if (rates.take(key(limit), 0, nowMs) === null) taken.push(nowMs);
          }
          for (const from of taken) {
            expect(taken.filter((at) => at >= from && at < from + minute).length).toBeLessThanOrEqual(
              2 * limit,
            );
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('the loop breaker', () => {
  const key = { id: 'key', loopLimit: 3 };

  test('stops the third equal request within ten minutes, and what follows it', () => {
    const loops = new LoopBreaker();
    const at = (nowMs: number, print = 'a', who = key) => loops.count(who, print, nowMs)?.kind ?? null;
    expect([at(0), at(minute), at(2, 'b'), at(2, 'a', { id: 'other', loopLimit: 3 })]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(loops.count(key, 'a', 9 * minute)).toMatchObject({
      kind: 'loop-detected',
      retry: false,
      facts: { times: 3 },
    });
    expect(at(9.5 * minute)).toBe('loop-detected');
  });

  test('forgets requests that are ten minutes old', () => {
    const loops = new LoopBreaker();
    for (let at = 0; at < 100; at++) expect(loops.count(key, 'a', at * 5 * minute)).toBeNull();
    loops.count(key, 'a', 499 * minute);
    expect(loops.count(key, 'a', 3_000 * minute)).toBeNull();
  });

  test('counts nothing for a key without a limit', () => {
    const loops = new LoopBreaker();
    for (let at = 0; at < 10; at++) expect(loops.count({ id: 'k', loopLimit: null }, 'a', 0)).toBeNull();
  });

  test('remembers only so many requests, the latest ones', () => {
    const loops = new LoopBreaker(10);
    for (let at = 0; at < 2; at++) loops.count(key, 'a', 0);
    for (let at = 0; at < 10; at++) loops.count(key, `other ${at}`, 0);
    expect(loops.count(key, 'a', 0)).toBeNull();
    for (let at = 0; at < 9; at++) loops.count(key, `more ${at}`, 0);
    loops.count(key, 'a', 0);
    expect(loops.count(key, 'a', 0)).not.toBeNull();
  });
});

describe('the lineage of agents', () => {
  const key = (maxDepth: number | null = null, maxFanOut: number | null = null) => ({
    id: 'k',
    maxDepth,
    maxFanOut,
  });
  const claims = (agent: string, parentAgent = '', more: Partial<CallLabels> = {}) => ({
    session: 's',
    agent,
    parentAgent,
    rootRun: '',
    depth: 0,
    ...more,
  });

  test('is told from parents that were seen, also when depth is not claimed', () => {
    const lineage = new Lineage();
    const depthOf = (agent: string, parent = '', depth = 0) =>
      lineage.place(key(), claims(agent, parent, { depth }));
    expect(depthOf('lead')).toEqual({ depth: 0, rootRun: 's' });
    expect(depthOf('planner', 'lead')).toEqual({ depth: 1, rootRun: 's' });
    expect(depthOf('coder', 'planner')).toEqual({ depth: 2, rootRun: 's' });
    expect(depthOf('coder', 'planner', 5)).toMatchObject({ depth: 5 });
    expect(depthOf('tester', 'coder')).toMatchObject({ depth: 6 });
  });

  test('holds the spend of sub-agents to the root run that the first of them named', () => {
    const lineage = new Lineage();
    lineage.place(key(), claims('lead', '', { session: 'root' }));
    const named = claims('child', 'lead', { session: '', rootRun: 'root' });
    expect(lineage.place(key(), named)).toEqual({ depth: 1, rootRun: 'root' });
  });

  test('refuses an agent that is too deep', () => {
    const lineage = new Lineage();
    lineage.place(key(1), claims('lead'));
    expect(lineage.place(key(1), claims('planner', 'lead'))).toMatchObject({ depth: 1 });
    expect(lineage.place(key(1), claims('coder', 'planner'))).toMatchObject({
      kind: 'depth-exceeded',
      facts: { depth: 2, limit: 1 },
    });
    expect(lineage.place(key(1), claims('', '', { depth: 2 }))).toMatchObject({ kind: 'depth-exceeded' });
  });

  test('refuses one agent more than a parent may start, while those it has go on', () => {
    const lineage = new Lineage();
    for (const child of ['a', 'b', 'a', 'b']) {
      expect(lineage.place(key(null, 2), claims(child, 'lead'))).toMatchObject({ depth: 1 });
    }
    const third = lineage.place(key(null, 2), claims('c', 'lead'));
    expect(third).toMatchObject({ kind: 'fan-out-exceeded', facts: { parent: 'lead', limit: 2 } });
    expect(lineage.place(key(null, 2), claims('c', 'lead', { session: 'next run' }))).toMatchObject({
      depth: 1,
    });
  });

  test('does not sink two agents that hand work to each other', () => {
    const lineage = new Lineage();
    lineage.place(key(3), claims('a'));
    for (let turn = 0; turn < 10; turn++) {
      expect(lineage.place(key(3), claims('b', 'a'))).toMatchObject({ depth: 1 });
      expect(lineage.place(key(3), claims('a', 'b'))).toMatchObject({ depth: 0 });
    }
  });

  test('forgets agents that were not heard of for long, and counts them no more', () => {
    const lineage = new Lineage(3);
    lineage.place(key(null, 2), claims('a', 'lead'));
    lineage.place(key(null, 2), claims('b', 'lead'));
    lineage.place(key(null, 2), claims('b', 'lead'));
    lineage.place(key(null, 2), claims('lead'));
    lineage.place(key(), claims('stranger'));
    expect(lineage.place(key(null, 2), claims('c', 'lead'))).toMatchObject({ depth: 1 });
  });
});
