import type { Book, EntryDraft, EnvelopePeriodRef } from '@exchequer/model';

export type Path = readonly EnvelopePeriodRef[];

/** What a caller of the ledger may want. Amounts in 10⁻¹² of the currency of the envelopes named. */
export type Deed =
  | { kind: 'appropriate'; at: EnvelopePeriodRef; amount: bigint }
  | { kind: 'withdraw'; at: EnvelopePeriodRef; amount: bigint; short: 'refuse' | 'take-available' }
  | { kind: 'transfer'; from: EnvelopePeriodRef; to: EnvelopePeriodRef; amount: bigint }
  | { kind: 'lease' | 'unlease'; lease: string; path: Path; amount: bigint }
  | { kind: 'reserve'; hold: string; path: Path; amount: bigint; expiresAt: Date }
  | { kind: 'extend'; hold: string; path: Path; amount: bigint; expiresAt: Date }
  | { kind: 'settle'; hold: string; amount: bigint; final: boolean }
  | { kind: 'release'; hold: string }
  | { kind: 'lapse'; hold: string; policy: 'release' | 'in_doubt' }
  | {
      kind: 'end';
      from: EnvelopePeriodRef;
      to: { period: EnvelopePeriodRef; percent: number; cap: bigint | null } | null;
    }
  | { kind: 'usage'; days: readonly { day: string; uses: readonly Use[] }[] }
  | { kind: 'entry'; entries: readonly EntryDraft[] }
  /** Takes back the first transaction of the command with that key. */
  | { kind: 'reverse'; of: string }
  | { kind: 'close'; book: Book; through: string };

/** Spend on a path without a hold; negative where a correction takes some back. */
export interface Use {
  path: Path;
  amount: bigint;
}

/** One line of the plan. */
export interface Operation {
  /** Its position in the plan of the seed. */
  index: number;
  key: string;
  /** Two operations with one key and one body are the same command, sent twice. */
  body: string;
  deed: Deed;
  /** Company day on which it happened. */
  day: string;
}

export type Answer = { refused: string; facts?: Record<string, unknown> } | { result: unknown };

/** An operation with what came back. Times are of the machine's one monotonic clock, milliseconds. */
export interface Attempt {
  operation: Operation;
  startedAt: number;
  endedAt: number;
  /** When it was last decided over, where its driver could still say so. */
  decidedAt: number | null;
  answer: Answer;
}

/** What a deed asks for, without what an honest repeat may say differently. */
export const bodyOf = (deed: Deed): string =>
  JSON.stringify(deed, (name, value: unknown) => {
    if (name === 'expiresAt') return undefined;
    return typeof value === 'bigint' ? value.toString() : value;
  });

/** The hold that a deed is about, or none. */
export const holdOf = (deed: Deed): string | null => ('hold' in deed ? deed.hold : null);
