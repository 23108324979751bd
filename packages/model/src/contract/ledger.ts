import { oc } from '@orpc/contract';
import { z } from 'zod';
import { books, entryKinds } from '../ledger/ledger.ts';
import { closeContract } from './close.ts';
import { countString, decimalString, instant, nextCursor, pageInput, workspaceSchema } from './shared.ts';
import { statementContract } from './statement.ts';

export const bookSchema = z.enum(books);
export const entryKindSchema = z.enum(entryKinds);
const currency = z.string().regex(/^[A-Z]{3}$/, 'three capital letters of ISO 4217, such as USD');
const accountKey = z.string().trim().min(1).max(300);
const day = z.iso.date();
const workspace = workspaceSchema;
const transactionId = z.string().regex(/^txn_\d{1,18}$/, 'an id such as txn_42');
/** Why a person changes the books; it is printed beside the entry for ever. */
const reason = z.string().trim().min(3).max(500);
/** Who answers for the change. It may be the caller; the audit trail names both. */
const approver = z.string().trim().min(1).max(200);
const idempotencyKey = z.string().trim().min(1).max(200);

const moneyOf = z.object({ currency: z.string(), amount: decimalString });

export const ledgerTransactionSchema = z.object({
  id: z.string(),
  book: bookSchema,
  kind: entryKindSchema,
  /** Company day on which it happened. */
  occurred_on: day,
  /** Company day in whose period it is booked. */
  posted_on: day,
  recorded_at: instant,
  /** True where the day it happened on was closed already. */
  late: z.boolean(),
  memo: z.string(),
  subject: z.string(),
  /** Sum of the debits per currency; the credits are the same. */
  amounts: z.array(moneyOf),
  reverses: z.string().nullable(),
  reversed_by: z.string().nullable(),
});
export type LedgerTransaction = z.infer<typeof ledgerTransactionSchema>;

export const ledgerPostingSchema = z.object({
  line: z.number().int(),
  account: z.string(),
  currency: z.string(),
  /** Debit positive, credit negative. */
  amount: decimalString,
});

export const ledgerTransactionDetailSchema = ledgerTransactionSchema.extend({
  postings: z.array(ledgerPostingSchema),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  command_key: z.string(),
  /** SHA-256 over the transaction and its postings, in hex. */
  digest: z.string(),
  /** The link of the hash chain that holds it; null until it is sealed. */
  seal: z.object({ id: z.string(), hash: z.string(), sealed_at: instant }).nullable(),
  /** Usage that it books: the batch of the journal, and its charges by where they belong. */
  usage: z
    .object({
      batch_id: z.string(),
      provider: z.string(),
      day: day,
      charges: z.array(
        z.object({
          model: z.string(),
          team_id: z.string(),
          team: z.string(),
          project: z.string(),
          purpose: z.string(),
          cost_center: z.string(),
          reason: z.string(),
          requests: countString,
          amount: decimalString,
        }),
      ),
      /** True where there are more charges than are given. */
      truncated: z.boolean(),
    })
    .nullable(),
});
export type LedgerTransactionDetail = z.infer<typeof ledgerTransactionDetailSchema>;

export const ledgerAccountSchema = z.object({
  account: z.string(),
  currency: z.string(),
  /** Sums of the debits and of the credits up to the day; `balance` = `debit` − `credit`. */
  debit: decimalString,
  credit: decimalString,
  balance: decimalString,
});

export const accountLineSchema = z.object({
  transaction_id: z.string(),
  kind: entryKindSchema,
  posted_on: day,
  occurred_on: day,
  memo: z.string(),
  subject: z.string(),
  amount: decimalString,
  /** After this line. */
  balance: decimalString,
});

/** A run of the proof over all history. */
export const verifyRunSchema = z.object({
  id: z.string(),
  state: z.enum(['running', 'sound', 'unsound', 'failed']),
  started_at: instant,
  finished_at: instant.nullable(),
  /** Transactions examined so far and in all. */
  done: z.number().int(),
  total: z.number().int(),
  /** What was examined, such as transactions, postings, accounts, seals. */
  counts: z.record(z.string(), countString),
  /** Every invariant that does not hold, with the row that breaks it. */
  findings: z.array(z.object({ invariant: z.string(), subject: z.string(), detail: z.string() })),
  findings_total: z.number().int(),
  error: z.string().nullable(),
});
export type VerifyRun = z.infer<typeof verifyRunSchema>;

const ledger = { tags: ['ledger'] };
const get = (path: string, summary: string) =>
  oc.route({ ...ledger, method: 'GET', path: `/api/w/{workspace}/ledger/${path}`, summary });
const post = (path: string, summary: string) =>
  oc.route({ ...ledger, method: 'POST', path: `/api/w/{workspace}/ledger/${path}`, summary });

const posted = z.object({ transaction_id: z.string() });

const booksContract = {
  transactions: get('transactions', 'Transactions, newest first')
    .input(
      z.object({
        workspace,
        book: bookSchema.optional(),
        kind: entryKindSchema.optional(),
        /** Accounts that begin with this. */
        account: accountKey.optional(),
        subject: z.string().trim().min(1).max(300).optional(),
        /** Half-open range of the day posted on. */
        from: day.optional(),
        to: day.optional(),
        ...pageInput,
      }),
    )
    .output(z.object({ items: z.array(ledgerTransactionSchema), next_cursor: nextCursor })),
  transaction: get('transactions/{id}', 'One transaction, down to postings and back to its usage')
    .input(z.object({ workspace, id: transactionId }))
    .output(ledgerTransactionDetailSchema),
  accounts: get('accounts', 'Trial balance: every account with its sums up to a day')
    .input(
      z.object({
        workspace,
        book: bookSchema.default('financial'),
        /** Accounts that begin with this. */
        account: accountKey.optional(),
        /** Postings up to this day, it included; all of them without it. */
        at: day.optional(),
        /** First day counted: with it the answer is the movement of a range. */
        from: day.optional(),
        /** Leaves out what was recorded later than this. */
        known_at: instant.optional(),
        cursor: pageInput.cursor,
        limit: z.coerce.number().int().min(1).max(2000).default(500),
      }),
    )
    .output(
      z.object({
        items: z.array(ledgerAccountSchema),
        /** Of all accounts asked for, whatever the page; debits equal credits over a whole book. */
        totals: z.array(z.object({ currency: z.string(), debit: decimalString, credit: decimalString })),
        next_cursor: nextCursor,
      }),
    ),
  account: get('account', 'Statement of an account with its running balance')
    .input(
      z.object({
        workspace,
        book: bookSchema.default('financial'),
        account: accountKey,
        currency: currency.default('USD'),
        from: day.optional(),
        to: day.optional(),
        ...pageInput,
      }),
    )
    .output(
      z.object({
        account: z.string(),
        currency: z.string(),
        opening: decimalString,
        /** Oldest first. */
        lines: z.array(accountLineSchema),
        /** After the last line of the whole range. */
        closing: decimalString,
        next_cursor: nextCursor,
      }),
    ),
  adjust: post('adjustments', 'Post an adjustment')
    .input(
      z.object({
        workspace,
        book: bookSchema.default('financial'),
        posted_on: day,
        /** The day it concerns; that of the posting when left out. */
        occurred_on: day.optional(),
        reason,
        approver,
        postings: z
          .array(z.object({ account: accountKey, currency: currency.default('USD'), amount: decimalString }))
          .min(2)
          .max(200),
        idempotency_key: idempotencyKey,
      }),
    )
    .output(posted),
  reverse: post('transactions/{id}/reverse', 'Take a transaction back by its opposite')
    .input(
      z.object({
        workspace,
        id: transactionId,
        reason,
        approver,
        /** Today when left out; a closed day is refused. */
        posted_on: day.optional(),
        idempotency_key: idempotencyKey,
      }),
    )
    .output(posted),
};

const verifyContract = {
  start: post('verify', 'Replay all history and prove every invariant, in the background')
    .input(z.object({ workspace }))
    .output(verifyRunSchema),
  get: get('verify', 'The latest proof, or one that runs')
    .input(z.object({ workspace, id: z.string().max(60).optional() }))
    .output(z.object({ run: verifyRunSchema.nullable() })),
};

/** Σ of the same money at every station, for a range of days. All equal, or the difference is named. */
export const sumProofSchema = z.object({
  from: day,
  to: day,
  time_zone: z.string(),
  snapshot_at: instant,
  /** What each station says in USD, usage that happened in the range. */
  stations: z.array(
    z.object({
      station: z.enum(['journal', 'charges', 'ledger', 'statements', 'focus', 'general_ledger']),
      amount: decimalString,
      /** Station less journal. */
      difference: decimalString,
    }),
  ),
  equal: z.boolean(),
  /** Where journal and ledger differ: by day, provider and purpose; the first 200. */
  differences: z.array(
    z.object({
      day: day,
      provider: z.string(),
      journal: decimalString,
      ledger: decimalString,
      difference: decimalString,
    }),
  ),
});
export type SumProof = z.infer<typeof sumProofSchema>;

export const ledgerContract = {
  ...booksContract,
  verify: verifyContract,
  reconcile: get('reconcile', 'Prove that journal, ledger, statements and exports say the same')
    .input(z.object({ workspace, from: day, to: day }))
    .output(sumProofSchema),
  ...statementContract,
  ...closeContract,
};
