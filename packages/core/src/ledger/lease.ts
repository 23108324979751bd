import { type EnvelopePeriodRef, formatUsd } from '@exchequer/model';
import type { Decided, LedgerCommand, LedgerFacts } from './command.ts';
import { openDay } from './day.ts';
import { levelOf, pocketOf, pocketsOf } from './level.ts';
import { checkPath, prefixOf } from './path.ts';
import { draw, replenish, shortageOf } from './pocket.ts';
import { exhausted, notPositive } from './refusal.ts';
import { EntrySheet } from './sheet.ts';

export interface Lease {
  workspace: string;
  key: string;
  /** Who spends it in memory: the id of the lease. */
  leaseId: string;
  path: readonly EnvelopePeriodRef[];
  amount: bigint;
  day: string;
  memo?: string;
}

export interface Leased {
  lease: string;
  amount: string;
}

/**
 * Lends an amount of every level of a path to someone who spends it without asking again. A hard
 * level without enough left refuses (`envelope-exhausted`).
 */
export function lease(asked: Lease): LedgerCommand<Leased> {
  const { workspace, key, leaseId, path, amount } = asked;
  return {
    workspace,
    key,
    body: { lease: leaseId, amount, path: path.map(prefixOf) },
    accounts: () => pocketsOf(path.map(levelOf), ['available', 'leased']),
    decide: (facts) => {
      const bad = checkPath(path) ?? (amount <= 0n ? notPositive('the lease', amount) : null);
      if (bad) return bad;
      const sheet = new EntrySheet(facts);
      for (const ref of path) {
        const level = levelOf(ref);
        if (ref.enforcement === 'hard' && facts.balance(pocketOf(level, 'available')) < amount) {
          return exhausted(ref, shortageOf(facts, level, amount));
        }
        sheet.add(pocketOf(level, 'leased'), amount);
        draw(sheet, level, amount);
      }
      return leaseEntry(asked, sheet, facts, asked.memo ?? 'Leased');
    },
  };
}

/** Gives back what a lease did not spend; refused when more is given back than is leased. */
export function returnLease(asked: Lease): LedgerCommand<Leased> {
  const { workspace, key, leaseId, path, amount } = asked;
  return {
    workspace,
    key,
    body: { returnLease: leaseId, amount, path: path.map(prefixOf) },
    accounts: () => pocketsOf(path.map(levelOf), ['available', 'leased']),
    decide: (facts) => {
      const bad = checkPath(path) ?? (amount <= 0n ? notPositive('the return', amount) : null);
      if (bad) return bad;
      const sheet = new EntrySheet(facts);
      for (const ref of path) {
        const level = levelOf(ref);
        const leased = facts.balance(pocketOf(level, 'leased'));
        if (leased < amount) return moreThanLeased(ref, leased, amount);
        sheet.add(pocketOf(level, 'leased'), -amount);
        replenish(sheet, level, amount);
      }
      return leaseEntry(asked, sheet, facts, asked.memo ?? 'Lease returned');
    },
  };
}

const moreThanLeased = ({ envelopeId }: EnvelopePeriodRef, leased: bigint, amount: bigint) => ({
  refused: 'more-than-leased',
  detail: `${formatUsd(amount)} cannot be given back to ${envelopeId}: ${formatUsd(leased)} is leased`,
  fix: 'Give back at most what was leased and not spent.',
  facts: { envelope: envelopeId, leased: formatUsd(leased), needed: formatUsd(amount) },
});

const leaseEntry = (
  { leaseId, amount, day }: Lease,
  sheet: EntrySheet,
  facts: LedgerFacts,
  memo: string,
): Decided<Leased> => ({
  result: { lease: leaseId, amount: formatUsd(amount) },
  entries: [
    {
      book: 'budget',
      kind: 'lease',
      occurredOn: day,
      postedOn: openDay(day, facts.closedThrough('budget')),
      memo,
      subject: leaseId,
      postings: sheet.lines(),
    },
  ],
});
