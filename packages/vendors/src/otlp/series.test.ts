import type { NormalisedUsage } from '@exchequer/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recordingIntake } from '../acceptance/index.ts';
import {
  advanceSeries,
  bookSeries,
  type CumulativeSeries,
  confirmSteps,
  memorySeriesStore,
} from './index.ts';

const at = (time: number, value: number) => ({ timeNanos: BigInt(time), value: BigInt(value) });
const deltas = (points: ReturnType<typeof at>[]) =>
  advanceSeries(undefined, points).steps.map((s) => Number(s.delta));

describe('a cumulative series', () => {
  test('adds its first value and then its increases', () => {
    expect(deltas([at(1, 10), at(2, 25), at(3, 25), at(4, 30)])).toEqual([10, 15, 5]);
  });

  test('adds the full value after a fall', () => {
    expect(deltas([at(1, 9000), at(2, 1500), at(3, 2500)])).toEqual([9000, 1500, 1000]);
  });

  test('takes nothing from a point that is not newer than the last', () => {
    const { state } = advanceSeries(undefined, [at(2, 20)]);
    const booked = confirmSteps(state, state.unconfirmed);
    expect(advanceSeries(booked, [at(2, 20), at(1, 10)]).steps).toEqual([]);
  });

  test('hands out again what was never confirmed', () => {
    const first = advanceSeries(undefined, [at(1, 10)]);
    expect(advanceSeries(first.state, [at(2, 12)]).steps.map((s) => Number(s.delta))).toEqual([10, 2]);
  });
});

const row = (key: string, time: bigint, delta: bigint): NormalisedUsage => ({
  workspace: 'live',
  source: 'otlp.metrics',
  source_event_id: `${key}/${time}`,
  occurred_at: '2026-10-06T00:00:00.000Z',
  tool: 't',
  provider: 'p',
  model: 'm',
  requests: 0,
  output: Number(delta),
  aliases: [],
});
const series = (key: string, points: ReturnType<typeof at>[]): CumulativeSeries => ({
  key,
  points,
  rowOf: ({ timeNanos, delta }) => row(key, timeNanos, delta),
});

describe('booking a series', () => {
  test('whatever is re-sent, delayed or cut off by a crash, the sum is the last value', async () => {
    const step = fc.record({
      upTo: fc.integer({ min: 1, max: 12 }),
      resendFrom: fc.integer({ min: 0, max: 12 }),
      crash: fc.constantFrom('none', 'before booking', 'after booking', 'before confirming'),
    });
    const increases = fc.array(fc.nat(1000), { minLength: 13, maxLength: 13 });
    await fc.assert(
      fc.asyncProperty(increases, fc.array(step, { maxLength: 8 }), async (grows, sends) => {
        const totals = grows.map((_, i) => grows.slice(0, i + 1).reduce((a, b) => a + b, 0));
        const points = totals.map((total, i) => at(i + 1, total));
        const [intake, store] = [recordingIntake(), memorySeriesStore()];
        const send = async (from: number, to: number, crash: string) => {
          let updates = 0;
          const failing: typeof store = {
            update: (workspace, keys, decide) => {
              updates += 1;
              if (crash === 'before confirming' && updates === 2) return Promise.reject(new Error('killed'));
              return store.update(workspace, keys, decide);
            },
          };
          const book = async (rows: NormalisedUsage[]) => {
            if (crash === 'before booking') throw new Error('killed');
            await intake.book('live', rows);
            if (crash === 'after booking') throw new Error('killed');
          };
          await bookSeries(failing, 'live', [series('s', points.slice(from, to))], book).catch(
            () => undefined,
          );
        };
        for (const { upTo, resendFrom, crash } of sends)
          await send(Math.min(resendFrom, upTo - 1), upTo, crash);
        await send(12, 13, 'none');
        const sum = intake.events().reduce((total, event) => total + (event.output ?? 0), 0);
        expect(sum).toBe(totals[12]);
      }),
      { numRuns: 300 },
    );
  });
});
