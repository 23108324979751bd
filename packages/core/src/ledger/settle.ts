import { formatUsd, type Hold } from '@exchequer/model';
import type { Decided, LedgerCommand, LedgerFacts } from './command.ts';
import { openDay } from './day.ts';
import { boundsOfHold, isHeld, pastBounds } from './held.ts';
import { levelsOf, pocketOf, pocketsOf } from './level.ts';
import { draw, lesser, replenish } from './pocket.ts';
import { holdMissing, holdResolved, notPositive } from './refusal.ts';
import { EntrySheet } from './sheet.ts';

export interface Settle {
  workspace: string;
  key: string;
  holdId: string;
  /** What was really used; zero only when final. */
  amount: bigint;
  /** Whether this is the last of it: the rest goes back. Else the rest stays held. */
  final: boolean;
  /** Company day of the use. */
  day: string;
  memo?: string;
  detail?: Hold['detail'];
}

/** What a settlement answers; amounts as decimal strings. */
export interface Settled {
  hold: string;
  settled: string;
  /** What is still held. */
  held: string;
  /** Levels whose overdraft is past the bound of a hard envelope now, and by how much. */
  beyond_bound: Record<string, string>;
  /** It came after the hold had expired and was booked as usage without a hold. */
  after_expiry: boolean;
}

/**
 * Books what a hold really cost, at every level. What it cost more comes out of what is available,
 * then out of the overdraft: the truth is never refused, past the bound it is flagged. A settlement
 * after expiry is booked as usage. A hold that was settled or released refuses (`hold-resolved`).
 */
export function settle(asked: Settle): LedgerCommand<Settled> {
  const { workspace, key, holdId, amount, final } = asked;
  return {
    workspace,
    key,
    body: { settle: holdId, amount, final },
    holds: [holdId],
    accounts: (holds) => {
      const hold = holds.get(holdId);
      return hold ? pocketsOf(levelsOf(hold), ['available', 'reserved', 'spent']) : [];
    },
    decide: (facts) => {
      const hold = facts.hold(holdId);
      if (!hold) return holdMissing(holdId);
      if (amount < 0n || (amount === 0n && !final)) return notPositive('the settlement', amount);
      if (!isHeld(hold) && hold.state !== 'expired') return holdResolved(holdId, hold.state);
      return book(asked, hold, facts);
    },
  };
}

function book(asked: Settle, hold: Hold, facts: LedgerFacts): Decided<Settled> {
  const { holdId, amount, final, day } = asked;
  const sheet = new EntrySheet(facts);
  const levels = levelsOf(hold);
  const covered = lesser(amount, hold.amount);
  const freed = final ? hold.amount : covered;
  for (const level of levels) {
    sheet.add(pocketOf(level, 'spent'), amount);
    sheet.add(pocketOf(level, 'reserved'), -freed);
    if (freed > amount) replenish(sheet, level, freed - amount);
    else draw(sheet, level, amount - freed);
  }
  const postings = sheet.lines();
  const afterExpiry = hold.state === 'expired';
  const held = hold.amount - freed;
  const past = amount > freed ? pastBounds(sheet, levels, boundsOfHold(hold)) : {};
  return {
    result: {
      hold: holdId,
      settled: formatUsd(amount),
      held: formatUsd(held),
      beyond_bound: past,
      after_expiry: afterExpiry,
    },
    entries: postings.length
      ? [
          {
            book: 'budget',
            kind: afterExpiry ? 'usage' : 'settle',
            occurredOn: day,
            postedOn: openDay(day, facts.closedThrough('budget')),
            memo: asked.memo ?? (afterExpiry ? 'Settled after its hold had expired' : 'Settled'),
            subject: holdId,
            postings,
            detail: {
              ...asked.detail,
              ...(afterExpiry && { after_expiry: true }),
              ...(Object.keys(past).length > 0 && { beyond_bound: true }),
            },
          },
        ]
      : [],
    holds: [
      {
        id: holdId,
        state: final ? 'settled' : hold.state,
        amount: held,
        settled: hold.settled + amount,
        expiresAt: hold.expiresAt,
      },
    ],
  };
}
