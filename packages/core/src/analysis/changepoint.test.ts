import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changepoints, isCannotTell, watchShift } from './index.ts';

/** Flow of the Nile at Aswan 1871–1970, R data set “Nile”. */
const nile = [
  1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958,
  1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020,
  1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040,
  759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890,
  744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
];

describe('changes of level', () => {
  test('the Nile after 1898, as R’s changepoint finds it', () => {
    const found = changepoints(nile);
    if (isCannotTell(found)) throw new Error(found.needs);
    expect(found.changes).toEqual([28]);
    expect(found.levels[0]).toBeCloseTo(1097.75, 8);
    expect(found.levels[1]).toBeCloseTo(849.972222222, 8);
    expect(found.sigma).toBeCloseTo(115.317636665, 6);
    expect(found.penalty).toBeCloseTo(122_480.555292, 3);
    expect(found.totalCost).toBeCloseTo(1_719_937.74974, 2);
  });

  /** The same search without pruning. */
  function optimal(y: readonly number[], least: number, penalty: number): number {
    const cost = (part: readonly number[]) => {
      const mean = part.reduce((sum, one) => sum + one, 0) / part.length;
      return part.reduce((sum, one) => sum + (one - mean) ** 2, 0);
    };
    const best = [-penalty];
    for (let end = 1; end <= y.length; end++) {
      best[end] = Number.POSITIVE_INFINITY;
      for (let at = 0; at + least <= end; at++) {
        best[end] = Math.min(best[end] ?? 0, (best[at] ?? 0) + cost(y.slice(at, end)) + penalty);
      }
    }
    return best[y.length] ?? 0;
  }

  test('pruning never loses the best segmentation', () => {
    const series = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 6, maxLength: 40 });
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 3 }), (y, minSegment) => {
        const found = changepoints(y, { minSegment });
        if (isCannotTell(found)) return;
        const best = optimal(y, minSegment, found.penalty);
        expect(Math.abs(found.totalCost - best)).toBeLessThanOrEqual(1e-6 * (1 + Math.abs(best)));
        const ends = [0, ...found.changes, y.length];
        for (let i = 1; i < ends.length; i++) {
          expect((ends[i] ?? 0) - (ends[i - 1] ?? 0)).toBeGreaterThanOrEqual(minSegment);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('too few days and days that never differ cannot be told', () => {
    expect(changepoints([1, 2, 3])).toMatchObject({ cannotTell: 'short' });
    expect(changepoints(new Array(40).fill(5))).toMatchObject({ cannotTell: 'constant' });
    expect(changepoints(new Array(40).fill(0))).toMatchObject({ cannotTell: 'constant' });
  });

  test('a running watch raises the alarm days after a shift and says when it began', () => {
    const y = [...new Array(20).fill(0), ...new Array(10).fill(2)];
    const [up] = watchShift(y, { level: 0, sigma: 1 });
    expect(up).toEqual({ alarm: 23, began: 20, direction: 'up' });
    expect(
      watchShift(
        y.map((one) => -one),
        { level: 0, sigma: 1 },
      )[0]?.direction,
    ).toBe('down');
    expect(watchShift(new Array(30).fill(0.4), { level: 0, sigma: 1 })).toEqual([]);
  });
});
