import { guardReversal } from '@exchequer/core/charge';
import { isRefusal, type LedgerRefusal, postEntry, reverseTransaction } from '@exchequer/core/ledger';
import { type Book, bookOf, type PostingDraft } from '@exchequer/model';
import { type AuditActor, recordAudit } from '../access/index.ts';
import { createLedgerReads, transactionsOf } from '../ledger/index.ts';
import { allocationRules, putAllocationRule, runAllocations, withdrawAllocationRule } from './allocation.ts';
import { closeMonth, closeRecord, planClose, waiveItem } from './close.ts';
import { focusRows } from './focus.ts';
import { glJournal } from './gl-journal.ts';
import { glAccounts, putGlAccounts, unmappedAccounts } from './gl-map.ts';
import type { CloseOptions } from './options.ts';
import { ledgerPeriods } from './periods.ts';
import { createProofs } from './proof.ts';
import { proveSums } from './reconcile.ts';
import { restatementOf } from './restatement.ts';
import { statementOf } from './statement.ts';
import { unitsOfPeriod } from './units.ts';
import { chargesOfTransaction } from './usage-of.ts';

type Rest<F> = F extends (first: never, ...rest: infer R) => unknown ? R : never;

/** Everything that the controller's desk asks of the books and does to them. */
export type LedgerDesk = ReturnType<typeof createLedgerDesk>;

/** Opens the desk. */
export function createLedgerDesk(options: CloseOptions) {
  const { sql } = options;
  return {
    reads: createLedgerReads(sql),
    proofs: createProofs(options),
    chargesOf: (workspace: string, transactionId: string) =>
      chargesOfTransaction(options, workspace, transactionId),
    adjust: (workspace: string, wish: Adjustment, by: AuditActor) => adjust(options, workspace, wish, by),
    reverse: (workspace: string, wish: Reversal, by: AuditActor) => reverse(options, workspace, wish, by),
    prove: (...args: Rest<typeof proveSums>) => proveSums(options, ...args),
    units: (...args: Rest<typeof unitsOfPeriod>) => unitsOfPeriod(options, ...args),
    statement: (...args: Rest<typeof statementOf>) => statementOf(options, ...args),
    allocationRules: (workspace: string) => allocationRules(sql, workspace),
    putAllocationRule: (...args: Rest<typeof putAllocationRule>) => putAllocationRule(options, ...args),
    withdrawAllocationRule: (...args: Rest<typeof withdrawAllocationRule>) =>
      withdrawAllocationRule(options, ...args),
    allocate: (...args: Rest<typeof runAllocations>) => runAllocations(options, ...args),
    periods: (workspace: string) => ledgerPeriods(options, workspace),
    record: (workspace: string, period: string) => closeRecord(sql, workspace, period),
    plan: (...args: Rest<typeof planClose>) => planClose(options, ...args),
    waive: (...args: Rest<typeof waiveItem>) => waiveItem(options, ...args),
    close: (...args: Rest<typeof closeMonth>) => closeMonth(options, ...args),
    restatement: (...args: Rest<typeof restatementOf>) => restatementOf(options, ...args),
    glAccounts: async (workspace: string) => ({
      items: await glAccounts(sql, workspace),
      unmapped: await unmappedAccounts(sql, workspace),
    }),
    putGlAccounts: (...args: Rest<typeof putGlAccounts>) => putGlAccounts(options, ...args),
    journal: (...args: Rest<typeof glJournal>) => glJournal(sql, ...args),
    focus: (...args: Rest<typeof focusRows>) => focusRows(options, ...args),
  };
}

export interface Adjustment {
  book: Book;
  postedOn: string;
  occurredOn: string;
  reason: string;
  approver: string;
  postings: readonly PostingDraft[];
  idempotencyKey: string;
}

/** Posts what a person wants to put right; refused where it does not balance or the day is closed. */
async function adjust(
  { sql, ledger, now }: CloseOptions,
  workspace: string,
  wish: Adjustment,
  by: AuditActor,
): Promise<{ transactionId: string } | LedgerRefusal> {
  if (wish.book === 'budget') {
    return {
      refused: 'budget-by-commands',
      detail: 'envelopes are not adjusted line by line: their pockets follow holds and overdrafts',
      fix: 'Move money between envelopes, answer a request or change the limit.',
    };
  }
  const stranger = wish.postings.find(({ key }) => bookOf(key) !== wish.book);
  if (stranger) {
    return {
      refused: 'wrong-book',
      detail: `${stranger.key} is an account of the ${bookOf(stranger.key)} book`,
      fix: `Name accounts of the ${wish.book} book alone.`,
    };
  }
  const key = `adjustment:${wish.idempotencyKey}`;
  const { book, postedOn, occurredOn, reason, approver, postings } = wish;
  const entry = {
    book,
    kind: 'adjustment' as const,
    occurredOn,
    postedOn,
    memo: reason,
    subject: `adjustment:${wish.idempotencyKey}`,
    postings,
    detail: { approver, by: by.name },
  };
  return sql.begin(async (tx) => {
    const known = await transactionsOf(tx, workspace, key);
    const [answer] = await ledger.within(tx, [postEntry({ workspace, key, entries: [entry] })]);
    if (isRefusal(answer as object)) return answer as LedgerRefusal;
    const [id = ''] = (await transactionsOf(tx, workspace, key)) ?? [];
    if (known === null) {
      await recordAudit(tx, by, now(), {
        action: 'ledger.adjust',
        subject: `txn_${id}`,
        workspace,
        detail: { reason, approver },
      });
    }
    return { transactionId: `txn_${id}` };
  });
}

export interface Reversal {
  id: string;
  day: string;
  reason: string;
  approver: string;
  idempotencyKey: string;
}

/** Takes a transaction back by its opposite; null when there is none with the id. */
async function reverse(
  { sql, ledger, now }: CloseOptions,
  workspace: string,
  { id, day, reason, approver, idempotencyKey }: Reversal,
  by: AuditActor,
): Promise<{ transactionId: string } | LedgerRefusal | null> {
  const found = await createLedgerReads(sql).transaction(workspace, id);
  if (!found) return null;
  const key = `reverse:${idempotencyKey}`;
  const memo = `${reason} (approved by ${approver})`;
  return sql.begin(async (tx) => {
    const known = await transactionsOf(tx, workspace, key);
    const command = guardReversal(
      reverseTransaction({ workspace, key, transaction: found, day, memo }),
      found,
    );
    const [answer] = await ledger.within(tx, [command]);
    if (isRefusal(answer as object)) return answer as LedgerRefusal;
    const [reversal = ''] = (await transactionsOf(tx, workspace, key)) ?? [];
    if (known === null) {
      await recordAudit(tx, by, now(), {
        action: 'ledger.reverse',
        subject: `txn_${id}`,
        workspace,
        detail: { reason, approver, reversal: `txn_${reversal}` },
      });
    }
    return { transactionId: `txn_${reversal}` };
  });
}
