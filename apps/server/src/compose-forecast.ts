import {
  type CannotTell,
  forecastAhead,
  headcountOn,
  type KnownSpend,
  type LearnedSpend,
  learnSpend,
  priceOfMix,
  type SpendForecast,
} from '@exchequer/core/analysis';
import { addDays, daysBetween, type Period, periodOn } from '@exchequer/core/envelope';
import { localDate } from '@exchequer/core/metric';
import type { PriceAnswer, PriceQuestion } from '@exchequer/model';
import type { RunwayView, UsageFilter, Workspace } from '@exchequer/model/contract';
import { type DailySpendRead, readDailySpend, readTokenMix } from '@exchequer/store/analytics/forecast';
import type { Directory, UsageReports } from '@exchequer/store/analytics/query';
import type { EnvelopeBurn } from '@exchequer/store/envelope';
import { Kept, unhurried } from '@exchequer/store/pace';

export type ForecastScope = 'company' | 'team' | 'provider' | 'workflow';

export interface ForecastAsked {
  workspace: Workspace;
  scope: ForecastScope;
  id: string;
  cost: 'list' | 'contracted' | 'marginal';
  /** Who is shown it. */
  asker: string;
}

/** A series with its forecast over the days that follow. */
export interface ForecastTold extends DailySpendRead {
  forecast: SpendForecast | CannotTell;
}

/** Forecasts of spend, each made once per scope and last whole day. */
export interface Forecasts {
  /** The period of the day after the last whole one, and everything said of its days. */
  ofPeriod(
    asked: ForecastAsked,
    kind: 'month' | 'quarter',
  ): Promise<(ForecastTold & { period: Period }) | { needs: string; today: string; period: Period }>;
  /** So many days ahead, for terms that keep no calendar. */
  ofDays(asked: ForecastAsked, days: number): Promise<ForecastTold | { needs: string; today: string }>;
}

export interface ForecastParts {
  reports: Pick<UsageReports, 'metrics'>;
  directory: Pick<Directory, 'employments'>;
  prices: { answers(questions: readonly PriceQuestion[]): Promise<PriceAnswer[]> };
  settings: { current(): { time_zone: string; fiscal_year_start_month: number } };
  now: () => Date;
}

/** A runway as it was last made of the same envelope on the same day. */
export type Runways = (today: string, burn: EnvelopeBurn, make: () => RunwayView) => RunwayView;

/** Runways change with what is left, so that they are kept as long as it and its burn stay. */
function keepRunways(): Runways {
  const kept = new Map<string, { of: string; view: RunwayView }>();
  return (today, { envelope, spend, daysToReset }, make) => {
    const of = [
      today,
      envelope.version,
      envelope.balance?.free,
      spend.length,
      spend.at(-1),
      daysToReset,
    ].join('/');
    const found = kept.get(envelope.id);
    if (found?.of === of) return found.view;
    const view = make();
    kept.set(envelope.id, { of, view });
    return view;
  };
}

/** Series kept with their forecast; the oldest goes first. */
const mostKept = 300;
/** What a month and a quarter of a series have in common is some hundred kilobytes. */
const mostLearned = 12;
/** A quarter: what is asked further ahead is learned for by itself. */
const usualSteps = 92;
const quarter = { period: 'quarter', custom: null } as const;
const month = { period: 'month', custom: null } as const;

export function openForecasts(parts: ForecastParts): { forecasts: Forecasts; runways: Runways } {
  return { forecasts: createForecasts(parts), runways: keepRunways() };
}

function createForecasts(parts: ForecastParts): Forecasts {
  const { reports, settings, now } = parts;
  const timeZone = () => settings.current().time_zone;
  const kept = new Kept<SpendForecast | CannotTell>(mostKept);
  const learned = new Kept<LearnedSpend>(mostLearned);
  const today = () => localDate(now().getTime(), timeZone());
  const read = (asked: ForecastAsked) =>
    readDailySpend(reports, {
      workspace: asked.workspace,
      metric: `spend_${asked.cost}`,
      filters: filtersOf(asked),
      ...{ today: today(), timeZone: timeZone(), asker: asked.asker },
    });
  const told = async (asked: ForecastAsked, series: DailySpendRead, steps: number): Promise<ForecastTold> => {
    // What is sent late changes the sum, and with it the forecast.
    const sum = series.spend.reduce((a, b) => a + b, 0n);
    const of = [asked.workspace, asked.scope, asked.id, asked.cost, series.asOf, sum].join('/');
    const learn = (ahead: number) =>
      learned.of(`${of}/${ahead}`, async () =>
        unhurried(learnSpend(await knownOf(parts, asked, series, ahead), { steps: ahead })),
      );
    const forecast = await kept.of(`${of}/${steps}`, async () => {
      const seed = `${asked.workspace}/${asked.scope}/${asked.id}`;
      return unhurried(forecastAhead(await learn(Math.max(steps, usualSteps)), { steps, seed }));
    });
    return { ...series, forecast };
  };
  return {
    ofPeriod: async (asked, kind) => {
      const series = await read(asked);
      const next = 'needs' in series ? today() : addDays(series.asOf, 1);
      const period = periodOn(
        kind === 'month' ? month : quarter,
        next,
        settings.current().fiscal_year_start_month,
      ) as Period;
      if ('needs' in series) return { ...series, today: today(), period };
      return { ...(await told(asked, series, daysBetween(next, period.endsOn))), period };
    },
    ofDays: async (asked, days) => {
      const series = await read(asked);
      return 'needs' in series ? { ...series, today: today() } : told(asked, series, days);
    },
  };
}

const filtersOf = ({ scope, id }: ForecastAsked): UsageFilter[] =>
  scope === 'company' ? [] : [{ dimension: scope, op: 'is', values: [id] }];

/** The series with staff and prices, those of the days to come included. */
async function knownOf(
  { reports, directory, prices, settings }: ForecastParts,
  asked: ForecastAsked,
  { from, asOf, spend }: DailySpendRead,
  steps: number,
): Promise<KnownSpend> {
  const { workspace, asker } = asked;
  const days = spend.length + steps;
  const mix = await readTokenMix(reports, {
    ...{ workspace, filters: filtersOf(asked), asOf, timeZone: settings.current().time_zone, asker },
  });
  const models = [...new Set(mix.map(({ model }) => model))];
  const answers = await prices.answers(
    models.map((model) => ({ provider: '', model, service_tier: '', speed: '', region: '' })),
  );
  const staff = await staffOf(directory, asked, from, addDays(from, days));
  return {
    from,
    // Floats from here on: a forecast is no amount of the books.
    spend: spend.map((amount) => Number(amount) / 1e12),
    headcount: staff && headcountOn(staff, from, days),
    price: priceOfMix(mix, answers, from, days),
    // Nobody states the company's days off yet; none are made up.
    holidays: new Set(),
  };
}

/** Who is on the list of the company or the team; providers and workflows have no staff. */
async function staffOf(
  directory: ForecastParts['directory'],
  { workspace, scope, id }: ForecastAsked,
  from: string,
  to: string,
) {
  if (scope === 'provider' || scope === 'workflow') return null;
  const all = await directory.employments(workspace, from, to);
  return scope === 'team' ? all.filter(({ teamId }) => teamId === id) : all;
}
