import {
  checkEntry,
  type Decided,
  isRefusal,
  type LedgerCommand,
  type LedgerRefusal,
} from '@exchequer/core/ledger';
import type { BooksState, PlacedEntry } from './books-state.ts';

/** What became of one command of a batch. */
export type Outcome =
  | { kind: 'done'; result: unknown }
  | { kind: 'refused'; refusal: LedgerRefusal }
  /** It has a bug. The others of its batch stand. */
  | { kind: 'failed'; error: unknown };

/** A command with the hash of its body. */
export interface KeyedCommand {
  command: LedgerCommand<unknown>;
  bodyHash: string;
}

/** A command that takes effect, with what it posts. */
export interface Effect extends KeyedCommand {
  result: unknown;
  entries: readonly PlacedEntry[];
}

/** Decides one command over the books as the ones before left them, and changes them accordingly. */
export function decideOne(
  keyed: KeyedCommand,
  state: BooksState,
  now: Date,
): { outcome: Outcome; effect?: Effect } {
  try {
    const decided = keyed.command.decide(state.facts(now));
    const placed = isRefusal(decided) ? decided : take(decided, state);
    if (!Array.isArray(placed)) return { outcome: { kind: 'refused', refusal: placed as LedgerRefusal } };
    const { result } = decided as Decided<unknown>;
    return { outcome: { kind: 'done', result }, effect: { ...keyed, result, entries: placed } };
  } catch (error) {
    return { outcome: { kind: 'failed', error } };
  }
}

function take({ entries, holds = [] }: Decided<unknown>, state: BooksState): PlacedEntry[] | LedgerRefusal {
  for (const entry of entries) {
    const refusal = checkEntry(entry, state.closedThrough(entry.book));
    if (refusal) return refusal;
  }
  for (const change of holds) state.check(change);
  const placed = state.post(entries);
  if (Array.isArray(placed)) for (const change of holds) state.change(change);
  return placed;
}
