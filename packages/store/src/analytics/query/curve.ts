import {
  averagedSpend,
  curvesInSteps,
  gradeOf,
  isCannotTell,
  type Optimum,
  optimumInSteps,
  type Prepared,
  prepare,
  qualityVerdict,
  type ResponseCurve,
  type ResponseCurves,
  refuseFew,
  type TeamWeek,
} from '@exchequer/core/analysis';
import { factMeasureOf, type Sums } from '@exchequer/core/metric';
import { aggregateRule, parseUsd } from '@exchequer/model';
import type { Curve, DateRange } from '@exchequer/model/contract';
import { unhurried } from '../../pace/index.ts';
import type { Cell } from './cell.ts';
import { curveSentence } from './curve-words.ts';
import { spanOf } from './fact-sheet.ts';
import type { Employment, ReadingFacts } from './facts.ts';
import { guardReading } from './guard.ts';
import { type Response, readResponse, wholeWeeks } from './response.ts';
import { readWeeks } from './team-week.ts';

/** What is asked of a curve. */
export interface CurveAsked {
  range: DateRange;
  outcome: string;
  /** Dollars that one outcome is worth; without it there is no optimum. */
  valuePerOutcome?: string | undefined;
}

/** Spend against accepted outcomes of a kind, one point for each team and week, and what may be read of it. */
export async function readCurve(facts: ReadingFacts, asked: CurveAsked): Promise<Curve> {
  const { range, outcome } = asked;
  const measure = `accepted_${outcome.replace('.', '_')}`;
  const [spend, outcomes, staff] = await Promise.all([
    readWeeks(facts, range, 'cost_contracted'),
    factMeasureOf(measure) ? readWeeks(facts, range, measure) : [],
    facts.directory.employments(facts.workspace, range.from, range.to),
  ]);
  const guard = await guardReading(
    facts,
    { range, filters: [], group_by: ['team'], metrics: ['outcomes_per_dollar'] },
    'week',
  );
  const persons = new Set(staff.map(({ workerId }) => workerId)).size;
  const shown = (cell: Cell) => !guard.hidesPoint(cell) && !guard.hidesGroup(cell.key);
  const weeks = wholeWeeks(range, spanOf(facts, range, 'week').last);
  const rows = teamWeeks(spend.filter(shown), outcomes, measure, staff, weeks);
  const teams = new Set(spend.filter(({ key }) => key[0]).map(({ key }) => key[0])).size;
  const per = staff.length > 0 ? ('person-week' as const) : ('team-week' as const);
  const told = { ...nothing, outcome, per, points: rows.map(toPoint), persons, teams };
  const none = 'There are no outcomes to set against spend.';
  if (!outcomes.some(({ sums }) => amountOf(sums, measure) > 0n)) {
    const needs = factMeasureOf(measure)?.needs ?? `outcomes of the kind ${outcome}`;
    return { ...told, points: [], sentence: none, needs };
  }
  const points = 'Teams and weeks differ in more than spend: the points tell no cause.';
  const few = guard.refused ?? refuseFew(persons)?.needs;
  if (few) return { ...told, sentence: points, needs: few };
  const response = await readResponse(facts, { range, outcome, staff });
  return answerOf({ ...told, sentence: points }, rows, response, asked, {
    nameOf: await namesOf(facts, response, (id) => !guard.hidesGroup([id])),
    seed: `${facts.workspace} ${range.from} ${range.to} ${outcome}`,
  });
}

const nothing = {
  fits: [],
  elasticity: null,
  quality: null,
  simpson: null,
  by_team: [],
  optimum: null,
  headline: false,
};

interface Naming {
  nameOf: (id: string) => string | null;
  seed: string;
}

async function namesOf(facts: ReadingFacts, response: Response, shown: (id: string) => boolean) {
  const ids = response.teamIds.filter(shown);
  const names = await facts.labels.namesOf(facts.workspace, 'team', ids);
  return (id: string) => (ids.includes(id) ? (names.get(id) ?? id) : null);
}

async function answerOf(
  told: Omit<Curve, 'needs'>,
  rows: readonly TeamWeek[],
  response: Response,
  asked: CurveAsked,
  { nameOf, seed }: Naming,
): Promise<Curve> {
  const { elasticity, failures, reversal, teams, teamIds, unit } = response;
  const prepared = prepare(rows);
  const curves = prepared && (await unhurried(curvesInSteps(prepared)));
  const fits = curves ? fitsOf(curves) : [];
  if (isCannotTell(elasticity)) return { ...told, fits, needs: elasticity.needs };
  const verdict = qualityVerdict(failures);
  const tells = isCannotTell(failures) ? null : failures;
  const offZero = elasticity.low > 0 || elasticity.high < 0;
  const { within, low, high, pooled, between, units, weeks } = elasticity;
  const answer = {
    ...told,
    fits,
    elasticity: {
      ...{
        within: near(within),
        low: near(low),
        high: near(high),
        pooled: near(pooled),
        between: near(between),
      },
      ...{ grade: gradeOf({ kind: 'fixed-effects' }), unit, units, weeks },
    },
    quality: {
      verdict,
      ...{
        within: tells && near(tells.within),
        low: tells && near(tells.low),
        high: tells && near(tells.high),
      },
    },
    simpson: reversal?.flips
      ? { crude: near(reversal.crude), stratified: near(reversal.stratified), by: 'team' }
      : null,
    by_team: (teams?.teams ?? []).flatMap(({ team, units: of, own, shrunk }) => {
      const name = nameOf(teamIds[team] ?? '');
      if (name === null || of < aggregateRule.fewestPersons) return [];
      return [{ team: name, persons: of, own: near(own), pooled: near(shrunk) }];
    }),
    optimum: curves && prepared ? await optimum(prepared, curves, asked, seed) : null,
    headline: offZero && !reversal?.flips && verdict !== 'worse',
  };
  return { ...answer, ...curveSentence(answer) };
}

async function optimum(
  prepared: Prepared,
  curves: ResponseCurves,
  { valuePerOutcome }: CurveAsked,
  seed: string,
): Promise<Curve['optimum']> {
  const [best] = curves.shown;
  if (!best || !valuePerOutcome || parseUsd(valuePerOutcome) <= 0n) return null;
  const value = Number(parseUsd(valuePerOutcome)) / picoPerUsd;
  const { from, to } = curves;
  const found: Optimum = await unhurried(
    optimumInSteps(prepared, best, { value, from, to, seed, resamples }),
  );
  return {
    form: found.form,
    value_per_outcome: valuePerOutcome,
    spend: text(found.spend),
    low: found.interval && text(found.interval.low),
    high: found.interval && text(found.interval.high),
    level: found.permille / 1_000,
    place: found.place,
  };
}

/** Fewer than elsewhere: each draws the teams anew and fits a curve to them. */
const resamples = 200;
const picoPerUsd = 1e12;
const linePoints = 40;

/** Curves as lines from where 5 % of the points spend less to where 5 % spend more, and not further. */
function fitsOf(curves: ResponseCurves): Curve['fits'] {
  const { from, to } = curves;
  const fit = (curve: ResponseCurve, isShown: boolean) => ({
    ...{ form: curve.form, deviance: near(curve.deviance), held_out: near(curve.heldOut) },
    ...{ aicc: near(curve.aicc), near_best: isShown },
    line: Array.from({ length: linePoints + 1 }, (_, at) => {
      const spend = from + ((to - from) * at) / linePoints;
      return { spend: text(spend), outcomes: text(curve.at(spend)) };
    }),
  });
  return [
    ...curves.shown.map((curve) => fit(curve, true)),
    ...curves.others.map((curve) => fit(curve, false)),
  ];
}

const places = 6;
const text = (value: number): string => Math.max(0, value).toFixed(places);
const near = (value: number): number => Number(value.toFixed(places));

const lags = 2;

/**
 * Points of the teams that spend, those without an outcome in a week as zero: spend of a head, averaged
 * with the two weeks before. A week whose past is not shown has no point, since it would tell of it.
 */
function teamWeeks(
  spend: readonly Cell[],
  outcomes: readonly Cell[],
  measure: string,
  staff: readonly Employment[],
  weeks: readonly string[],
): TeamWeek[] {
  const placeOf = ({ bucket, key }: Cell) => `${bucket.slice(0, 10)} ${key[0]}`;
  const spent = new Map(spend.map((cell) => [placeOf(cell), amountOf(cell.sums, 'cost_contracted')]));
  const counted = new Map(outcomes.map((cell) => [placeOf(cell), amountOf(cell.sums, measure)]));
  const teams = [...new Set(spend.map(({ key }) => key[0] ?? ''))].filter((id) => id !== '');
  return teams.flatMap((id, team) => {
    const heads = weeks.map((week) => (staff.length > 0 ? headsOf(staff, id, week) : 1));
    const byHead = weeks.map((week, at) => {
      const dollars = spent.get(`${week} ${id}`);
      return dollars === undefined || !heads[at] ? Number.NaN : Number(dollars) / picoPerUsd / heads[at];
    });
    const averaged = averagedSpend(byHead, lags);
    return averaged.flatMap((dollars, at): TeamWeek[] => {
      const week = weeks[at + lags] ?? '';
      if (Number.isNaN(dollars) || dollars <= 0) return [];
      const results = Math.max(0, Number(counted.get(`${week} ${id}`) ?? 0n));
      return [{ team, week: at, spend: dollars, results, heads: heads[at + lags] ?? 1 }];
    });
  });
}

const headsOf = (staff: readonly Employment[], team: string, week: string): number =>
  new Set(
    staff
      .filter(({ teamId, from, to }) => teamId === team && (from ?? week) <= week && (to ?? '9999') > week)
      .map(({ workerId }) => workerId),
  ).size;

const toPoint = ({ spend, results, heads }: TeamWeek): Curve['points'][number] => ({
  spend: text(spend),
  outcomes: text(results / heads),
  weight: heads,
});

const amountOf = (sums: Sums, measure: string): bigint => sums[measure] ?? 0n;
