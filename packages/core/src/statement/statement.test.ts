import { parseUsd } from '@exchequer/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { avoidableCost, bandOfRole, stoppedTime } from './index.ts';

const usd = (amount: number) => parseUsd(String(amount));

describe('the band of a role', () => {
  test('is not told of nine, and of ten it is', () => {
    const nine = Array.from({ length: 9 }, (_, at) => usd(at * 100));
    expect(bandOfRole(nine)).toBeNull();
    expect(bandOfRole([...nine, usd(900)])).toEqual({
      persons: 10,
      low: usd(230),
      median: usd(450),
      high: usd(680),
    });
  });

  test('is in order, within what was spent but for rounding, and the same in any order', () => {
    const spends = fc.array(fc.bigInt({ min: 0n, max: usd(90_000) }), { minLength: 10, maxLength: 40 });
    fc.assert(
      fc.property(spends, (spent) => {
        const band = bandOfRole(spent);
        if (!band) throw new Error('no band');
        expect(band.low <= band.median && band.median <= band.high).toBe(true);
        const most = spent.toSorted((a, b) => Number(a - b)).at(-1) ?? 0n;
        expect(band.high <= most + most / 10n + usd(1)).toBe(true);
        expect(bandOfRole([...spent].reverse())).toEqual(band);
      }),
      { numRuns: 100 },
    );
  });

  test('tells nobody’s own figure: two digits at most', () => {
    const band = bandOfRole(Array.from({ length: 10 }, () => usd(1234.56)));
    expect(band?.median).toBe(usd(1200));
  });
});

describe('time lost to refusals', () => {
  const at = (time: string) => new Date(`2026-10-05T${time}:00Z`);
  const stop = (time: string, calls = 1) => ({ minute: at(time), calls });

  test('runs from a refusal to the next call that went through', () => {
    expect(stoppedTime([stop('10:00', 3), stop('10:04')], [at('09:59'), at('10:12')])).toEqual({
      calls: 4,
      minutes: 12,
    });
  });

  test('is an hour at most for each stop, since nobody knows who waited', () => {
    expect(stoppedTime([stop('10:00')], [])).toEqual({ calls: 1, minutes: 60 });
    expect(stoppedTime([stop('10:00'), stop('14:00')], [at('14:05')]).minutes).toBe(65);
  });

  test('is one minute where the next call went through at once', () => {
    expect(stoppedTime([stop('10:00')], [at('10:00')]).minutes).toBe(1);
  });

  test('is nothing without a refusal, and never more than an hour for each', () => {
    expect(stoppedTime([], [at('10:00')])).toEqual({ calls: 0, minutes: 0 });
    const minute = fc.integer({ min: 0, max: 600 }).map((n) => new Date(n * 60_000));
    fc.assert(
      fc.property(fc.array(minute), fc.array(minute), (refused, used) => {
        const { calls, minutes } = stoppedTime(
          refused.map((one) => ({ minute: one, calls: 1 })),
          used,
        );
        expect(calls).toBe(refused.length);
        expect(minutes <= refused.length * 60).toBe(true);
        expect(minutes >= Math.min(1, refused.length)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe('avoidable cost', () => {
  const price = { input: 3n, read: 1n, write: 4n };

  test('is what the usual days would have read from the cache, less the writing', () => {
    expect(avoidableCost([{ reusable: 1000n, writes: 100n, price }])).toBe(1900n);
  });

  test('is never negative, and what nothing is known of adds nothing', () => {
    expect(avoidableCost([{ reusable: 1n, writes: 100n, price }])).toBe(0n);
    expect(
      avoidableCost([
        { reusable: null, writes: 0n, price },
        { reusable: 10n, writes: 0n, price },
      ]),
    ).toBe(20n);
  });

  test('is unknown where no work shows how it reads its cache, or has no price', () => {
    expect(avoidableCost([])).toBeNull();
    expect(avoidableCost([{ reusable: 5n, writes: 0n, price: null }])).toBeNull();
  });
});
