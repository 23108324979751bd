import { type EnvelopePeriodRef, formatUsd } from '@exchequer/model';
import type { LedgerCommand, LedgerFacts, LedgerRefusal } from './command.ts';
import { openDay } from './day.ts';
import { isHeld } from './held.ts';
import { type Left, leastLeft } from './left.ts';
import { levelOf, pocketOf, pocketsOf } from './level.ts';
import { checkPath } from './path.ts';
import { draw, overdrawn, shortageOf } from './pocket.ts';
import { exhausted, holdMissing, holdResolved, notPositive } from './refusal.ts';
import { EntrySheet } from './sheet.ts';

export interface Extend {
  workspace: string;
  key: string;
  holdId: string;
  /** The path of the hold, leaf first, with today's rules. */
  path: readonly EnvelopePeriodRef[];
  /** How much more is held. */
  amount: bigint;
  /**
   * What a hard level may draw when too little is available: its bounded overdraft (the usual), so
   * that a running call can finish, or `nothing`, so that the hold never passes what was appropriated.
   * Soft and record levels always draw.
   */
  draws?: 'overdraft' | 'nothing';
  expiresAt: Date;
  day: string;
  memo?: string;
}

export interface Extended extends Left {
  hold: string;
  /** What is held now. */
  held: string;
}

/**
 * Holds more for work that already runs. At a hard level it may draw the overdraft up to its bound,
 * so that a call can finish, unless it draws `nothing`; what does not fit is refused
 * (`envelope-exhausted`).
 */
export function extend(asked: Extend): LedgerCommand<Extended> {
  const { workspace, key, holdId, path, amount, draws = 'overdraft' } = asked;
  return {
    workspace,
    key,
    body: { extend: holdId, amount, ...(draws === 'nothing' && { draws }) },
    holds: [holdId],
    accounts: () => pocketsOf(path.map(levelOf), ['available', 'reserved']),
    decide: (facts) => {
      const bad = checkPath(path) ?? (amount <= 0n ? notPositive('the extension', amount) : null);
      if (bad) return bad;
      const hold = facts.hold(holdId);
      if (!hold) return holdMissing(holdId);
      if (!isHeld(hold)) return holdResolved(holdId, hold.state);
      if (path.map((ref) => levelOf(ref).prefix).join() !== hold.path.join()) return otherPath(holdId);
      const sheet = new EntrySheet(facts);
      const short = drawAll(sheet, asked, facts);
      if (short) return short;
      const held = hold.amount + amount;
      const left = leastLeft(sheet, path.map(levelOf), (at) => path[at]?.enforcement === 'hard');
      return {
        result: { hold: holdId, held: formatUsd(held), left },
        entries: [
          {
            book: 'budget',
            kind: 'extend',
            occurredOn: asked.day,
            postedOn: openDay(asked.day, facts.closedThrough('budget')),
            memo: asked.memo ?? 'More held for running work',
            subject: holdId,
            postings: sheet.lines(),
          },
        ],
        holds: [
          { id: holdId, state: hold.state, amount: held, settled: hold.settled, expiresAt: asked.expiresAt },
        ],
      };
    },
  };
}

function drawAll(
  sheet: EntrySheet,
  { path, amount, draws }: Extend,
  facts: LedgerFacts,
): LedgerRefusal | null {
  for (const ref of path) {
    const level = levelOf(ref);
    sheet.add(pocketOf(level, 'reserved'), amount);
    const missing = draw(sheet, level, amount);
    if (missing === 0n || ref.enforcement !== 'hard') continue;
    if (draws === 'nothing' || overdrawn(sheet, level) > ref.overdraft) {
      return exhausted(ref, shortageOf(facts, level, amount));
    }
  }
  return null;
}

const otherPath = (holdId: string): LedgerRefusal => ({
  refused: 'hold-of-other-path',
  detail: `the hold ${holdId} was made on another path of envelopes`,
  fix: 'Extend it on the path on which it was reserved.',
  facts: { hold: holdId },
});
