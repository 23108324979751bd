import type { AccountRef, Book, EntryDraft, Hold, HoldState } from '@exchequer/model';

/** Why a command did not take effect. Nothing of it was booked. */
export interface LedgerRefusal {
  /** Stable code, such as `envelope-exhausted` or `period-closed`. */
  refused: string;
  /** One sentence: what stands in the way. */
  detail: string;
  /** One sentence: what to do. */
  fix: string;
  /** Facts for programs: which envelope, what is left, which holds, when it resets. */
  facts?: Readonly<Record<string, string | number | boolean | null>>;
}

/** The books as a command finds them: what it asked for, locked until it is done. */
export interface LedgerFacts {
  now: Date;
  /** Balance of an account; zero when it has no posting yet. Reading one that was not named costs another pass. */
  balance(account: AccountRef): bigint;
  /** A hold that the command named in `holds`; null when there is none. */
  hold(id: string): Hold | null;
  /** Last day of the last closed period; null when none is closed. */
  closedThrough(book: Book): string | null;
}

/** What becomes of a hold. A new one has an id that no other has. */
export interface HoldChange {
  id: string;
  state: HoldState;
  amount: bigint;
  settled: bigint;
  expiresAt: Date;
  /** Given when the hold is new. */
  opened?: Pick<Hold, 'path' | 'currency' | 'detail'>;
}

/** A decision: the transactions to post and what to tell the caller. */
export interface Decided<R> {
  /** Plain JSON (amounts as decimal strings): it is kept, and given again when the command is repeated. */
  result: R;
  entries: readonly EntryDraft[];
  holds?: readonly HoldChange[];
}

/**
 * One change of the books. It declares what it has to know, decides over it without any effect, and
 * takes effect once per idempotency key for ever.
 */
export interface LedgerCommand<R> {
  workspace: string;
  /** Idempotency key, unique in the workspace. */
  key: string;
  /**
   * What the command asks for, as plain JSON (bigints and dates are understood). The same key with
   * another body is refused; so leave out what an honest repeat may say differently, such as the time.
   */
  body: unknown;
  /** Ids of every hold it reads, opens or changes. */
  holds?: readonly string[];
  /**
   * Accounts it will read or post to, as far as they are known beforehand. They are locked before it
   * decides, in one order for every process. Leaving one out is safe and costs time: the command
   * decides again once that account is locked too. `holds` has those that exist.
   */
  accounts(holds: ReadonlyMap<string, Hold>): readonly AccountRef[];
  /** Pure: it may be called several times, and the last answer counts. */
  decide(facts: LedgerFacts): Decided<R> | LedgerRefusal;
}

export const isRefusal = (value: object): value is LedgerRefusal => 'refused' in value;
