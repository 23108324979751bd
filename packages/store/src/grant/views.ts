import {
  addDays,
  annualised,
  endless,
  type Grant,
  type Holder,
  type Lot,
  type LotBalance,
  periodOf,
  stateOf,
  sumLots,
  tellsPay,
} from '@exchequer/core/grant';
import { formatUsd } from '@exchequer/model';
import type { GrantBalance, GrantLot, GrantPassing, Grant as GrantView } from '@exchequer/model/contract';
import type { WorkerFacts } from './people.ts';
import { type Plan, viewTerms } from './plans.ts';
import type { Transfer } from './transfers.ts';

/** Names and the day by which grants are shown. */
export interface ViewFacts {
  today: string;
  fiscalStart: number;
  plans: ReadonlyMap<string, Plan>;
  workers: ReadonlyMap<string, WorkerFacts>;
  teams: ReadonlyMap<string, string>;
}

/** Lots that expire within so many days are said to expire soon. */
const soonDays = 30;

/** What lots come to. Rolled over and passed-on money is counted where it first was granted. */
export function viewBalance(lots: readonly Lot[], today: string): GrantBalance {
  const soon = addDays(today, soonDays);
  const expiring = lots.filter((lot) => lot.expiresOn <= soon).reduce((sum, lot) => sum + lot.available, 0n);
  return balanceView(netOf(lots), expiring);
}

/** Sums of lots in which a rollover inside them is not counted twice. */
export function netOf(lots: readonly Lot[]): LotBalance {
  const sum = sumLots(lots);
  const rolled = lots
    .filter(({ kind }) => kind === 'rollover')
    .reduce((total, lot) => total + lot.granted, 0n);
  return { ...sum, granted: sum.granted - rolled, transferred: sum.transferred - rolled };
}

export const balanceView = (balance: LotBalance, expiring: bigint): GrantBalance => ({
  granted: formatUsd(balance.granted),
  available: formatUsd(balance.available),
  used: formatUsd(balance.used),
  expired: formatUsd(balance.expired),
  returned: formatUsd(balance.returned),
  transferred: formatUsd(balance.transferred),
  expiring_soon: formatUsd(expiring),
});

export const viewLot = (lot: Lot): GrantLot => ({
  id: lot.id,
  grant_id: lot.grantId,
  kind: lot.kind,
  starts_on: lot.startsOn,
  expires_on: lot.expiresOn,
  granted: formatUsd(lot.granted),
  available: formatUsd(lot.available),
  used: formatUsd(lot.used),
  expired: formatUsd(lot.expired),
  returned: formatUsd(lot.returned),
  transferred: formatUsd(lot.transferred),
});

export const withheldText =
  'the amount tells base pay, which is shown with the compensation scope and to the person alone';

export function holderName(holder: Holder, { workers, teams }: Pick<ViewFacts, 'workers' | 'teams'>): string {
  return (holder.kind === 'worker' ? workers.get(holder.id)?.name : teams.get(holder.id)) ?? holder.id;
}

/** A person leaves: their grants end with them. */
export function effective(grant: Grant, workers: ReadonlyMap<string, WorkerFacts>): Grant {
  const leavesOn = grant.holder.kind === 'worker' ? workers.get(grant.holder.id)?.leavesOn : null;
  if (!leavesOn || (grant.endsOn !== null && grant.endsOn <= leavesOn)) return grant;
  return { ...grant, endsOn: leavesOn };
}

/** A grant as the API shows it; amounts that tell pay only where `seesPay`. */
export function viewGrant(given: Grant, lots: readonly Lot[], facts: ViewFacts, seesPay: boolean): GrantView {
  const grant = effective(given, facts.workers);
  const withheld = tellsPay(grant.terms) && !seesPay;
  const state = stateOf(grant, facts.today);
  return {
    id: grant.id,
    plan_id: grant.planId,
    plan_name: facts.plans.get(grant.planId)?.name ?? grant.planId,
    ...viewTerms(grant.terms),
    basis_kind: grant.terms.basisKind,
    holder: { ...grant.holder, name: holderName(grant.holder, facts) },
    starts_on: grant.startsOn,
    ends_on: grant.endsOn,
    state,
    jurisdiction: grant.jurisdiction,
    policy_version: grant.policyVersion,
    currency: grant.currency,
    annual_amount: withheld ? null : formatUsd(annualised(grant.amount)),
    balance: withheld ? null : viewBalance(lots, facts.today),
    withheld: withheld ? withheldText : null,
    next_lot_on: nextLotOn(grant, state, facts),
    pauses: grant.pauses.map(({ from, to }) => ({ from, to: to === endless ? null : to, reason: '' })),
  };
}

function nextLotOn(grant: Grant, state: string, { today, fiscalStart }: ViewFacts): string | null {
  if (state === 'scheduled') return grant.startsOn;
  if (state !== 'active') return null;
  const next = periodOf(grant.terms.cadence, today, fiscalStart).to;
  return grant.endsOn !== null && grant.endsOn <= next ? null : next;
}

export const viewTransfer = (
  transfer: Transfer,
  names: Pick<ViewFacts, 'workers' | 'teams'>,
  hidesAmount = false,
): GrantPassing => ({
  id: transfer.id,
  from: { ...transfer.from, name: holderName(transfer.from, names) },
  to: { kind: 'worker', id: transfer.toId, name: holderName({ kind: 'worker', id: transfer.toId }, names) },
  amount: hidesAmount ? null : formatUsd(transfer.amount),
  reason: transfer.reason,
  state: transfer.state,
  requested_by: transfer.requestedBy,
  requested_at: transfer.requestedAt.toISOString(),
  decided_by: transfer.decidedBy,
  decided_at: transfer.decidedAt?.toISOString() ?? null,
});
