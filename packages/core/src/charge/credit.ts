import type { LedgerCommand } from '../ledger/index.ts';
import { account } from './account.ts';
import { checkAmount, entryOn, refuse } from './refusal.ts';

/** A purchase of prepaid credit. Amounts in 10⁻¹² of the currency; days are company days. */
export interface CreditPurchase {
  id: string;
  provider: string;
  currency: string;
  amount: bigint;
  purchasedOn: string;
  expiresOn: string | null;
  reference: string;
}

/** What names a command: its workspace, its idempotency key and what it was asked, as plain JSON. */
export interface CommandName {
  workspace: string;
  key: string;
  body: unknown;
}

/** Buys credit: an asset, whatever the calendar does, until usage draws it. */
export function buyCredit(name: CommandName, purchase: CreditPurchase): LedgerCommand<{ credit_id: string }> {
  const { id, provider, amount, purchasedOn, expiresOn } = purchase;
  const prepaid = account.prepaid(provider, id);
  return {
    ...name,
    accounts: () => [],
    decide: () => {
      const wrong = checkAmount(amount, purchase.currency, 'the credit');
      if (wrong) return wrong;
      if (expiresOn !== null && expiresOn < purchasedOn) {
        const detail = `the credit would expire on ${expiresOn}, before it was bought on ${purchasedOn}`;
        return refuse('validity-empty', detail, 'Give a later expiry.');
      }
      const entry = entryOn(purchasedOn, {
        kind: 'credit-purchase',
        memo: `Credits of ${provider} bought${purchase.reference && `: ${purchase.reference}`}`,
        subject: id,
        postings: [
          { ...prepaid, amount },
          { ...account.cash, amount: -amount },
        ],
        detail: { provider, reference: purchase.reference, expires_on: expiresOn },
      });
      return { result: { credit_id: id }, entries: [entry] };
    },
  };
}

/** What expires of a credit. */
export interface CreditExpiry {
  creditId: string;
  provider: string;
  /** All that is left when null. */
  amount: bigint | null;
  expiredOn: string;
  memo: string;
}

/** Writes off what is left of a credit, or a part of it, as breakage. */
export function expireCredit(
  name: CommandName,
  { creditId, provider, amount, expiredOn, memo }: CreditExpiry,
): LedgerCommand<{ expired: boolean }> {
  const prepaid = account.prepaid(provider, creditId);
  return {
    ...name,
    accounts: () => [prepaid],
    decide: (facts) => {
      const left = facts.balance(prepaid);
      const wrong = amount === null ? null : checkAmount(amount, prepaid.currency, 'what expires');
      if (wrong) return wrong;
      const expired = amount ?? left;
      if (expired <= 0n || expired > left) {
        return refuse(
          'credit-too-small',
          'there is less left of the credit than is to expire',
          'Expire at most what is left of it.',
        );
      }
      const entry = entryOn(expiredOn, {
        kind: 'credit-expiry',
        memo: memo || `Credits of ${provider} expired unused`,
        subject: creditId,
        postings: [
          { ...account.breakage(provider), amount: expired },
          { ...prepaid, amount: -expired },
        ],
        detail: { provider },
      });
      return { result: { expired: true }, entries: [entry] };
    },
  };
}
