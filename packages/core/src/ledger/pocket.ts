import type { Pocket } from '@exchequer/model';
import type { LedgerFacts } from './command.ts';
import { type Level, pocketOf } from './level.ts';
import type { Shortage } from './refusal.ts';
import type { EntrySheet } from './sheet.ts';

/**
 * Takes an amount out of what is available, and what is missing out of the overdraft.
 * Returns what the overdraft gave.
 */
export function draw(sheet: EntrySheet, level: Level, amount: bigint): bigint {
  const account = pocketOf(level, 'available');
  const available = sheet.balance(account);
  const covered = lesser(available, amount);
  sheet.add(account, -covered);
  const missing = amount - covered;
  if (missing > 0n) sheet.add(pocketOf(level, 'overdraft'), -missing);
  return missing;
}

/** Puts an amount into what is available, after it has repaid the overdraft. */
export function replenish(sheet: EntrySheet, level: Level, amount: bigint): void {
  const account = pocketOf(level, 'available');
  let rest = amount;
  // An overdraft is drawn only when nothing is available and repaid first: with something left there is none.
  if (rest > 0n && sheet.balance(account) === 0n) {
    const overdraft = pocketOf(level, 'overdraft');
    const owed = -sheet.balance(overdraft);
    const repaid = lesser(owed, rest);
    if (repaid > 0n) {
      sheet.add(overdraft, repaid);
      rest -= repaid;
    }
  }
  sheet.add(account, rest);
}

/** How much is overdrawn, as a positive amount. */
export const overdrawn = (sheet: EntrySheet, level: Level): bigint =>
  -sheet.balance(pocketOf(level, 'overdraft'));

/** The balances of a level, for a refusal. */
export function shortageOf(facts: LedgerFacts, level: Level, needed: bigint): Shortage {
  const balance = (pocket: Pocket) => facts.balance(pocketOf(level, pocket));
  return {
    available: balance('available'),
    leased: balance('leased'),
    reserved: balance('reserved'),
    overdraft: balance('overdraft'),
    needed,
  };
}

export const lesser = (left: bigint, right: bigint): bigint => (left < right ? left : right);
