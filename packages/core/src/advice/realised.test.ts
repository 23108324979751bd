import { describe, expect, test } from 'vitest';
import { seededRandom } from '../statistics/index.ts';
import { type AppliedSeries, measureRealised } from './realised.ts';

const dollar = 1_000_000_000_000n;
const toPico = (dollars: number) => BigInt(Math.round(dollars * 100)) * (dollar / 100n);

interface Planted {
  seed: string;
  /** Change of spend a day that the action truly makes, in dollars. */
  effect: number;
  before?: number;
  after?: number;
  trend?: number;
  /** How much of a day's disturbance is left the day after. */
  rho?: number;
  /** Others that share the course of the days. */
  others?: number;
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Days with trend, weekdays and disturbances that last; others share two thirds of the disturbance. */
function planted({
  seed,
  effect,
  before = 63,
  after = 42,
  trend = 0.4,
  rho = 0.4,
  others = 0,
}: Planted): AppliedSeries {
  const random = seededRandom(seed);
  const days = before + 1 + after;
  const disturbances = () => {
    let last = 0;
    return Array.from({ length: days }, () => (last = rho * last + 8 * normal(random)));
  };
  const week = [1, 1.1, 1.05, 1, 0.9, 0.3, 0.25];
  const shared = disturbances();
  const course = (level: number, own: number[], part: number) =>
    Array.from(
      { length: days },
      (_, t) =>
        (level + trend * t) * (week[t % 7] ?? 1) + (part * (shared[t] ?? 0) + (1 - part) * (own[t] ?? 0)),
    );
  const part = others > 0 ? 0.67 : 0;
  const spend = course(200, disturbances(), part).map((value, t) => value + (t > before ? effect : 0));
  return {
    weekday: 0,
    spend: spend.map(toPico),
    appliedAt: before,
    others: Array.from({ length: others }, () => course(150, disturbances(), part).map(toPico)),
  };
}

/** Share of seeds whose 80 % interval holds the truth, and of those that claim a gain or harm. */
function tried(plan: Omit<Planted, 'seed'>, seeds = 200) {
  let [covered, gain, harm] = [0, 0, 0];
  for (let at = 0; at < seeds; at++) {
    const { span, verdict } = measureRealised(planted({ ...plan, seed: `seed ${at}` }), 'month');
    if (!span) throw new Error('the planted series can be measured');
    const truth = toPico(-plan.effect * 30);
    if (span.low <= truth && truth <= span.high) covered += 1;
    if (verdict === 'gain') gain += 1;
    if (verdict === 'harm') harm += 1;
  }
  return { covered: covered / seeds, gain: gain / seeds, harm: harm / seeds };
}

describe.each([
  { name: 'against its own course', others: 0, rho: 0.4 },
  { name: 'against its own course, with disturbances that last', others: 0, rho: 0.6 },
  { name: 'against its own course, days by themselves', others: 0, rho: 0 },
  { name: 'against others', others: 4, rho: 0.4 },
])('$name', ({ others, rho }) => {
  test('an interval of 80 % holds the truth about as often as it says, whatever the truth', () => {
    for (const effect of [-60, 0, 40]) {
      const { covered } = tried({ effect, others, rho });
      expect(covered, `effect ${effect}`).toBeGreaterThanOrEqual(0.73);
      expect(covered, `effect ${effect}`).toBeLessThanOrEqual(0.9);
    }
  });

  test('advice that helps is seen to help, advice that harms to harm, and neither is mistaken', () => {
    const helped = tried({ effect: -60, others, rho }, 100);
    expect(helped.gain).toBeGreaterThanOrEqual(0.9);
    expect(helped.harm).toBe(0);
    const harmed = tried({ effect: 60, others, rho }, 100);
    expect(harmed.harm).toBeGreaterThanOrEqual(0.9);
    expect(harmed.gain).toBe(0);
  });

  test('advice that does nothing is not reported as a gain', () => {
    const { gain, harm } = tried({ effect: 0, others, rho });
    expect(gain).toBeLessThanOrEqual(0.06);
    expect(harm).toBeLessThanOrEqual(0.06);
  });
});

test('others that moved along are the counterfactual, others that did not are left out', () => {
  const series = planted({ seed: 'x', effect: -60, others: 3 });
  expect(measureRealised(series, 'month').method).toBe('holdout');
  const strangers = [planted({ seed: 'y', effect: 0 }).spend.map((_, t) => toPico(100 + ((t * 7919) % 31)))];
  expect(measureRealised({ ...series, others: strangers }, 'month').method).toBe('interrupted-series');
});

test('a constant spend that ends is a gain to the cent', () => {
  const spend = Array.from({ length: 70 }, (_, t) => toPico(t <= 41 ? 100 : 0));
  const { span, verdict } = measureRealised({ weekday: 0, spend, appliedAt: 41, others: [] }, 'month');
  expect(verdict).toBe('gain');
  expect(span?.likely).toBe(3_000n * dollar);
});

describe('it cannot be told', () => {
  const days = (count: number, value: number) => Array.from({ length: count }, () => toPico(value));
  const says = (series: Partial<AppliedSeries>, per: 'month' | 'once' = 'month') =>
    measureRealised({ weekday: 0, spend: days(80, 10), appliedAt: 50, others: [], ...series }, per);

  test.each([
    ['with too few days before', says({ appliedAt: 20 }), 'It needs 28 days before, and there are 20.'],
    ['too soon after', says({ appliedAt: 72 }), 'It needs 14 days after, and there are 7 so far.'],
    [
      'where nothing was spent',
      says({ spend: days(80, 0) }),
      'Nothing was spent on it before it was applied.',
    ],
    ['of what comes once', says({}, 'once'), 'A gain that comes once'],
  ])('%s', (_, answer, words) => {
    expect(answer).toMatchObject({ method: 'cannot-tell', span: null, verdict: 'cannot-tell' });
    expect(answer.says).toContain(words);
  });
});
