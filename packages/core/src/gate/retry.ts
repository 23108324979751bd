import type { PlannedTarget, RoutePlan } from './route.ts';

/** How an attempt failed before the first byte of its answer. */
export type AttemptFailed =
  | { kind: 'status'; status: number; retryAfterMs: number | null }
  | { kind: 'unreachable' | 'timeout' | 'broken' | 'refused' };

/** The next attempt: which target, and after which pause. */
export interface NextAttempt {
  /** Index among the targets of the plan. */
  at: number;
  target: PlannedTarget;
  delayMs: number;
}

const firstPauseMs = 250;
const longestPauseMs = 8_000;

/**
 * Whether another attempt may mend it. 429 and 5xx may; so may an upstream that cannot be reached or
 * broke off. One that did not answer in time may still be working on the call, and be paid for it.
 */
export function mayMend(failed: AttemptFailed): boolean {
  if (failed.kind === 'status') return failed.status === 429 || failed.status >= 500;
  return failed.kind === 'unreachable' || failed.kind === 'broken';
}

/**
 * Which target is tried next; null when the attempts are used up, the failure is final, or the
 * upstream asks for a longer pause than anyone should wait for. Targets are tried in turn, those that
 * are not `usable` (an open circuit) left out while another is. Only before the first byte.
 */
export function nextAttempt(
  plan: RoutePlan,
  past: { made: number; last: number; failed: AttemptFailed | null },
  usable: (target: PlannedTarget) => boolean,
  random: number,
): NextAttempt | null {
  const { made, last, failed } = past;
  if (made >= plan.attempts || (failed !== null && !mayMend(failed))) return null;
  const at = following(plan.targets, failed === null ? -1 : last, usable);
  const target = plan.targets[at];
  if (!target) return null;
  if (failed === null) return { at, target, delayMs: 0 };
  const same = target.upstream.id === plan.targets[last]?.upstream.id;
  const delayMs = same ? pauseMs(made, failed, random) : 0;
  return delayMs === null ? null : { at, target, delayMs };
}

/** The next usable target in turn; the last one again when there is no other; −1 when none is usable. */
function following(
  targets: readonly PlannedTarget[],
  last: number,
  usable: (target: PlannedTarget) => boolean,
): number {
  for (let step = 1; step <= targets.length; step++) {
    const at = (last + step) % targets.length;
    const target = targets[at];
    if (target && usable(target)) return at;
  }
  return -1;
}

/** Doubles with every attempt, between half and all of it, so that callers do not come back at once. */
function pauseMs(made: number, failed: AttemptFailed, random: number): number | null {
  const full = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.max(0, made - 1));
  const jittered = full * (0.5 + random / 2);
  const asked = failed.kind === 'status' ? (failed.retryAfterMs ?? 0) : 0;
  if (asked > longestPauseMs) return null;
  return Math.ceil(Math.max(jittered, asked));
}
