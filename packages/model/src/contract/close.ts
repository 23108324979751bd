import { oc } from '@orpc/contract';
import { z } from 'zod';
import { purposes } from '../ledger/ledger.ts';
import { countString, decimalString, instant, workspaceSchema } from './shared.ts';
import { periodKeySchema, unitKindSchema } from './statement.ts';

const workspace = workspaceSchema;
const ledger = { tags: ['ledger'] };
const path = (rest: string) => `/api/w/{workspace}/ledger/${rest}` as const;
const reason = z.string().trim().min(3).max(500);
const approver = z.string().trim().min(1).max(200);

/** What stands between a month and its close. */
export const checkKeys = [
  'earlier_open',
  'not_over',
  'unposted',
  'unbalanced',
  'unpriced',
  'unattributed',
  'untagged',
  'late',
  'unreconciled',
  'invoices',
  'holds_in_doubt',
  'seals',
  'unmapped',
] as const;
export const checkKeySchema = z.enum(checkKeys);
export type CheckKey = (typeof checkKeys)[number];

export const checkItemSchema = z.object({
  key: checkKeySchema,
  title: z.string(),
  /** `blocking` refuses the close; `attention` and `waived` do not. */
  state: z.enum(['ok', 'attention', 'blocking', 'waived']),
  count: countString,
  /** What it comes to in USD; null where it is no amount. */
  amount: decimalString.nullable(),
  detail: z.string(),
  /** What to do about it, and where in the web app. */
  fix: z.string(),
  link: z.string().nullable(),
  /** Whether a named approver may let it pass with a reason. */
  waivable: z.boolean(),
  waiver: z.object({ reason: z.string(), approver: z.string(), at: instant }).nullable(),
});
export type CheckItem = z.infer<typeof checkItemSchema>;

const bookTotals = z.object({
  /** Expense of the period, by the day of posting. */
  expense: decimalString,
  usage: decimalString,
  by_purpose: z.array(z.object({ purpose: z.string(), amount: decimalString })),
  /** Balances at the end of the period. */
  prepaid: decimalString,
  accrued: decimalString,
  payable: decimalString,
  suspense: decimalString,
  variance: decimalString,
  breakage: decimalString,
  transactions: countString,
});

export const closeAccrualSchema = z.object({
  provider: z.string().trim().min(1).max(200),
  purpose: z.enum(purposes),
  cost_center: z.string().trim().max(60),
  /** More than zero. */
  amount: decimalString,
  memo: z.string().trim().min(1).max(300),
});

export const closePlanSchema = z.object({
  period: periodKeySchema,
  from: z.iso.date(),
  to: z.iso.date(),
  time_zone: z.string(),
  items: z.array(checkItemSchema),
  /** No item is blocking. */
  closable: z.boolean(),
  /** Entries that closing will write, with the day each is taken back on. */
  accruals: z.array(closeAccrualSchema.extend({ reverses_on: z.iso.date() })),
  totals: bookTotals,
});
export type ClosePlan = z.infer<typeof closePlanSchema>;

export const closeRecordSchema = z.object({
  period: periodKeySchema,
  closed_at: instant,
  closed_by: z.string(),
  approver: z.string(),
  note: z.string(),
  time_zone: z.string(),
  /** Highest transaction of the books at that moment, and the head of the hash chain. */
  last_transaction: z.string(),
  seal: z.string().nullable(),
  totals: bookTotals,
  /** SHA-256 of what the period’s reports said; the same can be computed again for ever. */
  digests: z.object({
    trial_balance: z.string(),
    statements: z.string(),
    general_ledger: z.string(),
  }),
  items: z.array(checkItemSchema),
  accruals: z.array(z.object({ accrual_id: z.string(), transaction_ids: z.array(z.string()) })),
});
export type CloseRecord = z.infer<typeof closeRecordSchema>;

export const periodSchema = z.object({
  period: periodKeySchema,
  state: z.enum(['open', 'closed']),
  /** True of the one month that may be closed next. */
  next: z.boolean(),
  from: z.iso.date(),
  to: z.iso.date(),
  expense: decimalString,
  closed_at: instant.nullable(),
  closed_by: z.string().nullable(),
});
export type LedgerPeriod = z.infer<typeof periodSchema>;

/** Why a figure of a closed period is another one now. */
export const differenceReasons = ['late', 're-rated', 're-attributed', 'corrected', 'retagged'] as const;

export const restatementSchema = z.object({
  period: periodKeySchema,
  closed_at: instant.nullable(),
  as_known_then: decimalString,
  as_known_now: decimalString,
  difference: decimalString,
  /** Sums of the differences by reason; retagging moves cost and sums to zero. */
  by_reason: z.array(
    z.object({ reason: z.enum(differenceReasons), count: countString, amount: decimalString }),
  ),
  units: z.array(
    z.object({
      key: z.string(),
      label: z.string(),
      as_known_then: decimalString,
      as_known_now: decimalString,
      difference: decimalString,
    }),
  ),
  /** Late arrivals and restatements, newest first: the cut-off log. */
  log: z.array(
    z.object({
      /** Null where nothing moved in the ledger, such as usage that went to another team. */
      transaction_id: z.string().nullable(),
      recorded_at: instant,
      occurred_on: z.iso.date(),
      posted_on: z.iso.date(),
      provider: z.string(),
      reason: z.enum(differenceReasons),
      amount: decimalString,
    }),
  ),
  log_total: z.number().int(),
  /** Whether the reports of the close were computed again and came out the same, byte for byte. */
  reproduced: z.boolean().nullable(),
});
export type Restatement = z.infer<typeof restatementSchema>;

export const glAccountSchema = z.object({
  id: z.string(),
  /** Account of ours, or a prefix of accounts ending in `*`, such as `expense/cost_of_revenue/*`. */
  pattern: z.string().trim().min(1).max(300),
  /** The company’s own chart of accounts. */
  number: z.string().trim().min(1).max(60),
  name: z.string().trim().max(200),
  cost_center: z.string().trim().max(120),
});
export type GlAccount = z.infer<typeof glAccountSchema>;

const periods = {
  list: oc
    .route({ ...ledger, method: 'GET', path: path('periods'), summary: 'Months of the books, newest first' })
    .input(z.object({ workspace }))
    .output(z.object({ items: z.array(periodSchema), closed_through: z.iso.date().nullable() })),
  get: oc
    .route({ ...ledger, method: 'GET', path: path('periods/{period}'), summary: 'The record of a close' })
    .input(z.object({ workspace, period: periodKeySchema }))
    .output(closeRecordSchema),
  plan: oc
    .route({
      ...ledger,
      method: 'POST',
      path: path('periods/{period}/plan'),
      summary: 'The checklist of a month and what closing it would write',
    })
    .input(
      z.object({
        workspace,
        period: periodKeySchema,
        accruals: z.array(closeAccrualSchema).max(200).default([]),
      }),
    )
    .output(closePlanSchema),
  waive: oc
    .route({
      ...ledger,
      method: 'POST',
      path: path('periods/{period}/waivers'),
      summary: 'Let an item of the checklist pass, with a reason',
    })
    .input(z.object({ workspace, period: periodKeySchema, item: checkKeySchema, reason, approver }))
    .output(z.object({ item: checkItemSchema })),
  close: oc
    .route({
      ...ledger,
      method: 'POST',
      path: path('periods/{period}/close'),
      summary: 'Close a month for ever; what comes later is a new entry',
    })
    .input(
      z.object({
        workspace,
        period: periodKeySchema,
        approver,
        note: z.string().trim().max(500).default(''),
        accruals: z.array(closeAccrualSchema).max(200).default([]),
        idempotency_key: z.string().trim().min(1).max(200),
      }),
    )
    .output(closeRecordSchema),
  restatement: oc
    .route({
      ...ledger,
      method: 'GET',
      path: path('periods/{period}/restatement'),
      summary: 'A month as known at its close and as known now',
    })
    .input(z.object({ workspace, period: periodKeySchema, kind: unitKindSchema.default('cost_center') }))
    .output(restatementSchema),
};

const generalLedger = {
  list: oc
    .route({
      ...ledger,
      method: 'GET',
      path: path('gl-accounts'),
      summary: 'How our accounts map to those of the company, and which do not',
    })
    .input(z.object({ workspace }))
    .output(z.object({ items: z.array(glAccountSchema), unmapped: z.array(z.string()) })),
  put: oc
    .route({
      ...ledger,
      method: 'PUT',
      path: path('gl-accounts'),
      summary: 'Replace the whole map of accounts',
    })
    .input(z.object({ workspace, items: z.array(glAccountSchema.omit({ id: true })).max(2000) }))
    .output(z.object({ items: z.array(glAccountSchema), unmapped: z.array(z.string()) })),
};

export const closeContract = { periods, glAccounts: generalLedger };

/** Files of the ledger, each `GET /api/w/{workspace}/ledger/export/{file}?from&to&…`. */
export const ledgerExportFiles = [
  'journal.csv',
  'journal.xlsx',
  'focus.csv',
  'focus.jsonl',
  'statements.csv',
] as const;
export type LedgerExportFile = (typeof ledgerExportFiles)[number];

/** Parameters of the files. Days are half-open and of the company. */
export const ledgerExportQuery = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  /** journal: every line, or one per account, purpose, cost centre and provider. */
  detail: z.enum(['lines', 'summary']).default('summary'),
  /** journal: exact amounts, or cents with a line of what rounding left over. */
  amounts: z.enum(['exact', 'cents']).default('exact'),
  /** statements: by what. */
  kind: unitKindSchema.default('cost_center'),
});

/** Address of a file of the ledger. */
export function ledgerExportPath(
  workspaceName: string,
  file: LedgerExportFile,
  query: z.input<typeof ledgerExportQuery>,
): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return `/api/w/${workspaceName}/ledger/export/${file}?${new URLSearchParams(pairs)}`;
}
