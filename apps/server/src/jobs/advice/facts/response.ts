import {
  type AccessSpread,
  type DeniedRequests,
  type Missing,
  type PermilleSpan,
  perMonth,
  type ResponseFit,
} from '@exchequer/core/advice';
import { addDays } from '@exchequer/core/envelope';
import { studentQuantile } from '@exchequer/core/statistics';
import { parseUsd } from '@exchequer/model';
import {
  type OutcomeHalves,
  readCompanyMonth,
  readRoleStops,
  readStatedNewest,
  type SubjectSeries,
} from '@exchequer/store/analytics/advice';
import { daysFrom, type Gathering } from './asked.ts';
import { company } from './work.ts';

/** Weeks that a response is read over. */
const weeks = 12;
const outcome = 'pull_request.merged';

/**
 * How the company's accepted changes answer to its spend, as the page of values tells it; what is missing
 * where it cannot be told. A reading that no sentence may be made of (another sign within teams than over
 * them, failures that rise along) says so instead of giving a figure.
 */
export async function responseFacts(
  gathering: Gathering,
  series: readonly SubjectSeries[],
  halves: OutcomeHalves | null,
): Promise<ResponseFit[] | Missing> {
  const { services, workspace, window, zone, books } = gathering;
  const value = await readStatedNewest(books, 'value_per_change');
  if (value === null) {
    const needs = 'what an accepted change is worth to the company: the stated figure value_per_change';
    return { needs, to: '/value#figures' };
  }
  const range = { from: addDays(window.to, -7 * weeks), to: window.to, time_zone: zone };
  const { elasticity, persons, teams, simpson, quality, needs } = await services.reports.curve(workspace, {
    ...{ range, outcome },
  });
  if (!elasticity)
    return { needs: needs ?? 'spend and accepted changes by team and week', to: '/value#curve' };
  if (simpson) {
    return {
      needs: 'an experiment: within teams spend and output move together otherwise than over all of them',
      to: '/value#experiments',
    };
  }
  if (quality?.verdict === 'worse') {
    return { needs: 'fewer failures first: they rise along with what is accepted', to: '/value#curve' };
  }
  const spend = spendOf(series, window.days, window.to);
  const outcomes = (halves?.before.merged ?? 0) + (halves?.after.merged ?? 0);
  if (!spend || outcomes === 0)
    return { needs: 'spend and accepted changes of the last month', to: '/sources' };
  return [
    {
      ...{ group: company, people: persons, grade: elasticity.grade },
      elasticity: eighty(elasticity, teams),
      ...{ spend: spend.now, seen: spend.seen, growthPermille: spend.growthPermille },
      outcomes: (outcomes * 30) / window.days,
      valuePerOutcome: parseUsd(value),
      envelopeId: await readCompanyMonth(books),
    },
  ];
}

/** Value that a dollar brings where it was refused, in thousandths; null where no response is known. */
function worthOf(fits: readonly ResponseFit[] | null): PermilleSpan | null {
  const [fit] = fits ?? [];
  if (!fit || fit.spend <= 0n) return null;
  const perDollar = (fit.outcomes * Number(fit.valuePerOutcome)) / Number(fit.spend);
  const { low, likely, high } = fit.elasticity;
  const permille = (elasticity: number) => Math.floor(elasticity * perDollar * 1000);
  return { low: permille(low), likely: permille(likely), high: permille(high) };
}

/** Use within roles against the refusals that at least five persons of them had. */
export async function accessFacts(
  { services, workspace, window, zone, books }: Gathering,
  fits: readonly ResponseFit[] | null,
  denials: readonly DeniedRequests[] | null,
): Promise<AccessSpread[] | Missing> {
  const range = { from: window.from, to: window.to, time_zone: zone };
  const [roles, stops] = await Promise.all([
    services.reports.access(workspace, range),
    readRoleStops(books, zone),
  ]);
  if (roles.length === 0)
    return { needs: 'roles of people, from the file of pay', to: '/people#people-import' };
  if (stops === null) return { needs: 'calls of people that pass the gateway', to: '/gateway' };
  const costPerRequest = denials?.[0]?.costPerRequest ?? 0n;
  const stopped = new Map(stops.map((one) => [one.role, one]));
  return roles
    .filter(({ suppressed }) => suppressed === null)
    .map(({ role, persons, p90_over_p10 }) => {
      const { calls, people } = stopped.get(role) ?? { calls: 0, people: 0 };
      return {
        ...{ role, people: persons, denied: calls, deniedPeople: people },
        p90OverP10: p90_over_p10 === null ? null : Number(p90_over_p10),
        deniedCost: BigInt(calls) * costPerRequest,
        valuePermille: worthOf(fits),
      };
    });
}

/** The estimate's interval of 95 % as one of 80 %, cut to thousandths outwards. */
function eighty({ within, low, high }: { within: number; low: number; high: number }, teams: number) {
  const freedom = Math.max(1, teams - 1);
  const times = studentQuantile(0.9, freedom) / studentQuantile(0.975, freedom);
  const outwards = (far: number) => within + (far - within) * times;
  return {
    low: Math.floor(outwards(low) * 1000) / 1000,
    likely: Math.round(within * 1000) / 1000,
    high: Math.ceil(outwards(high) * 1000) / 1000,
  };
}

/** Spend of a month now, its growth against the month before, and the months of so many days that were seen. */
function spendOf(series: readonly SubjectSeries[], days: number, to: string) {
  const all = series.find(({ kind }) => kind === 'company')?.spend;
  const [first] = [...(all?.keys() ?? [])].sort();
  if (!all || first === undefined) return null;
  const daily = daysFrom(first, to).map((day) => all.get(day) ?? 0n);
  const months: bigint[] = [];
  let sum = 0n;
  daily.forEach((amount, at) => {
    sum += amount - (daily[at - days] ?? 0n);
    if (at >= days - 1) months.push(perMonth(sum, days));
  });
  const now = months.at(-1);
  const before = months.at(-1 - days);
  if (now === undefined || before === undefined || before <= 0n) return null;
  const sorted = [...months].sort((a, b) => (a < b ? -1 : 1));
  return {
    now,
    seen: { low: sorted[0] ?? now, high: sorted.at(-1) ?? now },
    growthPermille: Number(((now - before) * 1000n) / before),
  };
}
