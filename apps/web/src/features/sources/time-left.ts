import type { ImportProgress } from '@exchequer/model/contract';

export const ended = (p: ImportProgress) => p.state === 'done' || p.state === 'failed';

/** Seconds left, from how fast the bytes went so far; null before that can be said. */
export function secondsLeft(p: ImportProgress, now: Date): number | null {
  const elapsed = (now.getTime() - Date.parse(p.started_at)) / 1000;
  if (ended(p) || p.bytes_done <= 0 || elapsed < 1) return null;
  return (elapsed / p.bytes_done) * Math.max(0, p.bytes - p.bytes_done);
}
