import { atOnce, type InSteps, seededRandom } from '../statistics/index.ts';
import { dayAfter } from './calendar.ts';
import { type CannotTell, cannotTell } from './cannot-tell.ts';
import { type DayAhead, type Fan, fanOf, stretchOf, untried } from './forecast-bands.ts';
import { knownChange } from './forecast-drivers.ts';
import {
  type FittedModel,
  type ForecastModel,
  type KnownSpend,
  type ModelName,
  week,
} from './forecast-model.ts';
import { forecastModels } from './forecast-models.ts';
import {
  cutTo,
  leastDays,
  originsOf,
  overallScore,
  type Scores,
  scoresOf,
  type Trial,
  trialsOf,
} from './forecast-origins.ts';

/** Why a forecast is worth less than others. */
export type ForecastLabel = 'naive-only' | 'gappy' | 'constant' | 'all-zero';

export interface Candidate {
  readonly model: ModelName;
  readonly scores: Scores;
  /** Over the horizons that count here; null where none could be tried. */
  readonly overall: number | null;
}

/** Days ahead, how they were chosen, and paths to draw whatever else is asked from. */
export interface SpendForecast extends Fan {
  readonly model: ModelName;
  readonly label: ForecastLabel | null;
  readonly candidates: readonly Candidate[];
  /** Days that it was learned from: leading days without spend do not count. */
  readonly learned: number;
  /** Largest move of staff and price together that is known in advance, as a share. */
  readonly knownChange: number;
}

export interface ForecastOptions {
  readonly steps: number;
  readonly seed: string;
  readonly paths?: number;
  /** Fewer candidates, where many series are forecast at once. */
  readonly models?: readonly ForecastModel[];
}

/** The longest past that is learned from. */
const mostDays = 400;
const usualPaths = 800;

/**
 * Forecast of the days after a series: every candidate is tried on the past, the best is taken, and its
 * bands are stretched to hold what they claim. Below 28 days it is “as a week ago”, and says so.
 */
export const forecastSpend = (told: KnownSpend, options: ForecastOptions): SpendForecast | CannotTell =>
  atOnce(forecastInSteps(told, options));

/** The same, a few milliseconds at a time. */
export function* forecastInSteps(
  told: KnownSpend,
  options: ForecastOptions,
): InSteps<SpendForecast | CannotTell> {
  return yield* forecastAhead(yield* learnSpend(told, options), options);
}

/** A series with what each candidate would have said of its past: most of the work of a forecast. */
export interface LearnedSpend {
  readonly told: KnownSpend;
  /** Without the days before the first spend. */
  readonly known: KnownSpend;
  /** Days ahead that the candidates were tried at. */
  readonly steps: number;
  readonly tried: readonly TriedModel[];
}

/** What forecasts of up to `steps` days have in common: learned once, a month and a quarter are drawn of it. */
export function* learnSpend(
  told: KnownSpend,
  { steps, models = forecastModels }: Pick<ForecastOptions, 'steps' | 'models'>,
): InSteps<LearnedSpend> {
  const known = withoutLead(told);
  const { spend } = known;
  const isTried = spend.length >= leastDays && spend.some((y) => y !== spend[0]);
  return { told, known, steps, tried: isTried ? yield* tryOut(models, known, steps) : [] };
}

/** @param options its steps are at most those that were learned for */
export function* forecastAhead(
  { told, known, tried }: LearnedSpend,
  options: ForecastOptions,
): InSteps<SpendForecast | CannotTell> {
  const { spend } = known;
  if (spend.length < week)
    return told.spend.length >= leastDays && spend.length === 0
      ? certain(told, options, 'all-zero')
      : cannotTell('short', `${week} whole days with spend; there are ${spend.length}`);
  if (spend.every((y) => y === spend[0])) return certain(known, options, 'constant');
  const { steps, seed, paths = usualPaths } = options;
  const scored = tried.map((one) => scoredOf(known, one, steps));
  const change = knownChange(known, steps);
  const chosen = chooseModel(scored, change);
  const name = chosen?.candidate.model ?? 'seasonal-naive';
  const model = forecastModels.find((one) => one.name === name) as ForecastModel;
  const fit = withinReach(model.fit(known, steps), spend, steps);
  if (!fit) return cannotTell('short', `${week} whole days with spend`);
  const stretch = chosen
    ? yield* stretchOf(chosen.trials, steps, seededRandom(`${seed}/stretch`))
    : untried(steps);
  return {
    ...fanOf(fit, stretch, seededRandom(`${seed}/paths`), paths),
    model: name,
    label: labelOf(spend),
    candidates: scored.map(({ candidate }) => candidate),
    learned: spend.length,
    knownChange: change,
  };
}

const daysOfMonth = 30;

/**
 * No day ahead is drawn above the highest day seen and twice as much again for each month of the horizon.
 * On the logarithm one huge day among small ones would else be drawn again on top of itself, day after day.
 */
function withinReach(fit: FittedModel | null, spend: readonly number[], steps: number): FittedModel | null {
  if (!fit) return null;
  const ceiling = Math.max(...spend) * (1 + (2 * Math.max(steps, daysOfMonth)) / daysOfMonth);
  return { ...fit, dollars: (value, step) => Math.min(ceiling, fit.dollars(value, step)) };
}

/** Leading days without spend were before it began; and so much past that it still resembles the present. */
function withoutLead(known: KnownSpend): KnownSpend {
  const first = known.spend.findIndex((y) => y !== 0);
  const start = first < 0 ? known.spend.length : Math.max(first, known.spend.length - mostDays);
  if (start === 0) return known;
  return {
    ...known,
    from: dayAfter(known.from, start),
    spend: known.spend.slice(start),
    headcount: known.headcount?.slice(start) ?? null,
    price: known.price?.slice(start) ?? null,
  };
}

function labelOf(spend: readonly number[]): ForecastLabel | null {
  if (spend.length < leastDays) return 'naive-only';
  // Weekends may be empty; more than every second day may not.
  const empty = spend.filter((y) => y === 0).length;
  return empty > spend.length / 2 ? 'gappy' : null;
}

/** A candidate that could be fitted at every origin. */
interface TriedModel {
  readonly model: ModelName;
  readonly trials: readonly Trial[];
}

function* tryOut(models: readonly ForecastModel[], known: KnownSpend, steps: number): InSteps<TriedModel[]> {
  const origins = originsOf(known.spend.length, steps);
  const tried: TriedModel[] = [];
  for (const model of models) {
    const trials = yield* trialsOf(model, known, origins, steps);
    if (trials.length === origins.length) tried.push({ model: model.name, trials });
  }
  return tried;
}

interface Scored {
  readonly candidate: Candidate;
  readonly trials: readonly Trial[];
}

/** How well a candidate did up to a horizon. */
function scoredOf(known: KnownSpend, { model, trials: all }: TriedModel, steps: number): Scored {
  const trials = all.map((trial) => cutTo(trial, steps));
  const scores = scoresOf(known, trials);
  return { candidate: { model, scores, overall: overallScore(scores, steps) }, trials };
}

/** A known move of staff or price from which on the model that knows of it is preferred. */
const tellingChange = 0.02;
/** By so much a simpler model may be worse and still be taken. */
const tie = 1.005;

/**
 * The least error wins. A change of price or staff that is known to come cannot show in past errors: then
 * the model that knows of it needs to be only nearly as good.
 */
function chooseModel(all: readonly Scored[], change: number): Scored | undefined {
  const scored = all.filter(({ candidate }) => candidate.overall !== null);
  const least = Math.min(...scored.map(({ candidate }) => candidate.overall ?? Number.POSITIVE_INFINITY));
  const drivers = scored.find(({ candidate }) => candidate.model === 'drivers');
  if (drivers && change >= tellingChange && (drivers.candidate.overall ?? 0) <= least * (1 + change / 2))
    return drivers;
  return scored.find(({ candidate }) => (candidate.overall ?? 0) <= least * tie);
}

/** A series that never changed says nothing of how it may: the value goes on, and the label says so. */
function certain(
  known: KnownSpend,
  { steps, paths = usualPaths }: ForecastOptions,
  label: ForecastLabel,
): SpendForecast {
  const value = known.spend.at(-1) ?? 0;
  const day: DayAhead = { median: value, low80: value, high80: value, low95: value, high95: value };
  const path = new Float64Array(steps).fill(value);
  return {
    days: Array.from({ length: steps }, () => day),
    paths: Array.from({ length: paths }, () => path),
    ...{ model: 'seasonal-naive', label, candidates: [], learned: known.spend.length, knownChange: 0 },
  };
}
