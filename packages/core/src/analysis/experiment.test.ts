import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCannotTell } from './cannot-tell.ts';
import { assign, experimentDesigns } from './experiment-assign.ts';
import { readExperiment } from './experiment-result.ts';
import { playExperiment } from './experiment-simulation.ts';
import { cuped, detectable, noiseOf, sampleSize } from './experiment-size.ts';

describe('the size of an experiment', () => {
  const asked = { sigma: 1, rho: 0.6, clusterSize: 8, icc: 0.05 };

  test('is what the formula says, and the smallest effect that so many show is the one asked for', () => {
    const perArm = sampleSize({ ...asked, delta: 0.3 });
    expect(perArm).toBeCloseTo(150.6984909, 5);
    expect(sampleSize({ sigma: 1, rho: 0, clusterSize: 1, icc: 0, delta: 0.3 })).toBeCloseTo(
      174.419549652,
      5,
    );
    expect(detectable(perArm, asked)).toBeCloseTo(0.3, 9);
  });

  test('needs less the more the past foretells, and more the more alike the weeks of a team are', () => {
    const size = (more: Partial<typeof asked>) => sampleSize({ ...asked, ...more, delta: 0.3 });
    expect(size({ rho: 0.9 })).toBeLessThan(size({ rho: 0.1 }));
    expect(size({ icc: 0.5 })).toBeGreaterThan(size({ icc: 0.05 }));
  });

  test('takes its noise from the past; a past that never moves tells of none', () => {
    const moving = Array.from({ length: 8 }, (_, team) =>
      Array.from({ length: 12 }, (__, week) => team + Math.sin(team * 5 + week * 3)),
    );
    const noise = noiseOf(moving);
    expect(noise?.rho).toBeGreaterThan(0.8);
    expect(noise?.icc).toBeLessThan(0.3);
    expect(
      noiseOf([
        [1, 1, 1, 1],
        [1, 1, 1, 1],
      ]),
    ).toBeNull();
    expect(noiseOf([[1, 2]])).toBeNull();
  });

  test('what is known before takes its share of the variance away', () => {
    const x = [1, 2, 3, 4, 5, 6];
    const y = [2.1, 3.9, 6.2, 7.8, 10.1, 11.9];
    const { theta, rho, adjusted } = cuped(y, x);
    expect(theta).toBeCloseTo(1.98, 1);
    const spread = (of: readonly number[]) => {
      const mean = of.reduce((a, b) => a + b, 0) / of.length;
      return of.reduce((sum, v) => sum + (v - mean) ** 2, 0);
    };
    expect(spread(adjusted) / spread(y)).toBeCloseTo(1 - rho ** 2, 9);
  });
});

describe('the lot', () => {
  test('is the same for the same seed, and caps as often as not', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...experimentDesigns),
        fc.integer({ min: 2, max: 12 }).map((half) => half * 2),
        fc.integer({ min: 2, max: 5 }).map((half) => half * 2),
        fc.string(),
        (design, teams, periods, seed) => {
          const usual = Array.from({ length: teams }, (_, at) => (at * 37) % 11);
          const asked = { design, usual, periods, seed };
          const schedule = assign(asked);
          expect(schedule).toEqual(assign(asked));
          for (const row of schedule) expect(row).toHaveLength(periods);
          if (design === 'switchback') {
            for (const row of schedule) expect(row.filter(Boolean)).toHaveLength(periods / 2);
            for (let t = 0; t < periods; t++) {
              expect(schedule.filter((row) => row[t])).toHaveLength(teams / 2);
            }
          } else {
            for (const row of schedule) {
              expect(row[0]).toBe(false);
              expect(row.at(-1)).toBe(true);
              // Once under the cap, a team stays there.
              expect(row.lastIndexOf(false)).toBeLessThan(row.indexOf(true));
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the result', () => {
  test.each(experimentDesigns)(
    'of a %s recovers the planted elasticity where busy weeks would deceive',
    (design) => {
      const told = Array.from({ length: 6 }, (_, at) =>
        readExperiment(playExperiment({ design, teams: 24, periods: 8, beta: 0.3, cap: 0.5 }, `seed ${at}`)),
      );
      const values = told.flatMap((one) => (isCannotTell(one) ? [] : [one]));
      expect(values).toHaveLength(6);
      const mean = values.reduce((sum, { elasticity }) => sum + elasticity.value, 0) / 6;
      expect(Math.abs(mean - 0.3)).toBeLessThan(0.06);
      for (const { grade, spend, chance } of values) {
        expect(grade).toBe('E3');
        expect(spend.high).toBeLessThan(0);
        // A wedge, in which each team changes but once, needs more teams to rule chance out.
        if (design === 'switchback') expect(chance).toBeLessThan(0.05);
      }
    },
  );

  test('of a cap that changed nothing is told as no effect, and one not kept to is no E3', () => {
    const idle = playExperiment({ design: 'switchback', teams: 12, periods: 8, beta: 0, cap: 0.5 }, 'idle');
    const read = readExperiment({ ...idle, adherence: 0.5 });
    if (isCannotTell(read)) throw new Error('there are teams enough');
    expect(read.grade).toBe('E2');
    expect(read.results.low).toBeLessThan(0);
    expect(read.results.high).toBeGreaterThan(0);
    expect(read.chance).toBeGreaterThan(0.05);
  });

  test('of a cap that moved no spend has an interval without ends', () => {
    const played = playExperiment(
      { design: 'switchback', teams: 8, periods: 4, beta: 0.3, cap: 50 },
      'loose',
    );
    const read = readExperiment(played);
    if (isCannotTell(read)) throw new Error('there are teams enough');
    expect(read.elasticity).toMatchObject({ low: null, high: null });
  });

  test('of two teams cannot be told', () => {
    const played = playExperiment({ design: 'switchback', teams: 2, periods: 4, beta: 0.3, cap: 0.5 }, 'few');
    expect(readExperiment(played)).toMatchObject({ needs: 'at least 4 teams' });
  });
});
