import { describe, expect, test } from 'vitest';
import { seededRandom, standardNormal } from '../statistics/index.ts';
import { isCannotTell } from './cannot-tell.ts';
import { fitCurves, prepare } from './response-curve.ts';
import { estimateElasticity, teamElasticities } from './response-elasticity.ts';
import {
  elasticityOfRatios,
  failuresBeside,
  gradeOf,
  qualityVerdict,
  refuseFew,
  reversalOf,
} from './response-grade.ts';
import type { TeamWeek } from './response-level.ts';
import { bestSpend, linearLogOptimum, optimumOf } from './response-optimum.ts';
import { averagedSpend, toCountPanel } from './response-panel.ts';
import { drawPoisson } from './response-simulation.ts';

/** Weeks of teams whose results follow a curve of spend a head, each team at its own level. */
function teamWeeks(curve: (x: number) => number, seed: string, teams = 30, weeks = 26): TeamWeek[] {
  const random = seededRandom(seed);
  return Array.from({ length: teams }, (_, team) => {
    const level = Math.exp(0.4 * standardNormal(random));
    // The able spend more: a plain look would take their level for what spend brings.
    const usual = 60 * level * Math.exp(0.5 * standardNormal(random));
    return Array.from({ length: weeks }, (__, week): TeamWeek => {
      const spend = usual * Math.exp(0.6 * standardNormal(random));
      return { team, week, spend, heads: 8, results: drawPoisson(8 * level * curve(spend), random) };
    });
  }).flat();
}

const ready = (points: readonly TeamWeek[]) => {
  const prepared = prepare(points);
  if (!prepared) throw new Error('there are points enough');
  return prepared;
};

describe('curves of diminishing returns', () => {
  test('find a planted optimum although able teams spend more', () => {
    const points = teamWeeks((x) => 0.5 + 0.8 * Math.log(1 + x / 20), 'log');
    const curves = fitCurves(points);
    const best = curves?.shown[0];
    expect(best).toBeDefined();
    if (!curves || !best) return;
    const forms = curves.shown.map(({ form }) => form);
    expect(forms).toContain('linear-log');
    const value = 150;
    const linearLog = curves.shown.find(({ form }) => form === 'linear-log') ?? best;
    const level = linearLog.at(60) / (0.5 + 0.8 * Math.log(4));
    const truth = linearLogOptimum(value, 0.8 * level, 20);
    const optimum = optimumOf(ready(points), linearLog, {
      value,
      from: curves.from,
      to: 400,
      seed: 'o',
      resamples: 100,
    });
    expect(Math.abs(optimum.spend / truth - 1)).toBeLessThan(0.35);
    expect(optimum.interval?.low ?? 0).toBeLessThan(truth);
    expect(optimum.interval?.high ?? 0).toBeGreaterThan(truth);
  });

  test('saturate where results do', () => {
    const curves = fitCurves(teamWeeks((x) => 6 * (1 - Math.exp(-x / 40)), 'saturate'));
    expect(curves?.shown.map(({ form }) => form)).toContain('saturating');
    expect(curves?.others.map(({ form }) => form)).toContain('power');
  });

  test('are not drawn from a handful of points, nor from teams that brought nothing', () => {
    expect(fitCurves(teamWeeks(() => 1, 'few', 2, 3))).toBeNull();
    expect(fitCurves(teamWeeks(() => 0, 'none', 6, 10))).toBeNull();
  });

  test('spend that still pays at the most that was seen is called more than was seen', () => {
    const points = teamWeeks((x) => 0.3 * x ** 0.6, 'pays', 12, 20);
    const curves = fitCurves(points);
    const best = curves?.shown[0];
    if (!curves || !best) throw new Error('there are points enough');
    const asked = { from: curves.from, to: curves.to, seed: 'p', resamples: 50 };
    expect(optimumOf(ready(points), best, { ...asked, value: 5_000 }).place).toBe('above');
    expect(optimumOf(ready(points), best, { ...asked, value: 0.001 }).place).toBe('below');
  });

  test('an optimum is where one more dollar brings one dollar', () => {
    expect(linearLogOptimum(150, 2, 20)).toBe(280);
    expect(bestSpend((x) => 2 * Math.log(1 + x / 20), 150, 0, 1_000)).toBeCloseTo(280, 3);
  });
});

const flatPanel = (units: number, weeks: number, x: (unit: number, week: number) => number) => {
  const random = seededRandom('flat');
  const rows = Array.from({ length: units }, (_, unit) =>
    Array.from({ length: weeks }, (__, week) => x(unit, week)),
  );
  return {
    x: rows,
    y: rows.map((row) => row.map(() => drawPoisson(3, random))),
    cluster: rows.map((_, unit) => Math.floor(unit / 4)),
  };
};

describe('an elasticity', () => {
  const why = (panel: Parameters<typeof estimateElasticity>[0]) => {
    const answer = estimateElasticity(panel);
    return isCannotTell(answer) ? answer.cannotTell : 'told';
  };
  const moving = (unit: number, week: number) => Math.sin(unit * 7.3 + week * 1.7);

  test('cannot be told of few weeks, one team, no results, or spend that does not move by itself', () => {
    expect(why(flatPanel(40, 12, moving))).toBe('told');
    expect(why(flatPanel(40, 4, moving))).toBe('short');
    expect(why(flatPanel(4, 12, moving))).toBe('short');
    expect(why(flatPanel(40, 12, () => 2))).toBe('constant');
    expect(why(flatPanel(40, 12, (unit, week) => unit / 9 + week / 7))).toBe('collinear');
    const idle = flatPanel(40, 12, moving);
    expect(why({ ...idle, y: idle.y.map((row) => row.map(() => 0)) })).toBe('all-zero');
  });

  test('of teams is drawn towards that of all, and teams too small are left out', () => {
    const panel = flatPanel(40, 20, moving);
    const teams = teamElasticities(panel, 4);
    expect(teams?.teams).toHaveLength(10);
    for (const { own, shrunk } of teams?.teams ?? []) {
      expect(Math.abs(shrunk - (teams?.mean ?? 0))).toBeLessThanOrEqual(
        Math.abs(own - (teams?.mean ?? 0)) + 1e-12,
      );
    }
    expect(teamElasticities(panel, 5)).toBeNull();
  });

  test('spend of a week is averaged with the two before it', () => {
    expect(averagedSpend([3, 6, 9, 12], 2)).toEqual([6, 9]);
    const panel = toCountPanel({ spend: [[0, 0, 0, 0]], results: [[1, 2, 3, -4]], team: [0] });
    expect(panel.y).toEqual([[3, 0]]);
    expect(panel.x[0]?.every(Number.isFinite)).toBe(true);
  });
});

describe('what may be said', () => {
  test('is never better than E1 of what was only observed, and E3 of a lot that was kept to', () => {
    expect(gradeOf({ kind: 'points' })).toBe('E0');
    expect(gradeOf({ kind: 'fixed-effects', randomised: true, adherence: 1 })).toBe('E1');
    expect(gradeOf({ kind: 'before-and-after' })).toBe('E2');
    expect(gradeOf({ kind: 'experiment', randomised: true, adherence: 0.95 })).toBe('E3');
    expect(gradeOf({ kind: 'experiment', randomised: true, adherence: 0.5 })).toBe('E2');
    expect(gradeOf({ kind: 'experiment', randomised: false, adherence: 1 })).toBe('E2');
  });

  test('of fewer than a hundred persons is nothing', () => {
    expect(refuseFew(99)?.needs).toContain('at least 100 persons');
    expect(refuseFew(100)).toBeNull();
  });

  test('is no headline where strata point the other way', () => {
    // Within each stratum more spend brings less; the one that spends more is simply the better one.
    const x = [
      [1, 2, 3],
      [5, 6, 7],
    ];
    const y = [
      [9, 7, 5],
      [60, 50, 40],
    ];
    const found = reversalOf({ x, y, cluster: [0, 1] }, ['support', 'platform']);
    expect(found).toMatchObject({ flips: true });
    expect(found?.crude).toBeGreaterThan(0);
    expect(found?.stratified).toBeLessThan(0);
    expect(reversalOf({ x: [[1, 1]], y: [[1, 2]], cluster: [0] }, ['a'])).toBeNull();
  });

  test('of speed is read beside what undoes it', () => {
    expect(failuresBeside('pull_request.merged')).toContain('pull_request.reverted');
    expect(failuresBeside('ticket.resolved')).toContain('ticket.reopened');
    const rising = { within: 0.4, error: 0.1, low: 0.2, high: 0.6, pooled: 0, between: 0 };
    const whole = { ...rising, permille: 950, units: 100, weeks: 20, teams: 10 };
    expect(qualityVerdict(whole)).toBe('worse');
    expect(qualityVerdict({ ...whole, low: -0.1 })).toBe('no-worse');
    expect(qualityVerdict(null)).toBe('unknown');
  });

  test('ten times the tokens for twice the output is an elasticity of log 2', () => {
    expect(elasticityOfRatios(10, 2)).toBeCloseTo(Math.log10(2), 12);
  });
});
