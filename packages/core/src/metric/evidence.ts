import { fewestOutcomes, fewestTeams, gradeMeanings, intervalPermille } from '@exchequer/model';
import type { Evidence } from '@exchequer/model/contract';
import { bootstrapDuration, bootstrapRatio, bootstrapShare, type RatioCluster } from '../statistics/index.ts';
import { ratioText } from './decimal.ts';
import type { Combination, Metric } from './definition.ts';
import { isMoney, type Sums } from './measure.ts';
import { combine } from './value.ts';

const tera = 10n ** 12n;
const decimals = 12;
const isDecimal = (part: Combination | undefined): boolean =>
  part?.some(({ measure }) => isMoney(measure)) ?? false;

/** What stands behind a figure: how many outcomes, how many teams, and how sure it is. */
export function evidenceOf(
  metric: Metric,
  read: {
    value: string | null;
    needs: string | null;
    total: Sums;
    /** Sums by team. */
    teams: readonly Sums[];
    /** Sums of what belongs to no team: it is the company's, and no draw. */
    rest?: Sums | undefined;
    /** What tells this reading from others, so that it has one interval for ever. */
    seed: string;
  },
): Evidence {
  const n = countBehind(metric, read.total);
  const teams = read.teams.filter((sums) => clusterOf(metric, sums) !== null);
  const grade = metric.grade ?? 'E0';
  const interval = metric.interval ? intervalOf(metric, teams, read) : null;
  const bearing = teams.filter((sums) => clusterOf(metric, sums)?.over !== 0n).length;
  const told = {
    metric: metric.key,
    grade,
    grade_meaning: gradeMeanings[grade],
    n: n.toString(),
    teams: metric.interval ? teams.length : 0,
    interval,
    coverage: coverageOf(metric, read.total),
  };
  if (read.value === null) return { ...told, interval: null, shows: 'nothing', reason: read.needs };
  if (!metric.interval) return { ...told, shows: 'value', reason: null };
  const fewTeams =
    bearing < fewestTeams
      ? `no interval: fewer than ${fewestTeams} teams to draw from`
      : 'no interval: the teams differ too much in what is divided by';
  if (n >= BigInt(fewestOutcomes)) return { ...told, shows: 'value', reason: interval ? null : fewTeams };
  const few = `fewer than ${fewestOutcomes} outcomes behind it`;
  return interval
    ? { ...told, shows: 'interval', reason: `${few}: only the interval is told` }
    : { ...told, shows: 'nothing', reason: `${few}, and ${fewTeams}` };
}

/** Outcomes, persons or calls behind a figure. */
function countBehind({ counts, computation }: Metric, total: Sums): bigint {
  const part = counts ?? (computation.kind === 'ratio' ? computation.over : undefined);
  if (!part) return total.requests ?? 0n;
  const sum = combine(part, total);
  return isDecimal(part) ? sum / tera : sum;
}

/** The priced part of the tokens that the figure rests on. */
function coverageOf(
  { requires }: Metric,
  { tokens = 0n, unpriced_tokens: unpriced = 0n }: Sums,
): string | null {
  return requires.includes('price') && tokens > 0n ? ratioText(tokens - unpriced, tokens, 6) : null;
}

/** What a team adds to a ratio; null where it adds nothing to either side. */
function clusterOf({ computation }: Pick<Metric, 'computation'>, sums: Sums): RatioCluster | null {
  if (computation.kind !== 'ratio') return null;
  const product = (first: Combination, second: Combination | undefined) =>
    combine(first, sums) * (second ? combine(second, sums) : 1n);
  const cluster = {
    of: product(computation.of, computation.by),
    over: product(computation.over, computation.overBy),
  };
  return cluster.of === 0n && cluster.over === 0n ? null : cluster;
}

/** Interval of a ratio of sums when teams are drawn again; null where there is none. */
function intervalOf(
  { computation, unit }: Metric,
  teams: readonly Sums[],
  { rest, seed }: { rest?: Sums | undefined; seed: string },
): Evidence['interval'] {
  if (computation.kind !== 'ratio') return null;
  const beside = rest && clusterOf({ computation }, rest);
  const { of, by, over, overBy, times, divide = 1n } = computation;
  // A share of counts has the chance of its counts besides that of its teams.
  const isShare = unit === 'share' && !by && ![of, over].some(isDecimal);
  const isDuration = unit === 'hours' && !by && !overBy && ![of, over].some(isDecimal);
  const interval = isShare ? bootstrapShare : isDuration ? bootstrapDuration : bootstrapRatio;
  const drawn = interval(
    teams.flatMap((sums) => clusterOf({ computation }, sums) ?? []),
    { seed, ...(beside && { rest: beside }) },
  );
  if (!drawn) return null;
  const up = [over, overBy].filter(isDecimal).length - [of, by].filter(isDecimal).length;
  const scale = (Number(times) / Number(divide)) * 10 ** (12 * up);
  const text = (value: number) => decimalOf(value * scale);
  return {
    low: text(drawn.low),
    high: text(drawn.high),
    level: intervalPermille / 1_000,
    method: isDuration
      ? 'teams drawn again with replacement, and left out one by one'
      : 'teams drawn again with replacement',
  };
}

/** A float as plain decimal text. */
function decimalOf(value: number): string {
  const fixed = value.toFixed(decimals);
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
}
