import type { AccountRef, EntryKind, EnvelopePeriodRef } from '@exchequer/model';
import { formatUsd } from '@exchequer/model';
import {
  EntrySheet,
  type LedgerCommand,
  type LedgerFacts,
  levelOf,
  openDay,
  pocketOf,
  pocketsOf,
  replenish,
} from '../ledger/index.ts';

/** The accounts of a lot; their balances sum to zero. */
const lotPockets = ['source', 'available', 'used', 'expired', 'returned', 'transferred'] as const;
type LotPocket = (typeof lotPockets)[number];

const lotAccount = (lotId: string, pocket: LotPocket, currency: string): AccountRef => ({
  key: `lot/${lotId}/${pocket}`,
  currency,
});

/** What one change of lots does to the budget book. */
export interface LotEntry {
  workspace: string;
  /** Names the cause, so that a repeat does nothing. */
  key: string;
  kind: EntryKind;
  day: string;
  subject: string;
  memo: string;
  currency: string;
  amount: bigint;
  /** Lot that gives, and where its money goes. */
  from?: { lotId: string; to: Exclude<LotPocket, 'source' | 'available'> };
  /** Lot that comes into being, or grows. */
  into?: { lotId: string };
  /** Envelope that loses the amount, as expired or as taken back. */
  takes?: { ref: EnvelopePeriodRef; as: 'expired' | 'appropriation' };
  /** Envelope that gets it. */
  gives?: { ref: EnvelopePeriodRef };
}

/**
 * One transaction of the budget book: the lot's own accounts and the pockets of the envelopes, each
 * balanced in itself, so that what a holder's lots have left is what the envelope has left of them.
 */
export function lotEntry(entry: LotEntry): LedgerCommand<{ amount: string }> {
  const { workspace, key, kind, amount, from, into, takes, gives, currency } = entry;
  return {
    workspace,
    key,
    body: {
      lot: kind,
      amount: formatUsd(amount),
      from: from?.lotId ?? null,
      to: from?.to ?? null,
      into: into?.lotId ?? null,
    },
    accounts: () => [
      ...[takes?.ref, gives?.ref].flatMap((ref) =>
        ref ? pocketsOf([levelOf(ref)], ['appropriation', 'available', 'overdraft', 'expired']) : [],
      ),
      ...[from?.lotId, into?.lotId].flatMap((lotId) =>
        lotId ? lotPockets.map((pocket) => lotAccount(lotId, pocket, currency)) : [],
      ),
    ],
    decide: (facts) => ({
      result: { amount: formatUsd(amount) },
      entries: [entryOf(entry, facts)],
    }),
  };
}

function entryOf(entry: LotEntry, facts: LedgerFacts) {
  const { kind, day, subject, memo, amount, from, into, takes, gives, currency } = entry;
  const sheet = new EntrySheet(facts);
  if (from) {
    sheet.add(lotAccount(from.lotId, 'available', currency), -amount);
    sheet.add(lotAccount(from.lotId, from.to, currency), amount);
  }
  if (into) {
    sheet.add(lotAccount(into.lotId, 'source', currency), -amount);
    sheet.add(lotAccount(into.lotId, 'available', currency), amount);
  }
  if (takes) {
    sheet.add(pocketOf(levelOf(takes.ref), 'available'), -amount);
    sheet.add(pocketOf(levelOf(takes.ref), takes.as), amount);
  }
  if (gives) {
    sheet.add(pocketOf(levelOf(gives.ref), 'appropriation'), -amount);
    replenish(sheet, levelOf(gives.ref), amount);
  }
  return {
    book: 'budget' as const,
    kind,
    occurredOn: day,
    postedOn: openDay(day, facts.closedThrough('budget')),
    memo,
    subject,
    detail: { what: kind, period: (gives ?? takes)?.ref.periodKey ?? null },
    postings: sheet.lines(),
  };
}
