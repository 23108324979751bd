import { carriersOn, instantsOfPeriod } from '@exchequer/core/envelope';
import { type LedgerRefusal, levelOf } from '@exchequer/core/ledger';
import { localDate } from '@exchequer/core/metric';
import { type EnvelopePeriodRef, type LeaseRefusal, parseUsd } from '@exchequer/model';
import {
  type BudgetOptions,
  explainExhausted,
  type KeptTree,
  latestPeriods,
  limitOf,
  loadTree,
  moneyOfPeriods,
  refOf,
} from '../envelope/index.ts';

type Periods = Awaited<ReturnType<typeof latestPeriods>>;

/** Where a lease of an envelope stands now: its path in today's periods, under today's rules. */
export interface LeasePlace {
  tree: KeptTree;
  periods: Periods;
  /** Leaf first; empty where the envelope covers nothing today. */
  path: readonly EnvelopePeriodRef[];
  /** Account prefixes of the path. */
  prefixes: readonly string[];
  /** First instant after the shortest period of the path. */
  endsAt: Date;
}

export async function placeOfLease(
  { sql, now, timeZone }: BudgetOptions,
  workspace: string,
  envelopeId: string,
): Promise<LeasePlace> {
  const [tree, periods] = await Promise.all([loadTree(sql, workspace), latestPeriods(sql, workspace)]);
  const today = localDate(now().getTime(), timeZone());
  const carriers = carriersOn(tree, envelopeId, today).flatMap((envelope) => {
    const period = periods.get(envelope.id);
    return period && period.endedAt === null ? [{ envelope, period }] : [];
  });
  // The books can be late to open a period; the leaf itself has to be there.
  const isThere = carriers[0]?.envelope.id === envelopeId;
  const path = isThere ? carriers.map(({ envelope, period }) => refOf(envelope, period)) : [];
  const ends = carriers.map(({ period }) => instantsOfPeriod(period, timeZone()).to.getTime());
  return {
    tree,
    periods,
    path,
    prefixes: path.map((ref) => levelOf(ref).prefix),
    endsAt: new Date(Math.min(...ends)),
  };
}

/** Why the books gave nothing, in words for whoever is refused. */
export async function refusalOf(
  options: BudgetOptions,
  workspace: string,
  leafId: string,
  { tree, periods }: LeasePlace,
  refusal: LedgerRefusal,
): Promise<LeaseRefusal> {
  const isShort = refusal.refused === 'envelope-exhausted';
  const envelopeId = isShort ? String(refusal.facts?.envelope ?? leafId) : leafId;
  const period = periods.get(envelopeId);
  const [explained, money] = await Promise.all([
    explainExhausted(options, workspace, tree, periods, refusal),
    moneyOfPeriods(options.sql, workspace, period ? [period] : []),
  ]);
  const [found] = money.values();
  return {
    refused: isShort ? 'envelope-exhausted' : 'books-refused',
    detail: explained.detail,
    envelopeId,
    envelopeName: tree.get(envelopeId)?.name ?? envelopeId,
    free: isShort ? freeOf(refusal) : (found?.pockets.available ?? 0n),
    limit: found ? limitOf(found) : 0n,
    period: period?.key ?? '',
    resetsAt: period ? instantsOfPeriod(period, options.timeZone()).to : null,
  };
}

/** What the level that refused has left. */
export const freeOf = ({ facts }: LedgerRefusal): bigint => parseUsd(String(facts?.available ?? '0'));

/** Nothing was asked of the books. */
export const notLeased = (
  refused: 'nothing-covers' | 'lease-over',
  detail: string,
  envelopeId: string,
  tree: KeptTree,
): LeaseRefusal => ({
  refused,
  detail,
  envelopeId,
  envelopeName: tree.get(envelopeId)?.name ?? envelopeId,
  free: 0n,
  limit: 0n,
  period: '',
  resetsAt: null,
});
