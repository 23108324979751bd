/**
 * The nouns of the double-entry books. Amounts are bigints of 10⁻¹² of their currency; a debit is
 * positive, a credit negative, and every transaction sums to zero per currency.
 *
 * - The **budget** book says who may spend how much: every period of an envelope has its pockets.
 * - The **financial** book says what the company owes, owns and has expensed.
 */
export const books = ['budget', 'financial'] as const;
export type Book = (typeof books)[number];

/**
 * Names an account of a workspace: a path such as `envelope/env_1/2026-11/available` or
 * `expense/research_and_development/cc-140`, whose first part tells its book. Accounts come into
 * being when a command first names them.
 */
export interface AccountRef {
  key: string;
  /** ISO 4217 code, such as USD. */
  currency: string;
}

/** One line of a transaction. */
export interface PostingDraft extends AccountRef {
  /** Debit positive, credit negative; never zero. */
  amount: bigint;
}

/** What a transaction is about. Reports and templates know these kinds and no others. */
export const entryKinds = [
  // budget book
  'appropriate',
  'transfer',
  'lease',
  'reserve',
  'extend',
  'settle',
  'release',
  'expire',
  'usage',
  'rollover',
  'grant',
  'lot-draw',
  'lot-return',
  // financial book
  'credit-purchase',
  'consumption',
  'accrual',
  'accrual-reversal',
  'invoice',
  'payment',
  'credit-expiry',
  'commitment-shortfall',
  'allocation',
  'chargeback',
  'capitalisation',
  'taxable-use',
  'reclassification',
  'rounding',
  // both
  'adjustment',
  'reversal',
] as const;
export type EntryKind = (typeof entryKinds)[number];

/** A transaction before it is posted. */
export interface EntryDraft {
  book: Book;
  kind: EntryKind;
  /** Company day on which it happened. */
  occurredOn: string;
  /** Company day in whose period it is booked; differs where the day itself is closed. */
  postedOn: string;
  /** One sentence for people. */
  memo: string;
  /** What it is about: an envelope, grant, credit or usage batch id. */
  subject: string;
  postings: readonly PostingDraft[];
  /** Id of the transaction that this one takes back. */
  reverses?: string;
  /** Facts a reader of the transaction may ask for: the batch, the approver, the rule. */
  detail?: Readonly<Record<string, string | number | boolean | null>>;
}

export const holdStates = ['open', 'settled', 'released', 'expired', 'in_doubt'] as const;
/** `in_doubt`: its outcome is unknown; it stays held until reconciled or released by policy. */
export type HoldState = (typeof holdStates)[number];

/** An amount set aside for work that runs: first phase of a two-phase spend. */
export interface Hold {
  id: string;
  /** Account prefixes of every envelope period that carries it, leaf first. */
  path: readonly string[];
  currency: string;
  /** What is still held. */
  amount: bigint;
  /** What has been settled out of it so far. */
  settled: bigint;
  state: HoldState;
  expiresAt: Date;
  detail: Readonly<Record<string, string | number | boolean | null>>;
}

/** The parts of an envelope's period. Their balances sum to zero. */
export const pockets = [
  /** Minus what was appropriated to the period: the source of its money. */
  'appropriation',
  'available',
  'leased',
  'reserved',
  'spent',
  'expired',
  /** Minus what was spent without cover. Whatever comes in repays it first. */
  'overdraft',
] as const;
export type Pocket = (typeof pockets)[number];

/** First parts of account keys that stand in the budget book; every other account is financial. */
export const budgetRoots: readonly string[] = ['envelope', 'grant', 'lot', 'pool'];

/** The book in which an account stands. */
export const bookOf = (accountKey: string): Book => {
  const slash = accountKey.indexOf('/');
  return budgetRoots.includes(slash < 0 ? accountKey : accountKey.slice(0, slash)) ? 'budget' : 'financial';
};

/** Pockets that may not be overdrawn. */
export const guardedPockets: readonly Pocket[] = ['available', 'leased', 'reserved'];

/** Whether the database itself refuses a balance below zero on the account. */
export const isGuarded = (accountKey: string): boolean =>
  bookOf(accountKey) === 'budget' &&
  (guardedPockets as readonly string[]).includes(accountKey.slice(accountKey.lastIndexOf('/') + 1));

/** Account prefix of an envelope's period, such as `envelope/env_1/2026-11`. */
export const envelopePrefix = (envelopeId: string, periodKey: string): string =>
  `envelope/${envelopeId}/${periodKey}`;

/** Purposes of spend, by which it is expensed. */
export const purposes = [
  'cost_of_revenue',
  'research_and_development',
  'sales_and_marketing',
  'general_and_administrative',
] as const;
export type Purpose = (typeof purposes)[number];
/** Stands where no rule names a purpose; a period with such spend does not close. */
export const untagged = 'untagged';
