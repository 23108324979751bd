import type { CompanyOracle } from '../oracle/company.ts';

/** A ratio of sums whose expectation is known, or can be known from many other companies. */
export interface PlantedRatio {
  metric: string;
  of: readonly string[];
  over: readonly string[];
  /** Brings the ratio of the sums to the unit in which it is printed. */
  scale: number;
  /** The planted value where the generator has it as a number; else it is that of all other companies together. */
  planted?: number;
  /** A share of counts, whose interval is no narrower than its counts allow. */
  share?: true;
  /** A mean of durations, whose tail is long. */
  duration?: true;
}

const pico = 1e-12;
const results = ['shipped kept', 'merged kept', 'resolved kept'];

/** The main ratios that have an interval. */
export const plantedRatios: readonly PlantedRatio[] = [
  { metric: 'cost_per_pull_request', of: ['cost'], over: ['merged kept'], scale: pico },
  { metric: 'cost_per_feature', of: ['cost'], over: ['shipped kept'], scale: pico },
  { metric: 'outcomes_per_dollar', of: results, over: ['cost'], scale: 1 / pico },
  { metric: 'features_per_million', of: ['shipped kept'], over: ['base'], scale: 3 / pico },
  { metric: 'cost_per_resolution', of: ['cost'], over: ['resolved kept by ai'], scale: pico },
  { metric: 'normalised_tokens_per_fte', of: ['base'], over: ['person days'], scale: 1 / 3_000_000 },
  {
    metric: 'lead_time_hours',
    of: ['merged lead seconds'],
    over: ['merged lead count'],
    scale: 1 / 3_600,
    duration: true,
  },
  { metric: 'reverted_share', of: ['merged back'], over: ['merged'], scale: 1, share: true },
  {
    metric: 'change_failure_share',
    of: ['deployments failed'],
    over: ['deployed', 'deployments failed'],
    ...{ scale: 1, planted: 0.04, share: true },
  },
  {
    metric: 'escalation_share',
    of: ['escalated by ai'],
    over: ['resolved by ai', 'escalated by ai'],
    ...{ scale: 1, planted: 0.12 / 1.12, share: true },
  },
  { metric: 'reopened_share', of: ['resolved back'], over: ['resolved'], scale: 1, share: true },
  { metric: 'satisfaction', of: ['rating points'], over: ['rating count'], scale: 1, planted: 90 },
  {
    metric: 'judgement_share',
    of: ['judgement minutes'],
    over: ['judgement minutes', 'execution minutes'],
    ...{ scale: 1, planted: 100 / 315, share: true },
  },
  { metric: 'decision_quality', of: ['acted stood'], over: ['acted'], scale: 1, share: true },
  { metric: 'brier_score', of: ['squared millionths'], over: ['forecasts'], scale: 1e-6 },
  { metric: 'decision_data_readiness', of: ['inputs ready'], over: ['inputs'], scale: 1, share: true },
];

/** What a team adds to both sides of a ratio. */
export interface TeamPart {
  of: bigint;
  over: bigint;
}

/** Parts of teams that have any; what belongs to no team stands apart. */
export function partsOf(
  oracle: CompanyOracle,
  { of, over }: PlantedRatio,
): { teams: TeamPart[]; rest: TeamPart } {
  const sum = (names: readonly string[], team: string) =>
    names.reduce(
      (total, name) => total + oracle.sums.sum(name, { ...oracle.whole, teams: new Set([team]) }),
      0n,
    );
  const part = (team: string) => ({ of: sum(of, team), over: sum(over, team) });
  const teams = oracle.company.teams.map(({ key }) => part(key));
  return { teams: teams.filter((one) => one.of !== 0n || one.over !== 0n), rest: part('') };
}
