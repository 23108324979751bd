import { type EntryDraft, formatUsd, type PostingDraft } from '@exchequer/model';
import { type LedgerCommand, type LedgerFacts, openDay } from '../ledger/index.ts';
import { account } from './account.ts';
import { accruedSource, byExpiry, drawable, type FundingCredit, type FundingPart, fund } from './funding.ts';
import { merged } from './refusal.ts';
import type { ChargeTag } from './usage.ts';

/** Usage of one provider and company day in one batch: what becomes one transaction. */
export interface DayOfProvider {
  day: string;
  provider: string;
  /** Cost by where it belongs; negative where amendments take back. */
  expense: readonly (ChargeTag & { amount: bigint })[];
  /** Worst-case cost of what is unpriced; negative once it is priced. */
  suspense: bigint;
  /** What this provider and day have drawn before, by source. */
  standing: ReadonlyMap<string, bigint>;
}

/** A batch of the journal on its way into the books. */
export interface UsageBatch {
  workspace: string;
  batchId: string;
  days: readonly DayOfProvider[];
  /** Credits of its providers; their balances are read from the books. */
  credits: readonly Omit<FundingCredit, 'balance'>[];
}

/** What was booked for one provider and day, in plain JSON. */
export interface UsageDayBooked {
  day: string;
  provider: string;
  /** The day itself, or the first open one. */
  posted_on: string;
  /** False where nothing was left to post. */
  posted: boolean;
  funding: { source: string; amount: string }[];
}

/** Names the cause of a batch's entries: it takes effect once for ever. */
export const usageKey = (batchId: string): string => `usage:${batchId}`;

/**
 * Books a batch of usage in the financial book, one transaction per provider and company day, so that
 * journal and ledger can be compared by either from postings alone. Usage draws prepaid credit and is
 * accrued beyond it; what is unpriced stands in suspense against its own contra account. Usage of a
 * closed day is posted on the first open one. Truth is never refused.
 */
export function bookUsage(batch: UsageBatch): LedgerCommand<{ days: UsageDayBooked[] }> {
  return {
    workspace: batch.workspace,
    key: usageKey(batch.batchId),
    body: { batch: batch.batchId },
    accounts: () => batch.credits.map(({ provider, id }) => account.prepaid(provider, id)),
    decide: (facts) => {
      const credits = batch.credits.map((credit) => ({
        ...credit,
        balance: facts.balance(account.prepaid(credit.provider, credit.id)),
      }));
      const booked: UsageDayBooked[] = [];
      const entries: EntryDraft[] = [];
      for (const day of returnsFirst(batch.days)) {
        const { entry, parts, postedOn } = bookDay(batch.batchId, day, credits, facts);
        if (entry) entries.push(entry);
        const funding = parts.map(({ source, amount }) => ({ source, amount: formatUsd(amount) }));
        booked.push({
          day: day.day,
          provider: day.provider,
          posted_on: postedOn,
          posted: entry !== null,
          funding,
        });
      }
      return { result: { days: booked }, entries };
    },
  };
}

const total = ({ expense }: DayOfProvider): bigint => expense.reduce((sum, { amount }) => sum + amount, 0n);

/** What gives credit back comes first: usage that moved to another day can draw it again. */
const returnsFirst = (days: readonly DayOfProvider[]): DayOfProvider[] =>
  [...days].sort(
    (a, b) =>
      Number(total(a) >= 0n) - Number(total(b) >= 0n) ||
      a.day.localeCompare(b.day) ||
      a.provider.localeCompare(b.provider),
  );

function bookDay(batchId: string, usage: DayOfProvider, credits: FundingCredit[], facts: LedgerFacts) {
  const { day, provider } = usage;
  const usable = credits.filter((credit) => drawable(credit, provider, day)).sort(byExpiry);
  const parts = fund(total(usage), usable, usage.standing);
  for (const { source, amount } of parts) {
    const credit = credits.find(({ id }) => id === source);
    if (credit) credit.balance -= amount;
  }
  const postedOn = openDay(day, facts.closedThrough('financial'));
  const postings = merged([
    ...usage.expense.map(({ purpose, costCenter, amount }) => ({
      ...account.expense(purpose, costCenter),
      amount,
    })),
    ...parts.map((part) => ({ ...sourceAccount(provider, part), amount: -part.amount })),
    ...suspenseLines(provider, usage.suspense),
  ]);
  if (postings.length === 0) return { entry: null, parts, postedOn };
  const prepaid = parts.some(({ source }) => source !== accruedSource);
  const entry: EntryDraft = {
    book: 'financial',
    kind: prepaid ? 'consumption' : 'accrual',
    occurredOn: day,
    postedOn,
    memo: `Usage of ${provider || 'an unknown provider'} on ${day}`,
    subject: batchId,
    postings,
    detail: { usage: true, batch: batchId, provider },
  };
  return { entry, parts, postedOn };
}

const sourceAccount = (provider: string, { source }: FundingPart) =>
  source === accruedSource ? account.accrued(provider) : account.prepaid(provider, source);

const suspenseLines = (provider: string, amount: bigint): PostingDraft[] => [
  { ...account.suspense(provider), amount },
  { ...account.accruedSuspense(provider), amount: -amount },
];
