import { contract, type Experiment } from '@exchequer/model/contract';
import { implement } from '@orpc/server';

const os = implement(contract);

const at = (spend: number) => 0.4 + 0.85 * Math.log(1 + spend / 20);
const points = Array.from({ length: 180 }, (_, i) => {
  const spend = 12 + ((i * 37) % 150) + (i % 7) * 3;
  const level = 0.7 + ((i * 13) % 60) / 100;
  return { spend: String(spend), outcomes: (at(spend) * level).toFixed(3), weight: 8 };
});
const line = (of: (spend: number) => number) =>
  Array.from({ length: 21 }, (_, i) => {
    const spend = 18 + i * 6.5;
    return { spend: String(spend), outcomes: of(spend).toFixed(4) };
  });
const fit = (form: 'linear-log' | 'hill' | 'power', near_best: boolean, of: (spend: number) => number) => ({
  ...{
    form,
    near_best,
    deviance: 512.2,
    held_out: near_best ? 540.1 : 566.8,
    aicc: near_best ? 520.4 : 529.9,
  },
  line: line(of),
});

const experiment: Experiment = {
  ...{ id: 'exp_1', state: 'finished', hash: '4be1a0c2d9', ends_on: '2026-02-02', needs: null, period: null },
  plan: {
    ...{ name: 'What half the budget costs us', outcome: 'pull_request.merged', design: 'switchback' },
    ...{
      cap_percent: 50,
      team_ids: [],
      periods: 4,
      period_weeks: 2,
      starts_on: '2025-12-08',
      smallest_change: 0.1,
    },
  },
  ...{ launched_at: '2025-12-03T09:00:00.000Z', launched_by: 'Ada', ended_at: '2026-02-02T08:00:00.000Z' },
  teams: [],
  events: [],
  result: {
    results: { change: -0.09, low: -0.14, high: -0.04 },
    spend: { change: -0.46, low: -0.5, high: -0.42 },
    elasticity: { value: 0.15, low: 0.07, high: 0.24 },
    ...{ chance: 0.004, adherence: 0.98, grade: 'E3' },
    sentence: 'Capped, teams spent 46 % less and brought 9 % less (95 %: −14 to −4 %).',
  },
};

/** What more spend brings, with invented points, and an experiment that has ended. */
export const curvePart = (full: boolean) =>
  os.value.curve.handler(({ input }) => ({
    outcome: input.outcome,
    per: 'person-week' as const,
    points: full ? points : [],
    fits: full
      ? [
          fit('linear-log', true, at),
          fit('hill', true, (spend) => (4.1 * spend ** 0.8) / (58 ** 0.8 + spend ** 0.8)),
          fit('power', false, (spend) => 0.42 * spend ** 0.38),
        ]
      : [],
    elasticity: full
      ? {
          ...{ pooled: 0.35, between: 0.46, within: 0.15, low: 0.09, high: 0.21, grade: 'E1' as const },
          ...{ unit: 'person' as const, units: 212, weeks: 26 },
        }
      : null,
    quality: full ? { verdict: 'no-worse' as const, within: 0.02, low: -0.2, high: 0.24 } : null,
    simpson: null,
    by_team: full ? [{ team: 'Platform', persons: 9, own: 0.22, pooled: 0.17 }] : [],
    optimum:
      full && input.value_per_outcome
        ? {
            ...{ form: 'linear-log', value_per_outcome: input.value_per_outcome, spend: '82.5' },
            ...{ low: '61', high: '118', level: 0.95, place: 'inside' as const },
          }
        : null,
    headline: full,
    persons: full ? 212 : 0,
    teams: full ? 24 : 0,
    sentence: full
      ? 'Compared with themselves over time, people bring 1.5 % more with ten percent more spend (elasticity 0.15, 95 %: 0.09 to 0.21). A plain look says 0.35 and one between people 0.46: most of that is who spends, not what spend brings.'
      : 'There are no outcomes to set against spend.',
    needs: full
      ? 'an experiment: busy weeks raise spend and results alike, and nothing observed parts the two'
      : 'a source of pull request outcomes',
  }));

export const experimentPart = (full: boolean) => ({
  list: os.experiment.list.handler(() => ({ experiments: full ? [experiment] : [] })),
  plan: os.experiment.plan.handler(({ input: { workspace: _, ...plan } }) => ({
    plan,
    ...{ hash: '9f31c2e41bb0aa77', ends_on: '2026-06-01', needs: null },
    teams: ['Platform', 'Data', 'Mobile', 'Search', 'Support tools'].map((team, place) => ({
      ...{
        team_id: `team_${place}`,
        team,
        envelope_id: `env_${place}`,
        limit: '800',
        cap: place < 4 ? '400' : null,
      },
      reason: place < 4 ? null : 'its envelope warns and does not refuse, so that a cap would do nothing',
      periods:
        place < 4 ? Array.from({ length: plan.periods }, (__, period) => (period + place) % 2 === 0) : [],
    })),
    power: {
      ...{
        per_arm: 12,
        needed: 11,
        detectable: 0.12,
        sigma: 0.4,
        rho: 0.7,
        icc: 0.05,
        cluster_size: 3,
        enough: true,
      },
    },
    sentence: '4 teams over 12 weeks show a change of results of 12 % or more, four times in five.',
  })),
});
