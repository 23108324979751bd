import type { Envelope } from '@exchequer/model';
import type { StandingEnvelope } from './facts.ts';

/** What a change does to the period that runs now. Amounts in 10⁻¹² of the currency. */
export interface MoneyEffect {
  currency: string;
  periodKey: string;
  limitBefore: bigint;
  limitAfter: bigint;
  /** Spent and held so far. */
  used: bigint;
  availableBefore: bigint;
  availableAfter: bigint;
}

/** The effect on the running period; null where its money stays as it is, or where nothing runs yet. */
export function effectOf(standing: StandingEnvelope | null, after: Envelope): MoneyEffect | null {
  const running = standing?.running ?? null;
  const before = standing?.envelope;
  if (!running || !before || before.state === 'closed') return null;
  const limitAfter = after.state === 'closed' ? 0n : after.limit;
  if (limitAfter === before.limit && after.period === before.period && after.state === before.state)
    return null;
  // Another length of period begins with its own limit; else the difference is added or taken.
  const anew = after.period !== before.period;
  const left = anew ? limitAfter : running.available + (limitAfter - before.limit);
  return {
    currency: before.currency,
    periodKey: running.key,
    limitBefore: before.limit,
    limitAfter,
    used: running.spent + running.held,
    availableBefore: running.available,
    availableAfter: after.state === 'closed' || left < 0n ? 0n : left,
  };
}
