import type {
  BunchedSpend,
  DecisionWait,
  DeniedRequests,
  IncidentRate,
  Linkage,
  Missing,
  PoolLoad,
  ReviewWait,
  SupportQuality,
  VendorShare,
} from '@exchequer/core/advice';
import { addDays } from '@exchequer/core/envelope';
import { parseUsd, type StatedFigureKey } from '@exchequer/model';
import {
  type OutcomeHalves,
  readDecisionKinds,
  readLinkage,
  readRefused,
  readStatedNewest,
  readStatedSum,
  readTicketCost,
  readVendors,
  type SubjectSeries,
  type WorkloadUse,
} from '@exchequer/store/analytics/advice';
import { daysFrom, type Gathering, toDollars, toPico } from './asked.ts';

export const company = { kind: 'company', id: 'company', name: 'The company' } as const;
/** Of a normal estimate, 80 % lies within so many standard errors. */
const eighty = 1.2816;

export async function linkageFacts({ usage, teams }: Gathering): Promise<Linkage[] | null> {
  const read = await readLinkage(usage);
  if (!read) return null;
  // A team of which nothing is linked has no source of outcomes: that is no waste of it.
  return read
    .filter(({ team, cost, unlinked }) => team !== '' && unlinked < cost)
    .map(({ team, cost, unlinked }) => ({
      group: { kind: 'team' as const, id: team, name: teams.get(team) ?? team },
      ...{ cost, unlinked, vanity: unlinked, precision: null },
    }));
}

/** How vendors share the spend; of a part of them nothing follows, so that all must be told of. */
export const vendorFacts = async ({ usage }: Gathering): Promise<VendorShare[] | Missing | null> => {
  const { vendors, hidden } = await readVendors(usage);
  if (hidden > 0)
    return {
      needs: 'at least five persons behind each vendor: spend with one of them would tell of fewer',
      to: '/people',
    };
  return vendors.length === 0 ? null : vendors.map((vendor) => ({ ...vendor, substitutablePermille: null }));
};

/** Refusals of budgets, which the gateway counts for the company; null where no call passed one. */
export async function denialFacts(
  { books, zone }: Gathering,
  workloads: readonly WorkloadUse[],
): Promise<DeniedRequests[] | null> {
  const told = await readRefused(books, zone);
  if (!told) return null;
  const requests = workloads.reduce((sum, one) => sum + one.requests, 0n);
  const cost = workloads.reduce((sum, one) => sum + one.cost, 0n);
  const costPerRequest = requests > 0n ? cost / requests : 0n;
  const denied = { requests: told.requests, denied: told.refused, costPerRequest };
  return [{ group: company, envelopeId: null, envelope: 'of the company', ...denied }];
}

const fewestWaits = 5;

/** The newest amount that the company states of a figure; null where it states none. */
async function statedAmount({ books }: Gathering, key: StatedFigureKey): Promise<bigint | null> {
  const stated = await readStatedNewest(books, key);
  return stated === null ? null : parseUsd(stated);
}

/** Waits for review in both halves; null where no merged change says how long it waited. */
export async function reviewFacts(
  gathering: Gathering,
  { before, after }: OutcomeHalves,
): Promise<ReviewWait[] | Missing | null> {
  const [a, b] = [before.waits, after.waits];
  if (before.merged + after.merged === 0) return null;
  if (a.count < fewestWaits || b.count < fewestWaits)
    return {
      needs: 'how long merged changes waited for review: their source tells it of too few',
      to: '/sources#outcomes',
    };
  const error = Math.sqrt(a.variance / a.count + b.variance / b.count);
  const likely = b.mean - a.mean;
  return [
    {
      group: company,
      ...{ beforeHours: a.mean, afterHours: b.mean, reviews: b.count },
      delayPerDay: await statedAmount(gathering, 'delay_per_day'),
      addedHours: { low: likely - eighty * error, likely, high: likely + eighty * error },
    },
  ];
}

/** Incidents against merged changes; null where either is told of by no source. */
export async function incidentFacts(
  gathering: Gathering,
  { before, after }: OutcomeHalves,
): Promise<IncidentRate[] | null> {
  if (before.merged + after.merged === 0 || before.incidents + after.incidents === 0) return null;
  const half = ({ merged, incidents }: typeof before) => ({ changes: merged, incidents });
  const costPerIncident = await statedAmount(gathering, 'incident_cost');
  return [{ group: company, before: half(before), after: half(after), costPerIncident }];
}

/** Tickets that AI handled; null where no helpdesk tells, or no workflow is named that answers. */
export async function supportFacts(
  { usage, books, middle, window }: Gathering,
  { before, after }: OutcomeHalves,
): Promise<SupportQuality[] | Missing | null> {
  if (before.handledByAi === 0 || after.handledByAi === 0) return null;
  const cost = await readTicketCost(usage, middle);
  if (!cost)
    return {
      needs: 'the workflow that answered each ticket: no ticket names one that usage knows',
      to: '/sources#outcomes',
    };
  const stated = await readStatedSum(books, 'human_ticket_cost');
  const months = new Set([window.from.slice(0, 7), addDays(window.to, -1).slice(0, 7)]).size;
  const returned = before.escalated + before.reopened + after.escalated + after.reopened;
  const monthly = BigInt(Math.round((returned * 30) / window.days));
  const half = (one: typeof before, spent: bigint) => ({
    ...{ handled: one.handledByAi, escalated: one.escalated, reopened: one.reopened, cost: spent },
  });
  return [
    {
      group: company,
      ...{ before: half(before, cost.before), after: half(after, cost.after) },
      costPerReturn: stated !== null && monthly > 0n ? stated / BigInt(months) / monthly : null,
    },
  ];
}

/** Decisions by kind; null where the log is empty. */
export async function decisionFacts(gathering: Gathering): Promise<DecisionWait[] | null> {
  const { books, zone } = gathering;
  const [kinds, hours, delayPerDay] = await Promise.all([
    readDecisionKinds(books, zone),
    readStatedNewest(books, 'decision_hours'),
    statedAmount(gathering, 'decision_delay_per_day'),
  ]);
  const slaSeconds = hours === null ? null : Number(hours) * 3600;
  return kinds.length === 0 ? null : kinds.map((kind) => ({ ...kind, slaSeconds, delayPerDay }));
}

/** Days at the end of a month in which what is left of a budget is spent. */
const endDays = 3;
/** Student's t of 80 % for so many degrees of freedom from two on. */
const student = [1.886, 1.638, 1.533, 1.476, 1.44];
const fewestEnds = 3;

/** Spend of teams at the ends of months against their own other days; null below three ends. */
export function bunchingFacts(
  { window, teams }: Gathering,
  series: readonly SubjectSeries[],
): BunchedSpend[] | null {
  const all = series.find(({ kind }) => kind === 'company');
  const [first] = [...(all?.spend.keys() ?? [])].sort();
  if (first === undefined) return null;
  const days = daysFrom(first, window.to);
  const months = wholeMonths(days);
  if (months.length < fewestEnds) return null;
  return series
    .filter(({ kind }) => kind === 'team')
    .map(({ id, spend }) => {
      const excess = months.map((month) => excessOf(month, spend));
      const mean = excess.reduce((sum, one) => sum + one, 0) / excess.length;
      const variance = excess.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (excess.length - 1);
      const reach = (student[excess.length - 3] ?? 1.4) * Math.sqrt(variance / excess.length);
      const cost =
        months.flat().reduce((sum, day) => sum + (spend.get(day) ?? 0n), 0n) / BigInt(months.length);
      return {
        group: { kind: 'team' as const, id, name: teams.get(id) ?? id },
        ...{ where: 'period-end' as const, periods: months.length, cost, plan: null },
        excess: { low: toPico(mean - reach), likely: toPico(mean), high: toPico(mean + reach) },
      };
    });
}

/** The months of which every day is there. */
function wholeMonths(days: readonly string[]): string[][] {
  const months = new Map<string, string[]>();
  for (const day of days) months.set(day.slice(0, 7), [...(months.get(day.slice(0, 7)) ?? []), day]);
  return [...months.values()].filter(
    (month) => month[0]?.endsWith('-01') && addDays(month.at(-1) ?? '', 1).endsWith('-01'),
  );
}

/** Dollars of the last days beyond the month's other days of the same weekday. */
function excessOf(month: readonly string[], spend: ReadonlyMap<string, bigint>): number {
  const cost = (day: string) => toDollars(spend.get(day) ?? 0n);
  const weekday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay();
  const others = month.slice(0, -endDays);
  return month.slice(-endDays).reduce((sum, day) => {
    const alike = others.filter((other) => weekday(other) === weekday(day));
    return sum + cost(day) - alike.reduce((all, other) => all + cost(other), 0) / Math.max(1, alike.length);
  }, 0);
}

/** What owning costs may turn out so much lower or higher than stated, in thousandths. */
const owning = { low: 900n, high: 1200n };
/** As the comparison on the page of own inference assumes. */
const plan = { months: 36, apiDeclinePerYear: 0.3, discountPerYear: 0.1, taxRate: 0, salvageShare: 0 };

/** Own GPUs; null where none is scraped or stated. */
export async function poolFacts(
  { services, workspace, window, zone }: Gathering,
  workloads: readonly WorkloadUse[],
): Promise<PoolLoad[] | null> {
  const range = { from: window.from, to: window.to, time_zone: zone };
  const [reports, costs] = await Promise.all([
    services.factory.report(workspace, range),
    services.factory.costs.list(workspace),
  ]);
  if (reports.length === 0) return null;
  const tokens = workloads.reduce(
    (sum, { uncached, read, write, output }) => sum + uncached + read + write + output,
    0n,
  );
  const cost = workloads.reduce((sum, one) => sum + one.cost, 0n);
  const apiPerMillion = tokens > 0n ? (toDollars(cost) * 1e6) / Number(tokens) : null;
  return Promise.all(
    reports.map(async (report) => {
      const stated = costs.filter(({ pool }) => pool === report.pool).at(-1);
      const asked = { pool: report.pool, range, apiPerMillion, plan };
      const even = await services.factory.breakEven(workspace, asked);
      const now = Number(even?.now_per_month ?? 0);
      const own = ownCost(even, now);
      const api = even?.api_price_per_million;
      const watts =
        report.mean_watts === null || !stated?.capWatts ? null : Number(report.mean_watts) / stated.capWatts;
      const loss = report.idle_watts_loss;
      return {
        pool: report.pool,
        apiCost: api ? toPico((Number(api) * now) / 1e6) : null,
        ownCost:
          own === null
            ? null
            : { low: (own * owning.low) / 1000n, likely: own, high: (own * owning.high) / 1000n },
        tokensPerMonth: BigInt(Math.round(now)),
        breakEvenTokens: even?.tokens_per_month ? BigInt(even.tokens_per_month) : null,
        parity: parityOf(stated?.qualityParity),
        idlePermille: watts === null ? null : Math.max(0, Math.round((1 - watts) * 1000)),
        idleLoss: loss === null ? null : monthly(parseUsd(loss), window.days),
      };
    }),
  );
}

const parityOf = (stated: 'equal' | 'worse' | 'unknown' | undefined): PoolLoad['parity'] =>
  stated === 'equal' ? 'same' : (stated ?? 'unknown');

function ownCost(
  even: { fixed_per_month: string | null; own_variable_per_million: string | null } | null,
  now: number,
) {
  if (!even?.fixed_per_month || even.own_variable_per_million === null) return null;
  return toPico(Number(even.fixed_per_month) + (Number(even.own_variable_per_million) * now) / 1e6);
}

function monthly(amount: bigint, days: number) {
  const month = (amount * 30n) / BigInt(days);
  return { low: month, likely: month, high: month };
}
