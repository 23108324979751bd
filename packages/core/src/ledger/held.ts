import { formatUsd, type Hold, parseUsd } from '@exchequer/model';
import type { Level } from './level.ts';
import { overdrawn } from './pocket.ts';
import { boundsField } from './reserve.ts';
import type { EntrySheet } from './sheet.ts';

/** Whether the amount of a hold is still set aside. */
export const isHeld = ({ state }: Hold): boolean => state === 'open' || state === 'in_doubt';

/** Overdraft bound per level of a hold, leaf first; null where nothing bounds it. */
export function boundsOfHold(hold: Hold): (bigint | null)[] {
  const text = hold.detail[boundsField];
  const bounds = typeof text === 'string' ? text.split(' ') : [];
  return hold.path.map((_, at) => {
    const bound = bounds[at];
    return bound === undefined || bound === '-' ? null : parseUsd(bound);
  });
}

/** Levels whose overdraft stands past its bound, and by how much. */
export function pastBounds(
  sheet: EntrySheet,
  levels: readonly Level[],
  bounds: readonly (bigint | null)[],
): Record<string, string> {
  const past: Record<string, string> = {};
  levels.forEach((level, at) => {
    const bound = bounds[at] ?? null;
    if (bound === null) return;
    const beyond = overdrawn(sheet, level) - bound;
    if (beyond > 0n) past[level.prefix] = formatUsd(beyond);
  });
  return past;
}
