import { formatUsd } from '@exchequer/model';
import { type Level, pocketOf } from './level.ts';
import type { EntrySheet } from './sheet.ts';

/** What an envelope's path leaves to spend once a command has taken effect. */
export interface Left {
  /** Available at the tightest of the levels that refuse; null where none refuses. */
  left: string | null;
}

/** The tightest of a path's levels; `refuses` says of each whether it is a hard one. */
export function leastLeft(
  sheet: EntrySheet,
  levels: readonly Level[],
  refuses: (at: number) => boolean,
): string | null {
  let least: bigint | null = null;
  levels.forEach((level, at) => {
    if (!refuses(at)) return;
    const available = sheet.balance(pocketOf(level, 'available'));
    if (least === null || available < least) least = available;
  });
  return least === null ? null : formatUsd(least);
}
