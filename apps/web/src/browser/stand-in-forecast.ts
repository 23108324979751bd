import { contract, type SpendForecastView } from '@exchequer/model/contract';
import { implement } from '@orpc/server';
import { StandInBudget } from './stand-in-budget.ts';
import { answer } from './stand-in-query.ts';
import * as records from './stand-in-records.ts';
import type { StandInEvent } from './stand-in-usage.ts';

const os = implement(contract);
const asOf = '2026-02-11';
const period = { from: '2026-02-01', to: '2026-03-01', kind: 'month' as const, time_zone: 'Europe/Warsaw' };
const days = Array.from({ length: 28 }, (_, at) => `2026-02-${String(at + 1).padStart(2, '0')}`);
const nothing = { median: null, low80: null, high80: null, low95: null, high95: null };

/** Forecasts of the invented usage: as a week ago, give or take a third. */
export function forecastPart(events: readonly StandInEvent[]) {
  const books = new StandInBudget(events.length > 0);
  return {
    spend: os.forecast.spend.handler(({ input }) => spendOf(events, `spend_${input.cost}`)),
    runway: os.forecast.runway.handler(() => ({
      as_of: asOf,
      envelopes: books.list().envelopes.flatMap(({ id, name, currency, balance }) =>
        balance
          ? [
              {
                ...{ envelope_id: id, name, currency, left: balance.free, daily_spend: balance.daily_spend },
                ...{ days: balance.runway_days === null ? null : Number(balance.runway_days) },
                ...{ low: 14.2, high: 21.8, out_before_reset: 0.31, days_to_reset: 17, horizon_days: 92 },
                label: null,
              },
            ]
          : [],
      ),
    })),
  };
}

function spendOf(events: readonly StandInEvent[], metric: string): SpendForecastView {
  const query = {
    ...{ metrics: [metric], range: period, grain: 'day' as const, group_by: [], filters: [] },
    ...{ compare: 'none' as const, limit: 1 },
  };
  const { series } = answer(events, query, records.snapshot);
  const spent = new Map(series.map(({ bucket, values }) => [bucket, Number(values[0] ?? 0)]));
  const past = days.filter((day) => day <= asOf);
  const actual = past.reduce((sum, day) => sum + (spent.get(day) ?? 0), 0);
  const coming = days
    .filter((day) => day > asOf)
    .map((day, at) => ({ day, median: spent.get(past.slice(-7)[at % 7] ?? '') ?? 0 }));
  const rest = coming.reduce((sum, { median }) => sum + median, 0);
  const text = (value: number) => value.toFixed(4);
  const head = { scope: 'company' as const, id: '', period, as_of: asOf, label: null };
  if (actual === 0) {
    const needs = '7 whole days with spend; there are 0';
    const says = `Cannot tell: needs ${needs}.`;
    return { ...head, needs, says, model: null, candidates: [], learned_days: 0, estimate: null, days: [] };
  }
  return {
    ...head,
    ...{ needs: null, says: 'As on the same day a week ago.', model: 'seasonal-naive', candidates: [] },
    learned_days: 42,
    estimate: {
      ...{ actual: text(actual), median: text(actual + rest) },
      ...{ low80: text(actual + rest * 0.8), high80: text(actual + rest * 1.2) },
      ...{ low95: text(actual + rest * 0.7), high95: text(actual + rest * 1.3) },
      ...{ budget: text((actual + rest) * 1.05), over_budget: 0.34 },
    },
    days: [
      ...past.map((day) => ({ day, actual: text(spent.get(day) ?? 0), ...nothing })),
      ...coming.map(({ day, median }) => ({
        ...{ day, actual: null, median: text(median) },
        ...{ low80: text(median * 0.7), high80: text(median * 1.3) },
        ...{ low95: text(median * 0.5), high95: text(median * 1.5) },
      })),
    ],
  };
}
