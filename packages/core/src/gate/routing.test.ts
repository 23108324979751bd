import type { GateRoute, RouteTarget, Upstream } from '@exchequer/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CircuitBreaker } from './breaker.ts';
import { CredentialRotation } from './credentials.ts';
import { type AttemptFailed, nextAttempt } from './retry.ts';
import { planRoute, type RoutePlan } from './route.ts';

const upstream = (id: string, more: Partial<Upstream> = {}): Upstream => ({
  id,
  name: id,
  kind: 'openai',
  dialect: 'openai',
  provider: 'openai',
  baseUrl: 'https://api.example',
  options: {},
  allowPrivate: false,
  credentials: [],
  timeouts: { connectMs: 1, firstByteMs: 1, idleMs: 1 },
  enabled: true,
  ...more,
});
const upstreams = new Map(
  [
    upstream('a'),
    upstream('b'),
    upstream('c'),
    upstream('claude', { dialect: 'anthropic' }),
    upstream('off', { enabled: false }),
  ].map((one) => [one.id, one]),
);
const target = (upstreamId: string, more: Partial<RouteTarget> = {}): RouteTarget => ({
  upstreamId,
  model: '',
  weight: 1,
  order: 0,
  role: 'normal',
  ...more,
});
const route = (targets: RouteTarget[], more: Partial<GateRoute> = {}): GateRoute => ({
  id: 'r',
  workspace: 'live',
  name: 'r',
  position: 0,
  dialect: null,
  models: ['*'],
  targets,
  retries: 2,
  cacheSeconds: null,
  enabled: true,
  ...more,
});
const call = { dialect: 'openai', model: 'gpt-5.4' } as const;
const idsOf = (plan: RoutePlan | null) => plan?.targets.map((one) => one.upstream.id) ?? null;
const planned = (targets: RouteTarget[], random = 0) => planRoute([route(targets)], upstreams, call, random);

describe('the route of a call', () => {
  test('is the first one that is enabled, matches and leads to an upstream of the call’s dialect', () => {
    const routes = [
      route([target('a')], { enabled: false }),
      route([target('a')], { models: ['claude-*'] }),
      route([target('a')], { dialect: 'gemini' }),
      route([target('claude'), target('off'), target('gone')]),
      route([target('b', { model: 'their-name' })], { models: ['gpt-*'] }),
      route([target('c')]),
    ];
    expect(planRoute(routes, upstreams, call, 0)?.targets).toMatchObject([
      { upstream: { id: 'b' }, model: 'their-name' },
    ]);
    expect(planRoute(routes.slice(0, 4), upstreams, call, 0)).toBeNull();
  });

  test('without any route is any enabled upstream of the dialect', () => {
    expect(idsOf(planRoute([], upstreams, call, 0))).toEqual(['a', 'b', 'c']);
    expect(planRoute([], upstreams, { dialect: 'gemini', model: 'm' }, 0)).toBeNull();
  });

  test('tries targets by order, drawn by weight within one', () => {
    const targets = [target('c', { order: 1 }), target('a', { weight: 3 }), target('b')];
    expect(idsOf(planned(targets, 0))).toEqual(['a', 'b', 'c']);
    expect(idsOf(planned(targets, 0.7499))).toEqual(['a', 'b', 'c']);
    expect(idsOf(planned(targets, 0.75))).toEqual(['b', 'a', 'c']);
  });

  test('gives a canary its percent of the calls and falls back on the others', () => {
    const targets = [target('a'), target('b', { role: 'canary', weight: 5 })];
    expect(idsOf(planned(targets, 0.049))).toEqual(['b', 'a']);
    expect(idsOf(planned(targets, 0.05))).toEqual(['a']);
  });

  test('copies to shadows and never answers from them', () => {
    const plan = planned([target('a'), target('b', { role: 'shadow' })]);
    expect([idsOf(plan), plan?.shadows.map((one) => one.upstream.id)]).toEqual([['a'], ['b']]);
    expect(planned([target('b', { role: 'shadow' })])).toBeNull();
  });

  test('has every usable target once, and weights come true over many calls', () => {
    const weights = fc.array(fc.nat(10), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(weights, fc.double({ min: 0, max: 0.999999999, noNaN: true }), (all, random) => {
        const targets = all.map((weight, at) =>
          target(['a', 'b', 'c'][at % 3] as string, { weight, order: at % 2 }),
        );
        expect(idsOf(planned(targets, random))?.sort()).toEqual(targets.map((one) => one.upstreamId).sort());
      }),
      { numRuns: 200 },
    );
    const first = { a: 0, b: 0, c: 0 };
    const targets = [target('a', { weight: 6 }), target('b', { weight: 3 }), target('c')];
    for (let draw = 0; draw < 1_000; draw++) {
      first[idsOf(planned(targets, draw / 1_000))?.[0] as 'a']++;
    }
    expect(first).toEqual({ a: 600, b: 300, c: 100 });
  });
});

describe('the next attempt', () => {
  const plan = planned([target('a'), target('b', { order: 1 })]) as RoutePlan;
  const status = (code: number, retryAfterMs: number | null = null): AttemptFailed => ({
    kind: 'status',
    status: code,
    retryAfterMs,
  });
  const every = () => true;
  const next = (
    made: number,
    last: number,
    failed: AttemptFailed | null,
    on = plan,
    usable: (t: { upstream: Upstream }) => boolean = every,
  ) => nextAttempt(on, { made, last, failed }, usable, 0.5);

  test('goes to the next target at once, in turn, as often as the route allows', () => {
    expect(next(0, -1, null)).toMatchObject({ at: 0, delayMs: 0 });
    expect(next(1, 0, status(503))).toMatchObject({ at: 1, delayMs: 0 });
    expect(next(2, 1, status(500))).toMatchObject({ at: 0, delayMs: 0 });
    expect(next(3, 0, status(500))).toBeNull();
  });

  test.each<[AttemptFailed, boolean]>([
    [status(429), true],
    [status(529), true],
    [status(400), false],
    [status(401), false],
    [{ kind: 'unreachable' }, true],
    [{ kind: 'broken' }, true],
    [{ kind: 'timeout' }, false],
    [{ kind: 'refused' }, false],
  ])('after %o: %s', (failed, again) => {
    expect(next(1, 0, failed) !== null).toBe(again);
  });

  test('leaves out upstreams whose circuit is open, and is none when all are', () => {
    expect(next(0, -1, null, plan, ({ upstream: { id } }) => id === 'b')).toMatchObject({ at: 1 });
    expect(next(0, -1, null, plan, () => false)).toBeNull();
  });

  test('at the same upstream waits, longer each time and as long as it asks, but not past reason', () => {
    const single = { ...(planned([target('a')]) as RoutePlan), attempts: 10 };
    const delay = (made: number, failed: AttemptFailed) => next(made, 0, failed, single)?.delayMs ?? null;
    expect([delay(1, status(500)), delay(2, status(500)), delay(9, status(500))]).toEqual([188, 375, 6_000]);
    expect(delay(1, status(429, 2_000))).toBe(2_000);
    expect(delay(1, status(429, 60_000))).toBeNull();
  });
});

describe('a circuit breaker', () => {
  const opened = () => {
    const breaker = new CircuitBreaker();
    for (let call = 0; call < 10; call++) breaker.failed(0);
    return breaker;
  };

  test('opens when half of ten calls within half a minute failed', () => {
    const breaker = new CircuitBreaker();
    expect(breaker.state(0)).toBe('unused');
    for (let at = 0; at < 5; at++) breaker.succeeded(at);
    for (let at = 0; at < 4; at++) breaker.failed(1_000);
    expect([breaker.allow(1_000), breaker.state(1_000)]).toEqual([true, 'failing']);
    breaker.failed(1_000);
    expect([breaker.allow(1_000), breaker.state(1_000)]).toEqual([false, 'open']);
  });

  test('forgets failures that are older', () => {
    const breaker = new CircuitBreaker();
    for (let call = 0; call < 9; call++) breaker.failed(0);
    breaker.failed(31_000);
    expect(breaker.state(31_000)).toBe('failing');
    breaker.succeeded(100_000);
    expect(breaker.state(100_000)).toBe('healthy');
  });

  test('lets one call probe after a pause, and closes when it succeeds', () => {
    const breaker = opened();
    expect(breaker.allow(4_999)).toBe(false);
    expect(breaker.allow(5_000)).toBe(true);
    expect(breaker.allow(5_001)).toBe(false);
    breaker.succeeded(5_100);
    expect([breaker.allow(5_100), breaker.state(5_100)]).toEqual([true, 'unused']);
  });

  test('doubles the pause when the probe fails', () => {
    const breaker = opened();
    breaker.allow(5_000);
    breaker.failed(5_000);
    expect([breaker.allow(14_999), breaker.allow(15_000)]).toEqual([false, true]);
  });

  test('is not held open by a probe that nobody reports on', () => {
    const breaker = opened();
    breaker.allow(5_000);
    expect([breaker.allow(64_999), breaker.allow(65_000)]).toEqual([false, true]);
    breaker.abandoned();
    expect(breaker.allow(65_000)).toBe(true);
  });

  test('is not closed by the late success of a call from before it opened', () => {
    const breaker = opened();
    breaker.succeeded(100);
    expect(breaker.allow(100)).toBe(false);
  });
});

describe('credentials', () => {
  const all = ['x', 'y', 'z'].map((id) => ({ id, name: id, secret: id }));
  const next = (rotation: CredentialRotation, nowMs: number) => rotation.next('a', all, nowMs)?.id;

  test('are taken in turn', () => {
    const rotation = new CredentialRotation();
    expect([0, 0, 0, 0].map((at) => next(rotation, at))).toEqual(['x', 'y', 'z', 'x']);
  });

  test('rest for a while after a refusal, and as long as asked after a limit', () => {
    const rotation = new CredentialRotation();
    rotation.answered('x', 401, null, 0);
    rotation.answered('y', 429, 2_000, 0);
    expect([next(rotation, 0), next(rotation, 0), next(rotation, 2_000)]).toEqual(['z', 'z', 'y']);
    expect([rotation.rests('x', 299_999), rotation.rests('x', 300_000)]).toEqual([true, false]);
  });

  test('are used all the same when every one rests: the one that rests least long', () => {
    const rotation = new CredentialRotation();
    for (const [at, { id }] of all.entries()) rotation.answered(id, 429, 5_000 - at * 1_000, 0);
    expect(next(rotation, 0)).toBe('z');
    expect(rotation.next('a', [], 0)).toBeNull();
  });

  test('other answers do not rest them', () => {
    const rotation = new CredentialRotation();
    rotation.answered('x', 500, null, 0);
    expect(rotation.rests('x', 0)).toBe(false);
  });
});
