import { formatUsd, type Hold } from '@exchequer/model';
import type { Decided, LedgerCommand, LedgerFacts } from './command.ts';
import { openDay } from './day.ts';
import { isHeld } from './held.ts';
import { levelsOf, pocketOf, pocketsOf } from './level.ts';
import { replenish } from './pocket.ts';
import { holdMissing, holdResolved } from './refusal.ts';
import { EntrySheet } from './sheet.ts';

export interface Release {
  workspace: string;
  key: string;
  holdId: string;
  day: string;
  memo?: string;
}

/** What giving a hold back answers. */
export interface Released {
  hold: string;
  released: string;
  state: Hold['state'];
}

/** Gives what is still held back to every level; nothing more was used. */
export function release(asked: Release): LedgerCommand<Released> {
  const { holdId } = asked;
  return {
    workspace: asked.workspace,
    key: asked.key,
    body: { release: holdId },
    holds: [holdId],
    accounts: accountsOfHold(holdId),
    decide: (facts) => {
      const hold = facts.hold(holdId);
      if (!hold) return holdMissing(holdId);
      if (!isHeld(hold)) return holdResolved(holdId, hold.state);
      return giveBack(asked, hold, facts, 'released');
    },
  };
}

export interface Expire extends Release {
  /**
   * What becomes of a hold past its time: `release` gives the money back, `in_doubt` keeps it held
   * and visible until someone settles or releases it.
   */
  policy: 'release' | 'in_doubt';
}

/** Ends a hold past its time; before it, refuses (`hold-not-due`). */
export function expire(asked: Expire): LedgerCommand<Released> {
  const { holdId, policy } = asked;
  return {
    workspace: asked.workspace,
    key: asked.key,
    body: { expire: holdId, policy },
    holds: [holdId],
    accounts: policy === 'release' ? accountsOfHold(holdId) : () => [],
    decide: (facts) => {
      const hold = facts.hold(holdId);
      if (!hold) return holdMissing(holdId);
      if (!isHeld(hold) || (hold.state === 'in_doubt' && policy === 'in_doubt')) {
        return holdResolved(holdId, hold.state);
      }
      if (hold.expiresAt > facts.now) {
        return {
          refused: 'hold-not-due',
          detail: `the hold ${holdId} is good until ${hold.expiresAt.toISOString()}`,
          fix: 'Wait until then, or release it if its work has ended.',
          facts: { hold: holdId, expires_at: hold.expiresAt.toISOString() },
        };
      }
      return policy === 'release' ? giveBack(asked, hold, facts, 'expired') : doubt(hold);
    },
  };
}

const accountsOfHold = (holdId: string) => (holds: ReadonlyMap<string, Hold>) => {
  const hold = holds.get(holdId);
  return hold ? pocketsOf(levelsOf(hold), ['available', 'reserved']) : [];
};

function giveBack(
  { holdId, day, memo }: Release,
  hold: Hold,
  facts: LedgerFacts,
  state: 'released' | 'expired',
): Decided<Released> {
  const sheet = new EntrySheet(facts);
  for (const level of levelsOf(hold)) {
    sheet.add(pocketOf(level, 'reserved'), -hold.amount);
    replenish(sheet, level, hold.amount);
  }
  const postings = sheet.lines();
  return {
    result: { hold: holdId, released: formatUsd(hold.amount), state },
    entries: postings.length
      ? [
          {
            book: 'budget',
            kind: state === 'expired' ? 'expire' : 'release',
            occurredOn: day,
            postedOn: openDay(day, facts.closedThrough('budget')),
            memo: memo ?? (state === 'expired' ? 'The hold expired' : 'Released'),
            subject: holdId,
            postings,
          },
        ]
      : [],
    holds: [{ id: holdId, state, amount: 0n, settled: hold.settled, expiresAt: hold.expiresAt }],
  };
}

const doubt = (hold: Hold): Decided<Released> => ({
  result: { hold: hold.id, released: '0', state: 'in_doubt' },
  entries: [],
  holds: [
    {
      id: hold.id,
      state: 'in_doubt',
      amount: hold.amount,
      settled: hold.settled,
      expiresAt: hold.expiresAt,
    },
  ],
});
