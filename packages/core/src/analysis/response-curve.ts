import { invariant } from '@exchequer/model';
import { atOnce, type InSteps, lowest, quantiles } from '../statistics/index.ts';
import {
  averageLevel,
  bareResults,
  devianceOf,
  grouped,
  type Levels,
  levelsOf,
  type Points,
  scatterOf,
  type TeamWeek,
  toPoints,
  weekPlaces,
} from './response-level.ts';
import { type ResponseForm, type Shape, type ShapeFamily, shapeFamilies } from './response-shape.ts';

/** A curve through the points, with levels of teams and weeks of their own. */
export interface ResponseCurve {
  readonly form: ResponseForm;
  readonly parameters: readonly number[];
  /** Poisson deviance of the points. */
  readonly deviance: number;
  /** Deviance of teams that the fit did not see: what a curve is chosen by. */
  readonly heldOut: number;
  /** Akaike’s criterion, corrected for few points and for counts that scatter more than Poisson’s. */
  readonly aicc: number;
  /** Results a head at a spend a head, at the level of the average team. */
  readonly at: (spend: number) => number;
}

export interface ResponseCurves {
  /** Best on teams not seen first; then all others within two of the best criterion. */
  readonly shown: readonly ResponseCurve[];
  /** Those that fit worse. */
  readonly others: readonly ResponseCurve[];
  /** Between these a curve may be drawn: 5 % of the points spend less, 5 % more. */
  readonly from: number;
  readonly to: number;
}

const within = 2;
const folds = 10;
/** Levels need not settle while a search looks about: their error enters the deviance squared. */
const roughly = 1e-3;
const exactly = 1e-7;

/** Points that a curve can be put through: of teams that spent. */
export const usable = (rows: readonly TeamWeek[]): TeamWeek[] =>
  rows.filter(({ heads, spend }) => heads > 0 && spend > 0);

/** A panel made ready for searches: all its points, and the few that stand for them. */
export interface Prepared {
  readonly points: Points;
  readonly grouped: readonly TeamWeek[];
  /** A typical spend a head. */
  readonly middle: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Takes the levels of weeks out, as the power law sees them, and groups what is left. Null with fewer than
 * twelve points, fewer than three teams, or nothing brought about.
 */
export function prepare(rows: readonly TeamWeek[]): Prepared | null {
  const kept = usable(rows);
  const weeks = weekPlaces(kept);
  const points = toPoints(kept, weeks);
  if (kept.length < 12 || points.teams < 3 || !kept.some(({ results }) => results > 0)) return null;
  const [from = 0, middle = 1, to = 1] = quantiles(Array.from(points.spend), [0.05, 0.5, 0.95]);
  const power = shapeFamilies.find(({ form }) => form === 'power');
  invariant(power, 'the power law is one of the families');
  const { levels } = fitShape(points, power, middle, { mostTries: 40 });
  return { points, grouped: grouped(kept, weeks, levels.week), middle, from, to };
}

const oneWeek = new Map([[0, 0]]);
const levelWeek = new Float64Array([1]);

/** Grouped points in columns. */
export const groupedPoints = (rows: readonly TeamWeek[]): Points => toPoints(rows, oneWeek);

/** A search over grouped points, whose weeks are at level one. */
export const onGrouped = { weeks: levelWeek };

/** Fits every family within teams and weeks, and chooses. Null where {@link prepare} has nothing. */
export const fitCurves = (rows: readonly TeamWeek[], prepared = prepare(rows)): ResponseCurves | null =>
  prepared && atOnce(curvesInSteps(prepared));

/** The same, a family at a time. */
export function* curvesInSteps(prepared: Prepared): InSteps<ResponseCurves> {
  const { points, middle, from, to } = prepared;
  const few = groupedPoints(prepared.grouped);
  const fitted: (Fitted & { family: ShapeFamily })[] = [];
  for (const family of shapeFamilies) {
    const { place, shape } = fitShape(few, family, middle, onGrouped);
    yield;
    const bare = bareResults(points, shape.at);
    const levels = levelsOf(points, bare, null, { near: exactly });
    fitted.push({ family, place, shape, bare, levels, deviance: devianceOf(points, bare, levels) });
    yield;
  }
  const free = points.size - points.teams - points.weeks;
  const best = fitted.reduce((a, b) => (a.deviance <= b.deviance ? a : b));
  const scatter = Math.max(1, scatterOf(points, best.bare, best.levels) / Math.max(1, free - 2));
  const parts = foldsOf(prepared.grouped);
  const curves: ResponseCurve[] = [];
  for (const { family, place, shape, bare, levels, deviance } of fitted) {
    const size = place.length;
    const level = averageLevel(points, bare, levels.week);
    let heldOut = 0;
    for (const part of parts) {
      heldOut += heldOutDeviance(part, family, place, middle);
      yield;
    }
    curves.push({
      ...{ form: family.form, parameters: shape.parameters, deviance },
      heldOut,
      aicc: deviance / scatter + 2 * size + (2 * size * (size + 1)) / Math.max(1, free - size - 1),
      at: (spend: number) => level * shape.at(spend),
    });
  }
  const lowestAicc = Math.min(...curves.map(({ aicc }) => aicc));
  const ordered = curves.sort((a, b) => a.heldOut - b.heldOut);
  const shown = ordered.filter(({ aicc }, at) => at === 0 || aicc <= lowestAicc + within);
  return { shown, others: ordered.filter((curve) => !shown.includes(curve)), from, to };
}

interface Fitted {
  readonly place: readonly number[];
  readonly shape: Omit<Shape, 'form'>;
  readonly bare: Float64Array;
  readonly levels: Levels;
  readonly deviance: number;
}

export interface Search {
  readonly starts?: readonly (readonly number[])[];
  /** Levels of weeks that are kept; else each week gets its own. */
  readonly weeks?: Float64Array | null;
  readonly mostTries?: number;
}

/** The shape of a family that fits best when every team and every week has a level of its own. */
export function fitShape(points: Points, family: ShapeFamily, middle: number, search: Search = {}): Fitted {
  const { starts = family.starts(middle), weeks = null, mostTries = 120 } = search;
  let last = weeks;
  const look = (place: readonly number[], near = roughly): Omit<Fitted, 'place'> => {
    const shape = family.shape(place, middle);
    const bare = bareResults(points, shape.at);
    const levels = levelsOf(points, bare, last, { fixed: weeks !== null, near });
    if (!weeks) last = levels.week;
    return { shape, bare, levels, deviance: devianceOf(points, bare, levels) };
  };
  const found = starts.map((start) => lowest((place) => look(place).deviance, start, { mostTries }));
  const { place } = found.reduce((a, b) => (a.value <= b.value ? a : b));
  return { place, ...look(place, exactly) };
}

interface Fold {
  readonly kept: Points;
  readonly out: Points;
}

/** Teams left out one by one, or in ten groups where they are more. */
function foldsOf(rows: readonly TeamWeek[]): Fold[] {
  const teams = [...new Set(rows.map(({ team }) => team))];
  const groupOf = new Map(teams.map((team, at) => [team, at % folds]));
  return Array.from({ length: Math.min(folds, teams.length) }, (_, group) => {
    const isOut = ({ team }: TeamWeek) => groupOf.get(team) === group;
    return {
      kept: groupedPoints(rows.filter((row) => !isOut(row))),
      out: groupedPoints(rows.filter(isOut)),
    };
  });
}

/**
 * Deviance of teams that were left out, each at its own level, since a curve says how results change with
 * spend and not how high a team stands.
 */
function heldOutDeviance(
  { kept, out }: Fold,
  family: ShapeFamily,
  start: readonly number[],
  middle: number,
): number {
  const { shape } = fitShape(kept, family, middle, { ...onGrouped, starts: [start], mostTries: 60 });
  const bare = bareResults(out, shape.at);
  return devianceOf(out, bare, levelsOf(out, bare, levelWeek, { fixed: true }));
}
