import { type EnvelopePeriodRef, formatUsd, type Hold } from '@exchequer/model';
import type { LedgerCommand } from './command.ts';
import { openDay } from './day.ts';
import { type Left, leastLeft } from './left.ts';
import { levelOf, pocketOf, pocketsOf } from './level.ts';
import { checkPath, prefixOf } from './path.ts';
import { draw, shortageOf } from './pocket.ts';
import { exhausted, holdExists, notPositive } from './refusal.ts';
import { EntrySheet } from './sheet.ts';

export interface Reserve {
  workspace: string;
  key: string;
  /** Id of the new hold. */
  holdId: string;
  /** Every envelope period that carries it, leaf first. */
  path: readonly EnvelopePeriodRef[];
  amount: bigint;
  /** When the hold may be expired. */
  expiresAt: Date;
  /** Company day of the reservation. */
  day: string;
  memo?: string;
  detail?: Hold['detail'];
}

/** What a reservation answers; amounts as decimal strings. */
export interface Reserved extends Left {
  hold: string;
  amount: string;
  /** Prefixes of soft and record levels that were drawn past their limit, and by how much. */
  overdrawn: Record<string, string>;
}

/**
 * Sets an amount aside at every level of a path. A hard level without enough left refuses
 * (`envelope-exhausted`); a soft or record level draws its overdraft for what is missing.
 */
export function reserve(asked: Reserve): LedgerCommand<Reserved> {
  const { workspace, key, holdId, path, amount, expiresAt, day } = asked;
  const levels = path.map(levelOf);
  return {
    workspace,
    key,
    body: { reserve: holdId, amount, path: path.map(prefixOf) },
    holds: [holdId],
    accounts: () => pocketsOf(levels, ['available', 'reserved']),
    decide: (facts) => {
      const bad = checkPath(path) ?? (amount <= 0n ? notPositive('the reservation', amount) : null);
      if (bad) return bad;
      if (facts.hold(holdId)) return holdExists(holdId);
      const sheet = new EntrySheet(facts);
      const drawn: Record<string, string> = {};
      for (const ref of path) {
        const level = levelOf(ref);
        if (ref.enforcement === 'hard' && facts.balance(pocketOf(level, 'available')) < amount) {
          return exhausted(ref, shortageOf(facts, level, amount));
        }
        sheet.add(pocketOf(level, 'reserved'), amount);
        const missing = draw(sheet, level, amount);
        if (missing > 0n) drawn[level.prefix] = formatUsd(missing);
      }
      const [leaf] = path as [EnvelopePeriodRef];
      return {
        result: {
          hold: holdId,
          amount: formatUsd(amount),
          overdrawn: drawn,
          left: leastLeft(sheet, levels, (at) => path[at]?.enforcement === 'hard'),
        },
        entries: [
          {
            book: 'budget',
            kind: 'reserve',
            occurredOn: day,
            postedOn: openDay(day, facts.closedThrough('budget')),
            memo: asked.memo ?? `Reserved in ${leaf.envelopeId}`,
            subject: holdId,
            postings: sheet.lines(),
          },
        ],
        holds: [
          {
            id: holdId,
            state: 'open',
            amount,
            settled: 0n,
            expiresAt,
            opened: {
              path: levels.map(({ prefix }) => prefix),
              currency: leaf.currency,
              detail: { ...asked.detail, [boundsField]: boundsOf(path) },
            },
          },
        ],
      };
    },
  };
}

/** Where a hold keeps the overdraft bounds that held when it was opened. */
export const boundsField = 'overdraft_bounds';

/** Leaf first, separated by spaces; `-` where nothing bounds the overdraft. */
const boundsOf = (path: readonly EnvelopePeriodRef[]): string =>
  path.map((ref) => (ref.enforcement === 'hard' ? formatUsd(ref.overdraft) : '-')).join(' ');
