import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../statistics/index.ts';
import { bunching, isCannotTell, runRate, spendCohorts } from './index.ts';

describe('spend cohorts', () => {
  const months = ['2026-01', '2026-02', '2026-03', '2026-04'];
  const row = (entity: string, month: string, cost: bigint) => ({ entity, month, cost });

  test('what began together is followed together, from its first whole month', () => {
    const rows = [
      row('ci', '2026-01', 50n),
      row('ci', '2026-02', 100n),
      row('ci', '2026-03', 150n),
      row('chat', '2026-01', 50n),
      row('chat', '2026-02', 100n),
      row('docs', '2026-03', 10n),
    ];
    expect(spendCohorts(rows, months)).toEqual([
      { month: '2026-01', entities: 2, spend: [100n, 200n, 150n, 0n], retention: [0.5, 1, 0.75, 0] },
      { month: '2026-03', entities: 1, spend: [10n, 0n], retention: [null, null] },
    ]);
  });

  test('every dollar is in exactly one cohort', () => {
    const any = fc.record({
      entity: fc.constantFrom('a', 'b', 'c'),
      month: fc.constantFrom(...months),
      cost: fc.bigInt({ min: 0n, max: 10n ** 15n }),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 20 }), (rows) => {
        const told = spendCohorts(rows, months);
        if (isCannotTell(told)) return;
        const spent = rows.reduce((sum, { cost }) => sum + cost, 0n);
        expect(told.flatMap(({ spend }) => spend).reduce((sum, cost) => sum + cost, 0n)).toBe(spent);
      }),
    );
  });

  test('too few months and no spend cannot be told', () => {
    expect(spendCohorts([], months.slice(0, 2))).toMatchObject({ cannotTell: 'short' });
    expect(spendCohorts([], months)).toMatchObject({ cannotTell: 'all-zero' });
  });
});

describe('run-rate', () => {
  test('is the pace of four whole weeks, against the four before', () => {
    const daily = [...new Array(28).fill(100n), ...new Array(28).fill(150n)];
    expect(runRate(daily)).toEqual({ perDay: 150n, perYear: 54_750n, growth: 0.5 });
    expect(runRate(daily.slice(0, 20))).toMatchObject({ cannotTell: 'short' });
    expect(runRate(daily.slice(0, 28))).toMatchObject({ growth: null });
  });
});

describe('figures that heap up', () => {
  const random = seededRandom('bins');
  const bins = Array.from({ length: 31 }, (_, at) => ({
    at,
    count: 1_000 - 10 * at + 20 * (random() - 0.5),
  }));
  const window = { from: 28, to: 30 };

  test('a smooth curve has no excess', () => {
    const found = bunching(bins, window, 'smooth');
    if (isCannotTell(found)) throw new Error(found.needs);
    expect(found.low).toBeLessThan(0);
    expect(found.high).toBeGreaterThan(0);
  });

  test('what is planted in the window is found, with an interval that has it', () => {
    const heaped = bins.map((bin) => (bin.at >= window.from ? { ...bin, count: bin.count + 500 } : bin));
    const found = bunching(heaped, window, 'heaped');
    if (isCannotTell(found)) throw new Error(found.needs);
    // Three bins of 500 above a level of about 710.
    expect(found.low).toBeLessThan(1_500 / 710);
    expect(found.high).toBeGreaterThan(1_500 / 710);
    expect(found.low).toBeGreaterThan(0);
    expect(found.error).toBeGreaterThan(0);
    expect(bunching(heaped, window, 'heaped')).toEqual(found);
  });

  test('too few bins, an empty window and nothing at all cannot be told', () => {
    expect(bunching(bins.slice(22), window, '')).toMatchObject({ cannotTell: 'short' });
    expect(bunching(bins, { from: 90, to: 99 }, '')).toMatchObject({ cannotTell: 'missing' });
    expect(
      bunching(
        bins.map(({ at }) => ({ at, count: 0 })),
        window,
        '',
      ),
    ).toMatchObject({ cannotTell: 'all-zero' });
  });
});
