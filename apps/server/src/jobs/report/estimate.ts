import { estimateAtCompletion, isCannotTell, type SpendForecast } from '@exchequer/core/analysis';
import { addDays, daysBetween, type Period, periodOn } from '@exchequer/core/envelope';
import type { EstimateFact } from '@exchequer/core/report';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { BudgetEnvelope } from '@exchequer/model/contract';
import type { ForecastTold } from '../../compose-forecast.ts';
import type { MonthAsked } from './asked.ts';

/** A period with what the company’s budget allows in it; null where there is none. */
interface BudgetPeriod {
  startsOn: string;
  endsOn: string;
  name: string;
  budget: bigint | null;
}

/** Courses are not drawn further than bands are tried on the past. */
const mostDaysAhead = 100;

/** What the period of the company’s budget, or else the fiscal quarter, will have cost at its end. */
export async function estimateOf(asked: MonthAsked): Promise<EstimateFact> {
  const period = await periodOf(asked);
  const budget = period.budget === null ? null : formatUsd(period.budget);
  const head = { name: period.name, from: period.startsOn, to: period.endsOn, budget };
  if (period.endsOn <= asked.today) {
    const days = await spendByDay(asked, period);
    if ('needs' in days) return { ...head, ...nothing, over: true, needs: days.needs };
    return ended(days.spend, period, head);
  }
  const ahead = await coursesAhead(asked, period);
  if ('needs' in ahead) return { ...head, ...nothing, over: false, ...ahead };
  return { ...head, over: false, needs: null, ...estimated(ahead, period) };
}

const nothing = {
  ...{ asOf: null, value: null, low80: null, high80: null, overBudget: null, says: '' },
  days: [] as EstimateFact['days'],
};

/** The budget that holds the last day of the month. Several of one calendar are one sum. */
async function periodOf(asked: MonthAsked): Promise<BudgetPeriod> {
  const { api, workspace, range, fiscalStart } = asked;
  const day = addDays(range.to, -1);
  const { envelopes } = await api.budget.envelopes.list({ workspace, state: 'active', search: '' });
  const periods = await Promise.all(
    rootsOf(envelopes).map(async ({ id }) => {
      const known = await api.budget.envelopes.periods({ workspace, id, limit: 100 });
      return known.periods.find(({ starts_on, ends_on }) => starts_on <= day && day < ends_on);
    }),
  );
  const held = periods.flatMap((period) => period ?? []);
  const [first] = held;
  if (first) {
    const alike = held.filter(({ period_key }) => period_key === first.period_key);
    const budget = alike.reduce((sum, { limit }) => sum + parseUsd(limit), 0n);
    const period = { key: first.period_key, startsOn: first.starts_on, endsOn: first.ends_on };
    if (daysBetween(asked.today, period.endsOn) <= mostDaysAhead)
      return { ...period, budget, name: nameOf(period) };
  }
  const quarter = periodOn({ period: 'quarter', custom: null }, day, fiscalStart) as Period;
  return { ...quarter, budget: null, name: nameOf(quarter) };
}

/** Budgets of the whole company; where none is, those at the top. Never one of a person or an agent. */
function rootsOf(envelopes: readonly BudgetEnvelope[]): BudgetEnvelope[] {
  const roots = envelopes.filter(
    ({ parent_id, currency, kind }) =>
      parent_id === null && currency === 'USD' && ['company', 'function', 'team'].includes(kind),
  );
  const ofCompany = roots.filter(({ kind }) => kind === 'company');
  return ofCompany.length > 0 ? ofCompany : roots;
}

/** A period for people: “October 2026”, “Quarter FY2026-Q4”, “Budget to 22 Dec 2026”. */
function nameOf({ key, endsOn }: Period): string {
  if (/^\d{4}-\d{2}$/.test(key)) {
    const options = { month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
    return new Intl.DateTimeFormat('en-GB', options).format(new Date(`${key}-15T12:00:00Z`));
  }
  if (/-Q\d$/.test(key)) return `Quarter ${key}`;
  if (/^FY\d{4}$/.test(key)) return `Fiscal year ${key.slice(2)}`;
  const last = new Date(`${addDays(endsOn, -1)}T12:00:00Z`);
  return `Budget to ${new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }).format(last)}`;
}

type DaySpend = { day: string; amount: string }[];

async function spendByDay(
  { api, workspace, range, today }: MonthAsked,
  { startsOn, endsOn }: BudgetPeriod,
): Promise<{ spend: DaySpend } | { needs: string }> {
  const to = endsOn < today ? endsOn : today;
  if (to <= startsOn) return { spend: [] };
  const { totals, series } = await api.metric.query({
    ...{ workspace, metrics: ['spend_contracted'], grain: 'day' },
    range: { from: startsOn, to, time_zone: range.time_zone },
  });
  const [total] = totals;
  if (!total || total.value === null) return { needs: total?.needs ?? 'usage' };
  const byDay = new Map(series.map(({ bucket, values }) => [bucket.slice(0, 10), values[0] ?? null]));
  if ([...byDay.values()].includes(null)) return { needs: 'days on which at least five persons spent' };
  const count = daysBetween(startsOn, to);
  const days = Array.from({ length: count }, (_, at) => addDays(startsOn, at));
  return { spend: days.map((day) => ({ day, amount: byDay.get(day) ?? '0' })) };
}

const sumOf = (spend: DaySpend): bigint => spend.reduce((sum, { amount }) => sum + parseUsd(amount), 0n);

const unknown = { median: null, low: null, high: null };
const pastOf = (spend: DaySpend): EstimateFact['days'] =>
  spend.map(({ day, amount }) => ({ day, actual: amount, ...unknown }));

function ended(
  spend: DaySpend,
  period: BudgetPeriod,
  head: Pick<EstimateFact, 'name' | 'from' | 'to' | 'budget'>,
): EstimateFact {
  const sum = sumOf(spend);
  return {
    ...{ ...head, ...nothing, over: true, needs: null },
    ...{ asOf: addDays(period.endsOn, -1), value: formatUsd(sum), days: pastOf(spend) },
    overBudget: period.budget === null ? null : Number(sum > period.budget),
    says: `${period.name} is over: this is what was spent.`,
  };
}

/** The forecast of the days that are left; what is missing where none can be made. */
async function coursesAhead(
  asked: MonthAsked,
  period: BudgetPeriod,
): Promise<Forecast | { needs: string; days: EstimateFact['days'] }> {
  const { workspace, asker, forecasts, today } = asked;
  const { endsOn } = period;
  const of = { workspace, scope: 'company', id: '', cost: 'contracted', asker } as const;
  // What is known may end some days ago; then there are more days to come than the calendar says.
  const told = await forecasts.ofDays(of, Math.max(1, daysBetween(today, endsOn) + slack));
  if ('needs' in told) return { needs: told.needs, days: [] };
  const left = daysBetween(told.asOf, endsOn) - 1;
  const isShort = !isCannotTell(told.forecast) && left > told.forecast.days.length;
  const found = isShort ? await forecasts.ofDays(of, left) : told;
  if ('needs' in found) return { needs: found.needs, days: [] };
  const { forecast } = found;
  if (isCannotTell(forecast)) return { needs: forecast.needs, days: pastOf(knownOf(found, period)) };
  return { ...found, forecast };
}

/** A series that could be forecast. */
interface Forecast extends Omit<ForecastTold, 'forecast'> {
  forecast: SpendForecast;
}

/** Exact spend of the days of a period that are over. */
function knownOf({ from, asOf, spend }: ForecastTold, { startsOn }: BudgetPeriod): DaySpend {
  const first = daysBetween(from, startsOn);
  const count = Math.max(0, daysBetween(startsOn, asOf) + 1);
  return Array.from({ length: count }, (_, at) => ({
    day: addDays(startsOn, at),
    amount: formatUsd(spend[first + at] ?? 0n),
  }));
}

const slack = 3;

function estimated(
  told: Forecast,
  period: BudgetPeriod,
): Pick<EstimateFact, 'asOf' | 'value' | 'low80' | 'high80' | 'overBudget' | 'says' | 'days'> {
  const { forecast, asOf } = told;
  const { endsOn, budget } = period;
  const known = knownOf(told, period);
  const left = Math.max(0, daysBetween(asOf, endsOn) - 1);
  const actual = Number(sumOf(known)) / 1e12;
  const limit = budget === null ? null : Number(budget) / 1e12;
  const at = estimateAtCompletion(actual, forecast.paths, left, limit);
  const ahead = forecast.days.slice(0, left).map((one, h) => ({
    ...{ day: addDays(asOf, h + 1), actual: null, median: dollars(one.median) },
    ...{ low: dollars(one.low80), high: dollars(one.high80) },
  }));
  return {
    ...{ asOf, value: dollars(at.median), low80: dollars(at.low80), high80: dollars(at.high80) },
    overBudget: at.over,
    says: `Forecast on ${forecast.learned} days of spend up to ${asOf}.`,
    days: [...pastOf(known), ...ahead],
  };
}

/** A float of dollars, rounded to a hundredth of a cent: a forecast is no amount of the books. */
const dollars = (value: number): string => value.toFixed(4);
