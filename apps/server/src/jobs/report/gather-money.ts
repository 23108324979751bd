import { addDays } from '@exchequer/core/envelope';
import type { BoardFacts, SumFact } from '@exchequer/core/report';
import { formatUsd, parseUsd } from '@exchequer/model';
import { taxableUse } from '@exchequer/store/grant';
import { carefully, type MonthAsked } from './asked.ts';

type MoneyFacts = Pick<
  BoardFacts,
  | 'purposes'
  | 'invoiced'
  | 'credits'
  | 'creditsAsOf'
  | 'drawn'
  | 'grants'
  | 'taxable'
  | 'unexplained'
  | 'waitingBatches'
  | 'targets'
>;

/** What the books say of the month: purposes, invoices, credits, grants, and whether they agree. */
export async function moneyOf(asked: MonthAsked): Promise<MoneyFacts> {
  const { log } = asked;
  const [purposes, invoiced, credits, grants, taxable, agreement, targets] = await Promise.all([
    carefully(log, 'purposes', () => purposesOf(asked)),
    carefully(log, 'invoices', () => invoicedOf(asked)),
    carefully(log, 'credits', () => creditsOf(asked)),
    carefully(log, 'grants', () => grantsOf(asked)),
    carefully(log, 'taxable use', () => taxableOf(asked)),
    carefully(log, 'agreement', () => agreementOf(asked)),
    carefully(log, 'targets', () => targetsOf(asked)),
  ]);
  return {
    purposes,
    invoiced: invoiced ?? [],
    ...(credits ?? { credits: [], creditsAsOf: asked.today, drawn: new Map() }),
    grants,
    taxable: taxable ?? unread,
    ...(agreement ?? { unexplained: null, waitingBatches: 0 }),
    targets: targets ?? new Map(),
  };
}

const unread: SumFact = { sum: null, needs: 'a reading that failed; the log of the tower says why' };

async function purposesOf({ api, workspace, range }: MonthAsked): Promise<BoardFacts['purposes']> {
  const { from, to } = range;
  const { groups } = await api.charge.charges.summary({ workspace, from, to, by: 'purpose' });
  return groups.length === 0 ? null : groups.map(({ key, amount }) => ({ key, amount }));
}

async function invoicedOf({ api, workspace, range }: MonthAsked): Promise<BoardFacts['invoiced']> {
  const { rows } = await api.charge.bridge({ workspace, from: range.from, to: range.to });
  return rows.map(({ provider, measured, prepaid, invoiced, gap }) => ({
    ...{ provider, measured, prepaid, invoiced, gap },
  }));
}

async function creditsOf({
  api,
  workspace,
  range,
  today,
}: MonthAsked): Promise<Pick<BoardFacts, 'credits' | 'creditsAsOf' | 'drawn'>> {
  const last = addDays(range.to, -1);
  const asOf = last < today ? last : today;
  const { credits, runway } = await api.charge.credits.list({ workspace, as_of: asOf });
  const drawn = runway
    .filter(({ currency }) => currency === 'USD')
    .map((one) => [one.provider, one.drawn_last_month] as const);
  return { credits, creditsAsOf: asOf, drawn: new Map(drawn) };
}

async function grantsOf({ api, workspace, month }: MonthAsked): Promise<BoardFacts['grants']> {
  const { points, holders, withheld } = await api.grant.timeline({ workspace, from: month, to: month });
  if (withheld !== null) return { withheld };
  const [point] = points;
  if (!point || holders === 0) return null;
  return { issued: point.granted, used: point.used, expired: point.expired };
}

const fewestPersons = 5;

/** Use on grants that allow personal use: as much as is told of five and more. */
async function taxableOf({ grants, workspace, range }: MonthAsked): Promise<SumFact> {
  const uses = await taxableUse(grants, workspace, range);
  const persons = new Set(uses.map(({ workerId }) => workerId)).size;
  if (persons > 0 && persons < fewestPersons)
    return { sum: null, needs: 'personal use by at least five persons' };
  return { sum: formatUsd(uses.reduce((sum, { amount }) => sum + amount, 0n)), needs: null };
}

async function agreementOf({
  api,
  workspace,
  range,
}: MonthAsked): Promise<Pick<BoardFacts, 'unexplained' | 'waitingBatches'>> {
  const { from, to } = range;
  const found = await api.charge.reconcile({ workspace, from, to });
  const size = (amount: bigint) => (amount < 0n ? -amount : amount);
  const unexplained = found.differences
    .filter(({ cause }) => cause === 'unexplained')
    .reduce((sum, { difference }) => sum + size(parseUsd(difference)), 0n);
  return { unexplained: formatUsd(unexplained), waitingBatches: found.waiting_batches };
}

const targetPrefix = 'target_';

/** The newest stated targets of the whole company up to the month, by metric. */
async function targetsOf({ api, workspace, range }: MonthAsked): Promise<Map<string, string>> {
  const stated = await api.value.figures({ workspace });
  const newest = stated
    .filter(({ key, team_id, month }) => key.startsWith(targetPrefix) && team_id === '' && month < range.to)
    .sort((a, b) => (a.month < b.month ? -1 : 1));
  return new Map(newest.map(({ key, amount }) => [key.slice(targetPrefix.length), amount]));
}
