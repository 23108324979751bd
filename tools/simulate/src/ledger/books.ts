import type { PostingDraft } from '@exchequer/model';
import type { Answer } from './operation.ts';

/** One period of an envelope. What came in equals what is in the other pockets. */
export interface Purse {
  currency: string;
  appropriated: bigint;
  available: bigint;
  leased: bigint;
  reserved: bigint;
  spent: bigint;
  expired: bigint;
  /** Spent without cover, as a positive amount. */
  overdrawn: bigint;
}

export interface KeptHold {
  id: string;
  prefixes: readonly string[];
  currency: string;
  amount: bigint;
  settled: bigint;
  state: 'open' | 'settled' | 'released' | 'expired' | 'in_doubt';
  expiresAt: Date;
  /** Per level: how far it may be overdrawn; null where nothing bounds it. */
  bounds: readonly (bigint | null)[];
}

export interface Books {
  now: Date;
  purses: Map<string, Purse>;
  /** Accounts of the financial book by currency and key. */
  accounts: Map<string, bigint>;
  holds: Map<string, KeptHold>;
  closed: { budget: string | null; financial: string | null };
  /** Keys that took effect. */
  taken: Map<string, { body: string; answer: Answer }>;
  /** How far hard envelope periods may be overdrawn, by prefix. */
  bounds: ReadonlyMap<string, bigint>;
  /** Hard envelope periods that the truth has driven past their bound. */
  beyond: Set<string>;
  /** Commands of the financial book that may be taken back: what their first transaction posted. */
  reversible: Map<string, { lines: readonly PostingDraft[]; reversedBy: string | null; reversal: boolean }>;
}

export interface Refused {
  refused: string;
  why: string;
  /** What the ledger has to say with it. */
  facts?: Record<string, unknown>;
}

/** What comes of an operation: the state it leaves, beside what it does not touch. */
export interface Accepted {
  result?: Record<string, unknown>;
  /** How many transactions it posts. */
  transactions: number;
  purses: ReadonlyMap<string, Purse>;
  accounts?: ReadonlyMap<string, bigint>;
  hold?: KeptHold;
  /** What its first transaction posted, where it can be taken back. */
  lines?: readonly PostingDraft[];
  /** Key of the command that it takes back. */
  takesBack?: string;
  beyond?: readonly string[];
}

export type Verdict = Refused | Accepted;

export const emptyBooks = (now: Date, bounds: ReadonlyMap<string, bigint>): Books => ({
  now,
  bounds,
  reversible: new Map(),
  purses: new Map(),
  accounts: new Map(),
  holds: new Map(),
  closed: { budget: null, financial: null },
  taken: new Map(),
  beyond: new Set(),
});

export const emptyPurse = (currency: string): Purse => ({
  currency,
  appropriated: 0n,
  available: 0n,
  leased: 0n,
  reserved: 0n,
  spent: 0n,
  expired: 0n,
  overdrawn: 0n,
});
