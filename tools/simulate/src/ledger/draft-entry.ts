import type { EntryDraft, PostingDraft } from '@exchequer/model';
import { between, type Chance, dayAt, pick } from './world.ts';

const accounts = [
  'prepaid/anthropic/crd_1',
  'prepaid/openai/crd_2',
  'accrued/anthropic',
  'accrued/openai',
  'payable/anthropic',
  'cash',
  'expense/research_and_development/cc-140',
  'expense/untagged/unassigned',
  'variance/openai',
  'breakage/openai',
] as const;

interface Clock {
  chance: Chance;
  day: string;
  dayCount: number;
}

/** Plain entries of the financial book, all of which stand or fall together. One in eight is wrong. */
export const entryDraft = (clock: Clock): EntryDraft[] =>
  Array.from({ length: clock.chance() < 0.8 ? 1 : 2 }, () => oneEntry(clock));

function oneEntry({ chance, day, dayCount }: Clock): EntryDraft {
  const currencies = chance() < 0.2 ? ['USD', 'EUR'] : [chance() < 0.9 ? 'USD' : 'GBP'];
  const postings = currencies.flatMap((currency) => balanced(chance, currency));
  return {
    book: 'financial',
    kind: pick(chance, ['credit-purchase', 'consumption', 'accrual', 'payment', 'adjustment'] as const),
    occurredOn: day,
    // Some are meant for a period that may be closed by then.
    postedOn: chance() < 0.12 ? dayAt(Math.max(0, dayCount - between(chance, 10, 70))) : day,
    memo: 'an entry of the simulation',
    subject: `sub_${between(chance, 1, 50)}`,
    postings: chance() < 0.12 ? wrong(chance, postings) : postings,
  };
}

function balanced(chance: Chance, currency: string): PostingDraft[] {
  const lines: PostingDraft[] = [];
  let sum = 0n;
  for (let line = between(chance, 1, 4); line > 0; line -= 1) {
    const amount = BigInt(between(chance, 1, 2_000_000_000)) * (chance() < 0.5 ? -1_001n : 1_003n);
    lines.push({ key: pick(chance, accounts), currency, amount });
    sum += amount;
  }
  if (sum !== 0n) lines.push({ key: pick(chance, accounts), currency, amount: -sum });
  return lines;
}

/** Lines that no ledger may post. */
function wrong(chance: Chance, lines: readonly PostingDraft[]): PostingDraft[] {
  const [first, ...others] = lines as [PostingDraft, ...PostingDraft[]];
  return pick(chance, [
    () => [{ ...first, amount: first.amount + 1n }, ...others],
    () => [first],
    () => [...lines, { ...first, amount: 0n }],
    () => [{ ...first, currency: first.currency === 'USD' ? 'EUR' : 'USD' }, ...others],
    () => [{ ...first, currency: 'dollars' }, ...others],
    () => [{ ...first, key: 'envelope/env_usd0x0/2026-01/available' }, ...others],
    () => [],
  ])();
}
