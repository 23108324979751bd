import { parseUsd } from '@exchequer/model';
import type { GrantBasis } from '@exchequer/model/contract';
import { wholeCents } from './accrual.ts';
import type { GrantAmount } from './grant.ts';
import { type GrantRefusal, refuseGrant } from './refusal.ts';

/** What of a person's pay an amount may come from. */
export interface PayFacts {
  base: bigint;
  currency: string;
  role: string;
  band: string;
}

const perYear = { month: 12n, quarter: 4n, year: 1n };

/**
 * The amount a grant of a basis comes to for a person. It is agreed at issue: a raise changes no grant,
 * so that a grant never drifts with pay behind anybody's back.
 * @param pay null when no pay is on record on that day
 */
export function amountOf(
  basis: GrantBasis,
  currency: string,
  pay: PayFacts | null,
): GrantAmount | GrantRefusal {
  if (basis.kind === 'daily_allowance')
    return positive({ per: 'working_day', amount: parseUsd(basis.amount) });
  if (basis.kind === 'fixed')
    return positive({ per: 'year', annual: parseUsd(basis.amount) * perYear[basis.per] });
  if (!pay) {
    return refuseGrant(
      'pay-unknown',
      'the plan goes by pay, and no pay is on record for that day',
      'Enter the pay first: exchequer grant pay import FILE, or under Grants.',
    );
  }
  return basis.kind === 'share_of_base' ? shareOf(basis.share, currency, pay) : bandOf(basis, pay);
}

function shareOf(share: string, currency: string, pay: PayFacts): GrantAmount | GrantRefusal {
  if (pay.currency !== currency) {
    return refuseGrant(
      'currency-mismatch',
      `pay is kept in ${pay.currency}, the plan grants ${currency}`,
      `Use a plan with a fixed amount or a daily allowance for pay in ${pay.currency}.`,
    );
  }
  const exact = (pay.base * parseUsd(share)) / 10n ** 12n;
  return positive({ per: 'year', annual: wholeCents(exact) });
}

function bandOf(
  { bands }: Extract<GrantBasis, { kind: 'role_bands' }>,
  { role, band }: PayFacts,
): GrantAmount | GrantRefusal {
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  const found = bands.find((one) => same(one.role, role) && same(one.band, band));
  if (found) return positive({ per: 'year', annual: parseUsd(found.annual) });
  return refuseGrant(
    'band-unknown',
    'the plan has no amount for the role and band of this person',
    'Add the band to the plan, or correct the role and band under Pay.',
  );
}

function positive(amount: GrantAmount): GrantAmount | GrantRefusal {
  const value = amount.per === 'year' ? amount.annual : amount.amount;
  if (value > 0n) return amount;
  return refuseGrant('amount-zero', 'the grant comes to nothing', 'Give an amount above zero.');
}
