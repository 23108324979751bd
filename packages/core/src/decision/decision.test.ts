import { describe, expect, test } from 'vitest';
import { checkDecision, inputsReady, latencyOf, stateOf } from './index.ts';

const at = (hour: number) => `2026-03-02T${String(hour).padStart(2, '0')}:00:00.000Z`;
const moments = {
  signalAt: at(8),
  detectedAt: null,
  decidedAt: null,
  actedAt: null,
  reviewedAt: null,
  droppedAt: null,
  reversedAt: null,
};

describe('moments of a decision', () => {
  test('come in their order, those that are left out aside', () => {
    expect(checkDecision(moments)).toBeNull();
    expect(checkDecision({ ...moments, decidedAt: at(9), actedAt: at(10), reviewedAt: at(11) })).toBeNull();
    expect(checkDecision({ ...moments, decidedAt: at(9), actedAt: at(8) })?.detail).toBe(
      'acted_at lies before decided_at',
    );
    expect(checkDecision({ ...moments, detectedAt: at(7) })?.detail).toBe(
      'detected_at lies before signal_at',
    );
  });

  test('say acted or dropped, and only action can be reversed', () => {
    expect(checkDecision({ ...moments, actedAt: at(9), droppedAt: at(9) })?.refused).toBe('decision-both');
    expect(checkDecision({ ...moments, reversedAt: at(9) })?.fix).toContain('acted_at');
    expect(checkDecision({ ...moments, actedAt: at(10), reversedAt: at(9) })?.refused).toBe('decision-order');
    expect(stateOf({ actedAt: null, droppedAt: at(9) })).toBe('dropped');
    expect(stateOf(moments)).toBe('open');
  });
});

test('an input is ready when it was live and no older than agreed', () => {
  const input = (over: object) => ({
    ...{ name: 'x', asOf: at(6), freshWithinSeconds: 7_200, live: true, byAi: false },
    ...over,
  });
  const inputs = [
    input({}),
    input({ asOf: at(5) }),
    input({ live: false }),
    input({ asOf: null }),
    input({ freshWithinSeconds: null, asOf: null }),
  ];
  expect(inputsReady({ inputs, decidedAt: at(8), actedAt: null }, at(20))).toBe(2);
});

describe('latency', () => {
  const ended = (time: number) => ({ time, ended: 1, open: 0 });
  test('counts an open decision as longer than it is so far', () => {
    const read = latencyOf(
      { whole: [ended(10), { time: 15, ended: 0, open: 1 }, ended(20)], stages: [] },
      null,
    );
    expect(read).toMatchObject({ decisions: 3, open: 1, p50_seconds: 20, p90_seconds: 20 });
    expect(read.curve.map(({ waiting }) => waiting)).toEqual(['0.666667', '0']);
  });

  test('has no quantile that the curve never reaches', () => {
    const read = latencyOf({ whole: [ended(10), { time: 15, ended: 0, open: 3 }], stages: [] }, 'pricing');
    expect(read).toMatchObject({ kind: 'pricing', p50_seconds: null, p90_seconds: null });
  });
});
