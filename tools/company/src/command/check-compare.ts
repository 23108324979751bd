import { dateOf } from '../index.ts';
import type { CompanyOracle } from '../oracle/company.ts';
import { type Expected, expectedOf, isStatistic, ofRangesAlone } from '../oracle/metric/index.ts';
import type { Scope } from '../oracle/span.ts';
import type { Answer, Ask } from './check-ask.ts';

/** A metric as the catalogue tells of it, as far as asking needs it. */
export interface CatalogueEntry {
  key: string;
  dimensions: string[];
}

export interface Difference {
  metric: string;
  /** `whole`, `2026-03`, `team Platform` or a range. */
  where: string;
  expected: Expected | undefined;
  read: string | null;
}

export interface Comparison {
  compared: number;
  /** Figures that the product keeps to itself, rightly: too few persons are behind them. */
  withheld: number;
  differences: Difference[];
}

interface Place {
  where: string;
  scope: Scope;
}

const metricsAtOnce = 12;

/** Asks for every metric of the catalogue everywhere, and tells where the answer is another than the oracle's. */
export async function compareAll(
  ask: Ask,
  catalogue: readonly CatalogueEntry[],
  oracle: CompanyOracle,
): Promise<Comparison> {
  const comparison: Comparison = { compared: 0, withheld: 0, differences: [] };
  const { days } = oracle.company.size;
  const date = (day: number) => dateOf(oracle.company.size.from, day);
  const months = monthsOf(oracle);
  const small = [
    { where: 'the last week', scope: { ...oracle.whole, from: days - 7 } },
    {
      where: 'five days',
      scope: { ...oracle.whole, from: Math.floor(days / 3), to: Math.floor(days / 3) + 5 },
    },
  ];
  const total = async (keys: string[], { where, scope }: Place) => {
    const answer = await ask({ metrics: keys, from: date(scope.from), to: date(scope.to) });
    const values = answer.totals.map(({ value }) => value);
    judge(comparison, oracle, keys, { where, scope }, values);
  };
  for (const entries of chunks(catalogue, metricsAtOnce)) {
    const keys = entries.map(({ key }) => key);
    const inSeries = keys.filter((key) => !ofRangesAlone.includes(key));
    await total(keys, { where: 'whole', scope: oracle.whole });
    for (const place of small) await total(keys, place);
    const alone = keys.filter((key) => ofRangesAlone.includes(key));
    if (alone.length > 0) for (const place of months) await total(alone, place);
    if (inSeries.length > 0) {
      const asked = { metrics: inSeries, from: date(0), to: date(days), grain: 'month' as const };
      judgeMonths(comparison, oracle, inSeries, months, await ask(asked));
    }
  }
  const byTeam = catalogue.filter(({ dimensions }) => dimensions.includes('team'));
  for (const entries of chunks(byTeam, metricsAtOnce)) {
    const keys = entries.map(({ key }) => key);
    const answer = await ask({ metrics: keys, from: date(0), to: date(days), group_by: ['team'] });
    judgeTeams(comparison, oracle, keys, answer);
  }
  return comparison;
}

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));

/** Months of the span, the first and the last as far as they lie in it. */
function monthsOf({ company, whole }: CompanyOracle): Place[] {
  const months: Place[] = [];
  for (let day = 0; day < company.size.days; day++) {
    const where = dateOf(company.size.from, day).slice(0, 7);
    const last = months.at(-1);
    if (last?.where === where) last.scope.to = day + 1;
    else months.push({ where, scope: { ...whole, from: day, to: day + 1 } });
  }
  return months;
}

function judgeMonths(
  comparison: Comparison,
  oracle: CompanyOracle,
  keys: string[],
  months: readonly Place[],
  { series }: Answer,
): void {
  for (const place of months) {
    const point = series.find(({ bucket }) => bucket.startsWith(place.where));
    judge(comparison, oracle, keys, place, point?.values ?? keys.map(() => null));
  }
}

/** Teams one by one, and those that are folded into a rest as one group. */
function judgeTeams(comparison: Comparison, oracle: CompanyOracle, keys: string[], { groups }: Answer): void {
  const nameOf = (path: string) => path.split(' / ').at(-1) ?? '';
  const { teams } = oracle.company;
  const left = new Set(['', ...teams.map(({ key }) => key)]);
  for (const { label, other, values } of groups) {
    if (other) continue;
    const team = teams.find(({ path }) => nameOf(path) === label[0])?.key ?? '';
    left.delete(team);
    const scope = { ...oracle.whole, teams: new Set([team]) };
    judge(comparison, oracle, keys, { where: `team ${label[0]}`, scope }, values);
  }
  const rest = groups.find(({ other }) => other);
  const where = `teams not told apart (${left.size})`;
  const scope = { ...oracle.whole, teams: left };
  // Teams of which nothing is told at all have no row.
  const values = rest?.values ?? keys.map((key) => emptyAs(expectedOf(oracle, key, scope)));
  judge(comparison, oracle, keys, { where, scope }, values);
}

const emptyAs = (expected: Expected | undefined): Expected => (expected === '0' ? '0' : null);

function judge(
  comparison: Comparison,
  oracle: CompanyOracle,
  keys: readonly string[],
  { where, scope }: Place,
  values: readonly (string | null)[],
): void {
  const expected = keys.map((key) => expectedOf(oracle, key, scope));
  const isHidden = values.every((value) => value === null) && expected.some((value) => value !== null);
  if (isHidden && isOfFew(oracle, scope)) {
    comparison.withheld += keys.length;
    return;
  }
  keys.forEach((metric, at) => {
    const [read = null, should] = [values[at], expected[at]];
    comparison.compared += 1;
    if (should === undefined || !agree(metric, should, read)) {
      comparison.differences.push({ metric, where, expected: should, read });
    }
  });
}

function agree(metric: string, expected: Expected, read: string | null): boolean {
  if (expected === null || read === null || !isStatistic(metric)) return expected === read;
  const decimals = Math.max(...[expected, read].map((text) => text.split('.')[1]?.length ?? 0));
  const allowed = Math.max(Math.abs(Number(expected)) * 1e-9, 1.01 * 10 ** -decimals);
  return Math.abs(Number(expected) - Number(read)) <= allowed;
}

/** Fewer than five persons with usage, or one who makes up more than four fifths of it. */
function isOfFew({ tokens }: CompanyOracle, scope: Scope): boolean {
  const used = tokens
    .ofEmployed(scope)
    .map((one) => one.tokens)
    .filter((amount) => amount > 0);
  const all = used.reduce((sum, amount) => sum + amount, 0);
  return used.length > 0 && (used.length < 5 || Math.max(...used) > 0.8 * all);
}
