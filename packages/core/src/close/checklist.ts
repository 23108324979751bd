import { formatUsd } from '@exchequer/model';
import type { CheckItem, CheckKey } from '@exchequer/model/contract';
import type { LedgerRefusal } from '../ledger/index.ts';
import type { Period } from './period.ts';

/** A number of things and what they come to. */
export interface Counted {
  count: number;
  amount: bigint;
}

/** What the books, the journal and the desk say about a month before it is closed. */
export interface CloseFacts {
  /** Company day of today. */
  today: string;
  closedThrough: string | null;
  /** Oldest month with postings that is still open, when it lies before this one. */
  earlierOpen: string | null;
  /** Batches of the journal that the books do not hold yet, and postings that failed. */
  unposted: number;
  failedPostings: number;
  /** Journal less ledger over the days of the month. */
  journalLessLedger: bigint;
  /** Sum of all postings of the month; zero in sound books. */
  imbalance: bigint;
  /** Worst-case cost of usage without a price, by the day it happened. */
  unpriced: Counted;
  unattributed: Counted;
  untagged: Counted;
  /** Usage of earlier, closed months that is posted in this one. */
  late: Counted;
  invoices: {
    /** Matched invoices that differ by more than the tolerance, and what is in doubt. */
    differing: Counted;
    tolerancePercent: string;
    /** Providers that charged and sent no invoice for the month. */
    missing: readonly string[];
  };
  holdsInDoubt: Counted;
  /** What the latest proof of all history said; null when none was run. */
  proof: { state: 'sound' | 'unsound' | 'failed' | 'running'; findings: number; at: string } | null;
  unsealed: number;
  unmappedAccounts: readonly string[];
}

export interface Waiver {
  item: CheckKey;
  reason: string;
  approver: string;
  at: string;
}

type Raw = Omit<CheckItem, 'count' | 'amount' | 'waiver' | 'state'> & {
  state: 'ok' | 'attention' | 'blocking';
  count: number;
  amount: bigint | null;
};

/** Items that no one may wave through: the close would not say what the books say. */
const neverWaived: readonly CheckKey[] = ['earlier_open', 'not_over', 'unposted', 'unbalanced'];

/**
 * The checklist of a month. An item blocks until it is put right or, where that is lawful, a named
 * approver lets it pass with a reason.
 */
export function closeChecklist(period: Period, facts: CloseFacts, waivers: readonly Waiver[]): CheckItem[] {
  const items = [...orderItems(period, facts), ...usageItems(facts), ...bookItems(facts)];
  return items.map(({ count, amount, ...item }) => {
    const waiver = waivers.find((one) => one.item === item.key) ?? null;
    const passes = item.state === 'blocking' && item.waivable && waiver !== null;
    return {
      ...item,
      state: passes ? 'waived' : item.state,
      count: String(count),
      amount: amount === null ? null : formatUsd(amount),
      waiver: waiver && { reason: waiver.reason, approver: waiver.approver, at: waiver.at },
    };
  });
}

/** Why a waiver is refused, or null. */
export function checkWaiver(item: CheckItem | undefined): LedgerRefusal | null {
  if (item?.waivable) return null;
  return {
    refused: 'not-waivable',
    detail: item ? `${item.title}: nobody may wave this through` : 'the checklist has no such item',
    fix: item?.fix ?? 'Take the item from the checklist.',
  };
}

/** Why the month may not be closed, or null. */
export function checkClosable(period: Period, items: readonly CheckItem[]): LedgerRefusal | null {
  const blocking = items.filter(({ state }) => state === 'blocking');
  const first = blocking[0];
  if (!first) return null;
  return {
    refused: 'not-closable',
    detail: `${period.key} cannot be closed: ${blocking.map(({ title }) => title.toLowerCase()).join('; ')}`,
    fix: first.fix,
    facts: { blocking: blocking.map(({ key }) => key).join(' ') },
  };
}

const item = (key: CheckKey, title: string, rest: Omit<Raw, 'key' | 'title' | 'waivable'>): Raw => ({
  key,
  title,
  waivable: !neverWaived.includes(key),
  ...rest,
});

function orderItems(period: Period, facts: CloseFacts): Raw[] {
  const over = facts.today >= period.to;
  const already = facts.closedThrough !== null && period.lastDay <= facts.closedThrough;
  return [
    item('not_over', 'The month is over', {
      state: over ? 'ok' : 'blocking',
      count: 0,
      amount: null,
      detail: over
        ? `${period.key} ended on ${period.lastDay}.`
        : `${period.key} runs until ${period.lastDay}.`,
      fix: over ? '' : `Close it on ${period.to} or later.`,
      link: null,
    }),
    item('earlier_open', 'Earlier months are closed', {
      state: facts.earlierOpen === null && !already ? 'ok' : 'blocking',
      count: facts.earlierOpen === null ? 0 : 1,
      amount: null,
      detail: orderDetail(period, facts, already),
      fix: already
        ? 'Post what is new in the open month; a closed one is never reopened.'
        : facts.earlierOpen === null
          ? ''
          : `Close ${facts.earlierOpen} first.`,
      link: null,
    }),
  ];
}

function orderDetail({ key }: Period, facts: CloseFacts, already: boolean): string {
  if (already) return `${key} is closed already.`;
  if (facts.earlierOpen !== null) return `${facts.earlierOpen} has postings and is open.`;
  return facts.closedThrough === null
    ? 'No month was closed before.'
    : `Closed through ${facts.closedThrough}.`;
}

function usageItems(facts: CloseFacts): Raw[] {
  const waiting = facts.unposted + facts.failedPostings;
  return [
    item('unposted', 'All usage is posted', {
      state: waiting === 0 ? 'ok' : 'blocking',
      count: waiting,
      amount: null,
      detail:
        waiting === 0
          ? 'Every batch of the journal is in the books.'
          : `${facts.unposted} batches wait and ${facts.failedPostings} failed to post.`,
      fix: waiting === 0 ? '' : 'Post what waits, and mend what failed, under Ledger, Postings.',
      link: null,
    }),
    counted('unpriced', 'Usage has prices', facts.unpriced, {
      bad: 'in suspense for usage that has no price; it costs nothing in the books until it has one.',
      fix: 'Give the models a price with `exchequer prices set`; what was booked is then priced.',
      link: '/sources',
      state: 'blocking',
    }),
    counted('unattributed', 'Usage has an owner', facts.unattributed, {
      bad: 'of usage belongs to nobody known; it is charged to no team.',
      fix: 'Map the identities to people: `exchequer people map`.',
      link: '/people',
      state: 'attention',
    }),
    counted('untagged', 'Usage has a purpose', facts.untagged, {
      bad: 'of expense has no purpose or no cost centre.',
      fix: 'Add rules that tag it, then tag open charges anew.',
      link: null,
      state: 'blocking',
    }),
    counted('late', 'Nothing came late', facts.late, {
      bad: 'of usage from closed months is posted here, with the day it happened on.',
      fix: 'Nothing needs to be done; the restatement of those months names it.',
      link: null,
      state: 'attention',
    }),
  ];
}

function counted(
  key: CheckKey,
  title: string,
  found: Counted,
  words: { bad: string; fix: string; link: string | null; state: 'attention' | 'blocking' },
): Raw {
  const clean = found.count === 0 && found.amount === 0n;
  return item(key, title, {
    state: clean ? 'ok' : words.state,
    count: found.count,
    amount: found.amount,
    detail: clean ? 'None.' : `$${formatUsd(found.amount)} ${words.bad}`,
    fix: clean ? '' : words.fix,
    link: clean ? null : words.link,
  });
}

function bookItems(facts: CloseFacts): Raw[] {
  const gap = facts.journalLessLedger;
  const { differing, tolerancePercent, missing } = facts.invoices;
  const unmapped = facts.unmappedAccounts.length;
  return [
    item('unbalanced', 'The books sum to zero', {
      state: facts.imbalance === 0n ? 'ok' : 'blocking',
      count: facts.imbalance === 0n ? 0 : 1,
      amount: facts.imbalance,
      detail:
        facts.imbalance === 0n
          ? 'Debits equal credits.'
          : 'Debits do not equal credits: rows were changed outside the product.',
      fix: facts.imbalance === 0n ? '' : 'Run `exchequer ledger verify`; it names the rows.',
      link: null,
    }),
    item('unreconciled', 'Journal and ledger agree', {
      state: gap === 0n ? 'ok' : 'blocking',
      count: gap === 0n ? 0 : 1,
      amount: gap,
      detail: gap === 0n ? 'To the last picodollar.' : `The journal less the ledger is $${formatUsd(gap)}.`,
      fix: gap === 0n ? '' : 'Run `exchequer ledger reconcile`; it names the days and providers.',
      link: null,
    }),
    item('invoices', 'Invoices agree with usage', {
      state: differing.count > 0 ? 'blocking' : missing.length > 0 ? 'attention' : 'ok',
      count: differing.count + missing.length,
      amount: differing.amount,
      detail:
        differing.count > 0
          ? `${differing.count} invoices differ by more than ${tolerancePercent} %.`
          : missing.length > 0
            ? `No invoice yet from ${missing.join(', ')}; the usage is accrued.`
            : 'Every invoice is within the tolerance.',
      fix:
        differing.count + missing.length > 0 ? 'Match, dispute or accept them under Ledger, Invoices.' : '',
      link: null,
    }),
    counted('holds_in_doubt', 'No hold is in doubt', facts.holdsInDoubt, {
      bad: 'is held for calls whose outcome is unknown.',
      fix: 'Settle or release them under Budgets.',
      link: '/budgets',
      state: 'attention',
    }),
    proofItem(facts),
    item('unmapped', 'Accounts are mapped', {
      state: unmapped === 0 ? 'ok' : 'attention',
      count: unmapped,
      amount: null,
      detail:
        unmapped === 0
          ? 'Every account has a number in the general ledger.'
          : `Without a number: ${facts.unmappedAccounts.slice(0, 5).join(', ')}${unmapped > 5 ? ' …' : ''}`,
      fix: unmapped === 0 ? '' : 'Map them under Ledger; exports name them until then.',
      link: null,
    }),
  ];
}

function proofItem({ proof, unsealed }: CloseFacts): Raw {
  const broken = proof?.state === 'unsound' || proof?.state === 'failed';
  return item('seals', 'History is proven', {
    state: broken ? 'blocking' : proof === null ? 'attention' : 'ok',
    count: proof?.findings ?? 0,
    amount: null,
    detail:
      proof === null
        ? 'No proof was run yet.'
        : broken
          ? `The proof of ${proof.at} has ${proof.findings} findings.`
          : `The proof of ${proof.at} found nothing; ${unsealed} transactions wait for their seal.`,
    fix: broken || proof === null ? 'Run `exchequer ledger verify` and follow what it names.' : '',
    link: null,
  });
}
