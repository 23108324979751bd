import { type LedgerCommand, postEntry, recordUsage, reserve, settle } from '@exchequer/core/ledger';
import type { EntryDraft } from '@exchequer/model';
import { day, workspace } from './books.ts';
import type { Paths } from './company.ts';

const expiresAt = new Date('2026-11-22T00:00:00Z');

/** Commands of an ordinary history, each of one transaction: holds and what they cost, usage, consumption. */
export function* historyCommands(paths: Paths): Generator<LedgerCommand<unknown>, never> {
  for (let n = 0; ; n += 1) {
    const path = paths[(n * 7) % paths.length] as Paths[number];
    const holdId = `hold_${n}`;
    yield reserve({ workspace, key: `r:${n}`, holdId, path, amount: 25_000_000_000n, expiresAt, day });
    yield settle({ workspace, key: `s:${n}`, holdId, amount: 11_713_000_017n, final: true, day });
    const uses = [{ path, amount: BigInt(1_000_000_000 + n) }];
    yield recordUsage({
      workspace,
      key: `u:${n}`,
      days: [{ day, uses, memo: 'Usage', subject: `batch_${n}` }],
    });
    yield postEntry({ workspace, key: `c:${n}`, entries: [consumption(n)] });
  }
}

const consumption = (n: number): EntryDraft => ({
  book: 'financial',
  kind: 'consumption',
  occurredOn: day,
  postedOn: day,
  memo: 'Usage of a batch',
  subject: `batch_${n}`,
  postings: [
    {
      key: `expense/research_and_development/cc-${n % 50}`,
      currency: 'USD',
      amount: BigInt(1_000_000_000 + n),
    },
    { key: 'accrued/anthropic', currency: 'USD', amount: -BigInt(1_000_000_000 + n) },
  ],
});
