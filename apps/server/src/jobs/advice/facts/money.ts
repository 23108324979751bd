import type {
  CreditLot,
  EnvelopeForecast,
  FlaggedUse,
  GrantStress,
  InvoiceMatch,
  PurposeTagging,
} from '@exchequer/core/advice';
import { estimateAtCompletion, forecastInSteps, isCannotTell } from '@exchequer/core/analysis';
import { addDays, daysBetween } from '@exchequer/core/envelope';
import { stressGrid } from '@exchequer/core/grant';
import { quantileOfSorted } from '@exchequer/core/statistics';
import {
  type EnvelopeDays,
  readCreditDraws,
  readEnvelopeDays,
  readInvoices,
  readPlanGrants,
  readPurposes,
} from '@exchequer/store/analytics/advice';
import { unhurried } from '@exchequer/store/pace';
import { daysFrom, type Gathering, toDollars, toPico } from './asked.ts';

const historyDays = 200;

/** Where envelopes will stand at the end of their period; null where none has a limit. */
export async function forecastFacts({
  books,
  window,
  workspace,
}: Gathering): Promise<EnvelopeForecast[] | null> {
  const envelopes = await readEnvelopeDays(books, addDays(window.to, -historyDays));
  if (envelopes.length === 0) return null;
  const forecasts: EnvelopeForecast[] = [];
  for (const envelope of envelopes) forecasts.push(...(await forecastOf(envelope, window.to, workspace)));
  return forecasts;
}

async function forecastOf(
  envelope: EnvelopeDays,
  to: string,
  workspace: string,
): Promise<EnvelopeForecast[]> {
  const { id, name, limit, spend, startsOn, endsOn } = envelope;
  const ends = addDays(endsOn, 1);
  const left = daysBetween(to, ends);
  const [first] = [...spend.keys()].sort();
  if (left <= 0 || first === undefined) return [];
  const values = daysFrom(first, to).map((day) => toDollars(spend.get(day) ?? 0n));
  const known = { from: first, spend: values, headcount: null, price: null, holidays: new Set<string>() };
  const forecast = await unhurried(
    forecastInSteps(known, { steps: left, seed: `${workspace}/${id}`, paths: 400 }),
  );
  if (isCannotTell(forecast)) return [];
  const spent = daysFrom(startsOn, to).reduce((sum, day) => sum + (spend.get(day) ?? 0n), 0n);
  const at = estimateAtCompletion(toDollars(spent), forecast.paths, left, toDollars(limit));
  const sums = forecast.paths.map(
    (path) => toDollars(spent) + path.slice(0, left).reduce((a, b) => a + b, 0),
  );
  const over = sums.map((sum) => Math.max(0, sum - toDollars(limit))).sort((a, b) => a - b);
  const beyond = (share: number) => toPico(quantileOfSorted(over, share));
  return [
    {
      ...{ envelopeId: id, name, ends, limit, spent, model: forecast.model },
      estimate: { low: toPico(at.low80), likely: toPico(at.median), high: toPico(at.high80) },
      overrunPermille: (at.over ?? 0) * 1000,
      overrun: { low: beyond(0.1), likely: beyond(0.5), high: beyond(0.9) },
    },
  ];
}

/** Credits that are not used up. */
export async function creditFacts({ books, window }: Gathering): Promise<CreditLot[] | null> {
  const credits = await readCreditDraws(books);
  if (credits.length === 0) return null;
  return credits.map(({ draws, unfunded, expires, ...credit }) => {
    const all = [...draws, ...Array.from({ length: Math.max(0, window.days - draws.length) }, () => 0n)];
    const weeks = weeklyMeans(all);
    const mean = all.reduce((sum, one) => sum + one, 0n) / BigInt(all.length);
    return {
      ...credit,
      expires,
      daysLeft: expires === null ? null : daysBetween(window.today, expires) + 1,
      drawnPerDay: { low: weeks[0] ?? mean, likely: mean, high: weeks.at(-1) ?? mean },
      routablePerDay: unfunded / BigInt(window.days),
    };
  });
}

/** Means of whole weeks, the smallest first: what a day may come to. */
function weeklyMeans(amounts: readonly bigint[]): bigint[] {
  const weeks = Math.floor(amounts.length / 7);
  return Array.from(
    { length: weeks },
    (_, week) => amounts.slice(week * 7, week * 7 + 7).reduce((sum, one) => sum + one, 0n) / 7n,
  ).sort((a, b) => (a < b ? -1 : 1));
}

/** Invoices of the last half year; null where none came. */
export async function invoiceFacts({ books, window }: Gathering): Promise<InvoiceMatch[] | null> {
  const invoices = await readInvoices({ ...books, from: addDays(window.to, -183) });
  return invoices.length === 0 ? null : invoices;
}

export const purposeFacts = ({ books }: Gathering): Promise<PurposeTagging | null> => readPurposes(books);

/** Plans against the envelopes that hold their amounts; null where there is no plan. */
export async function grantFacts({ books }: Gathering, budget: bigint | null): Promise<GrantStress[] | null> {
  const plans = await readPlanGrants(books);
  if (plans.length === 0 || budget === null) return null;
  const all = plans.reduce((sum, { annual }) => sum + annual, 0n);
  if (all === 0n) return [];
  const cells = stressGrid(all, budget).map(({ pricePercent, usageTimes, over }) => ({
    pricePercent,
    usageTimes,
    over,
  }));
  return [{ planId: 'all', name: 'all plans', annual: all, budget, cells }];
}

const fewestHolders = 5;

/** Personal use and transfers by plan, where enough persons hold grants of it; null where there is no plan. */
export async function flagFacts({ books }: Gathering): Promise<FlaggedUse[] | null> {
  const plans = await readPlanGrants(books);
  if (plans.length === 0) return null;
  return plans
    .filter(({ holders }) => holders >= fewestHolders)
    .flatMap(({ id, name, holders, personalUsed, moved, moves }) => {
      const plan = { id, name };
      const uses: FlaggedUse[] = [];
      if (personalUsed > 0n)
        uses.push({ kind: 'personal-use', plan, grants: holders, amount: personalUsed, taxPermille: null });
      if (moves >= fewestHolders)
        uses.push({ kind: 'transfer', plan, grants: moves, amount: moved, taxPermille: null });
      return uses;
    });
}
