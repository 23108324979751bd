import { seededRandom } from '@exchequer/core/statistics';
import { companyOf } from './company.ts';
import { type Found, judge } from './judge.ts';
import { simulate } from './plant.ts';

export interface ExplainResult {
  readonly seeds: number;
  readonly days: number;
  readonly planted: number;
  /** Planted causes found within two days, and shares of them with the true cause first and the true change named. */
  readonly found: number;
  readonly cause_first: number;
  readonly change_named: number;
  /** Per 90 days, of all series of a company taken as one: the mean, and the company with the most. */
  readonly false_alarms_per_90_days: number;
  readonly most_false_alarms_per_90_days: number;
  readonly bridges: number;
  readonly inexact_bridges: number;
  readonly ok: boolean;
}

const round = (value: number): number => Number(value.toFixed(4));

/** So many simulated companies, judged. `told` hears of every cause that was missed. */
export function simulateExplain(
  seeds: number,
  days: number,
  told: (seed: number, missed: Found) => void,
): ExplainResult {
  const verdicts = Array.from({ length: seeds }, (_, seed) => {
    const random = seededRandom(`explain-${seed + 1}`);
    const verdict = judge(simulate(companyOf(random), random, days));
    for (const one of verdict.found) {
      if (one.after === null || !one.causeFirst || !one.changeNamed) told(seed + 1, one);
    }
    return verdict;
  });
  const all = verdicts.flatMap(({ found }) => found);
  const share = (of: (one: Found) => boolean) => round(all.filter(of).length / Math.max(1, all.length));
  const rates = verdicts.map(({ falseAlarms, judgedDays }) => (falseAlarms * 90) / judgedDays);
  const result = {
    ...{ seeds, days, planted: all.length },
    found: share(({ after }) => after !== null),
    cause_first: share(({ causeFirst }) => causeFirst),
    change_named: share(({ causeFirst, changeNamed }) => causeFirst && changeNamed),
    false_alarms_per_90_days: round(rates.reduce((sum, rate) => sum + rate, 0) / Math.max(1, rates.length)),
    most_false_alarms_per_90_days: round(Math.max(0, ...rates)),
    bridges: verdicts.reduce((sum, { bridges }) => sum + bridges, 0),
    inexact_bridges: verdicts.reduce((sum, { inexactBridges }) => sum + inexactBridges, 0),
  };
  const ok =
    result.found === 1 &&
    result.cause_first >= 0.9 &&
    result.false_alarms_per_90_days <= 1 &&
    result.inexact_bridges === 0;
  return { ...result, ok };
}
