import { type EnvelopePeriodRef, formatUsd } from '@exchequer/model';
import type { LedgerRefusal } from './command.ts';

/** An amount that has to be more than zero is not. */
export const notPositive = (what: string, amount: bigint): LedgerRefusal => ({
  refused: 'negative-amount',
  detail: `${what} is ${formatUsd(amount)}, which is not more than zero`,
  fix: 'Give an amount above zero; what takes money back is a command of its own.',
  facts: { amount: formatUsd(amount) },
});

/** The balances of an envelope's period when something did not fit. */
export interface Shortage {
  available: bigint;
  leased: bigint;
  reserved: bigint;
  overdraft: bigint;
  needed: bigint;
}

/** An envelope has too little left. */
export function exhausted(
  level: Pick<EnvelopePeriodRef, 'envelopeId' | 'periodKey' | 'currency'>,
  shortage: Shortage,
): LedgerRefusal {
  const { available, leased, reserved, overdraft, needed } = shortage;
  return {
    refused: 'envelope-exhausted',
    detail:
      `envelope ${level.envelopeId} has ${formatUsd(available)} ${level.currency} left in ${level.periodKey}, ` +
      `${formatUsd(needed)} is needed and ${formatUsd(reserved)} is held`,
    fix: 'Wait for holds to settle or the period to reset, or ask the owner of the envelope for more.',
    facts: {
      envelope: level.envelopeId,
      period: level.periodKey,
      currency: level.currency,
      available: formatUsd(available),
      reserved: formatUsd(reserved),
      leased: formatUsd(leased),
      overdraft: formatUsd(-overdraft),
      needed: formatUsd(needed),
    },
  };
}

export const holdMissing = (id: string): LedgerRefusal => ({
  refused: 'hold-missing',
  detail: `there is no hold ${id}`,
  fix: 'Reserve first, or record usage without a hold.',
  facts: { hold: id },
});

export const holdExists = (id: string): LedgerRefusal => ({
  refused: 'hold-exists',
  detail: `there is a hold ${id} already`,
  fix: 'Give every reservation an id of its own.',
  facts: { hold: id },
});

export const moreThanHeld = (id: string, held: bigint, amount: bigint): LedgerRefusal => ({
  refused: 'more-than-held',
  detail: `${formatUsd(amount)} cannot be given back: the hold ${id} has ${formatUsd(held)}`,
  fix: 'Give back at most what is held; what has been settled of it is spent.',
  facts: { hold: id, held: formatUsd(held), needed: formatUsd(amount) },
});

export const holdResolved = (id: string, state: string): LedgerRefusal => ({
  refused: 'hold-resolved',
  detail: `the hold ${id} is ${state}`,
  fix: 'A hold is resolved once. Record what was used beyond it as usage without a hold.',
  facts: { hold: id, state },
});
