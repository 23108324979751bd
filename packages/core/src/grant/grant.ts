import type { Purpose } from '@exchequer/model';
import type { GrantBasis, GrantCadence, GrantType } from '@exchequer/model/contract';
import type { DaySpan } from './calendar.ts';

/** What was agreed when the grant was issued. A plan that changes later changes no grant. */
export interface GrantTerms {
  type: GrantType;
  cadence: GrantCadence;
  /** Periods that a lot is good for, its own included. */
  validPeriods: number;
  rollover: { percent: number; cap: bigint | null };
  surplus: 'team_pool' | 'expire';
  transfer: 'none' | 'team' | 'manager_approved';
  personalUse: boolean;
  purpose: Purpose;
  basisKind: GrantBasis['kind'];
}

/** How much accrues: over a year, or per working day. Amounts are 10⁻¹² of the currency, in whole cents. */
export type GrantAmount = { per: 'year'; annual: bigint } | { per: 'working_day'; amount: bigint };

/** Who holds lots: a worker, or a team's pool. */
export interface Holder {
  kind: 'worker' | 'team';
  id: string;
}

export const holderKey = ({ kind, id }: Holder): string => `${kind}/${id}`;

export interface Grant {
  id: string;
  planId: string;
  holder: Holder;
  terms: GrantTerms;
  amount: GrantAmount;
  currency: string;
  startsOn: string;
  /** First day on which it no longer runs; null is open. */
  endsOn: string | null;
  /** Days on which nothing accrues; an open pause ends at `9999-12-31`. */
  pauses: readonly DaySpan[];
  jurisdiction: string;
  policyVersion: string;
  /** What was spent ahead of a pause that took it back; the next lots are smaller by it. */
  advance: bigint;
}

export const lotKinds = ['accrual', 'rollover', 'transfer', 'pool'] as const;
export type LotKind = (typeof lotKinds)[number];

/** What became of a lot: granted = available + used + expired + returned + transferred. */
export interface LotBalance {
  granted: bigint;
  available: bigint;
  used: bigint;
  expired: bigint;
  returned: bigint;
  transferred: bigint;
}

/** A part of a grant with its own expiry. */
export interface Lot extends LotBalance {
  id: string;
  grantId: string;
  holder: Holder;
  kind: LotKind;
  /** First day on which it can be drawn. */
  startsOn: string;
  /** First day on which it is gone. */
  expiresOn: string;
  /** Days it accrued for; accrual lots alone. */
  accrues: DaySpan | null;
  /** Part of it went over into the next period already: once is all. */
  rolled: boolean;
}

export const emptyBalance = (): LotBalance => ({
  granted: 0n,
  available: 0n,
  used: 0n,
  expired: 0n,
  returned: 0n,
  transferred: 0n,
});

/** Sums of lots. */
export function sumLots(lots: Iterable<LotBalance>): LotBalance {
  const sum = emptyBalance();
  for (const lot of lots) {
    for (const part of Object.keys(sum) as (keyof LotBalance)[]) sum[part] += lot[part];
  }
  return sum;
}

export type GrantState = 'scheduled' | 'active' | 'paused' | 'ended';

export function stateOf(grant: Grant, today: string): GrantState {
  if (grant.endsOn !== null && grant.endsOn <= today) return 'ended';
  if (today < grant.startsOn) return 'scheduled';
  return grant.pauses.some(({ from, to }) => from <= today && today < to) ? 'paused' : 'active';
}

/** Amounts that tell base pay, or the band that sets it, to whoever can divide. */
export const tellsPay = ({ basisKind }: Pick<GrantTerms, 'basisKind'>): boolean =>
  basisKind === 'share_of_base' || basisKind === 'role_bands';
