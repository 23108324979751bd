import { smaller } from './accrual.ts';
import { drawOrder } from './draw.ts';
import type { GrantTerms, Holder, Lot } from './grant.ts';
import { type GrantRefusal, refuseGrant } from './refusal.ts';

export interface TransferWish {
  from: Holder;
  to: Holder;
  amount: bigint;
  /** Lots of the giver with the rule of the grant each came from. */
  lots: readonly { lot: Lot; rule: GrantTerms['transfer'] }[];
  /** Whether giver and taker are of one team today. */
  sameTeam: boolean;
  today: string;
}

/** What of which lot is passed on, and whether someone has to approve it first. */
export interface TransferPlan {
  slices: { lotId: string; grantId: string; expiresOn: string; amount: bigint }[];
  needsApproval: boolean;
}

/**
 * Passes budget on: at cost, one hop. A lot that came by transfer stays where it is; a grant that
 * allows no transfer gives nothing; what goes first is what is gone first.
 */
export function planTransfer(wish: TransferWish): TransferPlan | GrantRefusal {
  const { from, to, amount, lots, sameTeam, today } = wish;
  if (from.kind === to.kind && from.id === to.id) {
    return refuseGrant('transfer-to-self', 'giver and taker are the same', 'Name somebody else.');
  }
  if (amount <= 0n) return refuseGrant('amount-zero', 'the amount is zero', 'Give an amount above zero.');
  const open = lots.filter(({ lot }) => lot.available > 0n && lot.startsOn <= today && today < lot.expiresOn);
  const own = open.filter(({ lot }) => lot.kind !== 'transfer');
  const pooled = from.kind === 'team';
  const allowed = own.filter(({ rule }) => pooled || (rule !== 'none' && (rule !== 'team' || sameTeam)));
  const free = allowed.reduce((sum, { lot }) => sum + lot.available, 0n);
  if (free < amount) return tooLittle(open.length, own.length, allowed.length);
  const slices = slice(
    allowed.map(({ lot }) => lot),
    amount,
  );
  const used = allowed.filter(({ lot }) => slices.some(({ lotId }) => lotId === lot.id));
  return { slices, needsApproval: pooled || used.some(({ rule }) => rule === 'manager_approved') };
}

function tooLittle(open: number, own: number, allowed: number): GrantRefusal {
  if (own > 0 && allowed === 0) {
    return refuseGrant(
      'transfer-not-allowed',
      'the terms of the grant do not let this budget be passed on',
      'Ask for budget instead: the pool of the team, or an increase.',
    );
  }
  if (open > 0 && own === 0) {
    return refuseGrant(
      'transfer-second-hop',
      'what is left came by transfer and stays',
      'Budget moves one hop.',
    );
  }
  return refuseGrant('transfer-too-large', 'less than that is left to pass on', 'Pass on a smaller amount.');
}

function slice(lots: readonly Lot[], amount: bigint): TransferPlan['slices'] {
  const slices: TransferPlan['slices'] = [];
  let rest = amount;
  for (const { id, grantId, expiresOn, available } of [...lots].sort(drawOrder)) {
    if (rest === 0n) break;
    const part = smaller(available, rest);
    slices.push({ lotId: id, grantId, expiresOn, amount: part });
    rest -= part;
  }
  return slices;
}
