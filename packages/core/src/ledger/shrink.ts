import { formatUsd } from '@exchequer/model';
import type { LedgerCommand } from './command.ts';
import { openDay } from './day.ts';
import { boundsOfHold, isHeld } from './held.ts';
import { type Left, leastLeft } from './left.ts';
import { levelsOf, pocketOf, pocketsOf } from './level.ts';
import { replenish } from './pocket.ts';
import { holdMissing, holdResolved, moreThanHeld, notPositive } from './refusal.ts';
import { EntrySheet } from './sheet.ts';

export interface Shrink {
  workspace: string;
  key: string;
  holdId: string;
  /** How much less is held. */
  amount: bigint;
  day: string;
  memo?: string;
}

export interface Shrunk extends Left {
  hold: string;
  /** What is held now. */
  held: string;
}

/**
 * Gives a part of what is held back to every level, which repays overdrafts first; the hold goes on.
 * Refused where more is given back than is held (`more-than-held`, with what is), since the rest of
 * it has been settled and is spent.
 */
export function shrink(asked: Shrink): LedgerCommand<Shrunk> {
  const { workspace, key, holdId, amount } = asked;
  return {
    workspace,
    key,
    body: { shrink: holdId, amount },
    holds: [holdId],
    accounts: (holds) => {
      const hold = holds.get(holdId);
      return hold ? pocketsOf(levelsOf(hold), ['available', 'reserved']) : [];
    },
    decide: (facts) => {
      if (amount <= 0n) return notPositive('what is given back', amount);
      const hold = facts.hold(holdId);
      if (!hold) return holdMissing(holdId);
      if (!isHeld(hold)) return holdResolved(holdId, hold.state);
      if (hold.amount < amount) return moreThanHeld(holdId, hold.amount, amount);
      const sheet = new EntrySheet(facts);
      const levels = levelsOf(hold);
      for (const level of levels) {
        sheet.add(pocketOf(level, 'reserved'), -amount);
        replenish(sheet, level, amount);
      }
      const { state, settled, expiresAt } = hold;
      const held = hold.amount - amount;
      const bounds = boundsOfHold(hold);
      const left = leastLeft(sheet, levels, (at) => typeof bounds[at] === 'bigint');
      return {
        result: { hold: holdId, held: formatUsd(held), left },
        entries: [
          {
            book: 'budget',
            kind: 'release',
            occurredOn: asked.day,
            postedOn: openDay(asked.day, facts.closedThrough('budget')),
            memo: asked.memo ?? 'Part of a hold given back',
            subject: holdId,
            postings: sheet.lines(),
          },
        ],
        holds: [{ id: holdId, state, amount: held, settled, expiresAt }],
      };
    },
  };
}
