import { type EnvelopePeriodRef, formatUsd } from '@exchequer/model';
import type { LotEntry } from './entries.ts';
import type { Lot } from './grant.ts';
import type { LotStep } from './run.ts';

/** The envelopes that a run moves money in. */
export interface RunEnvelopes {
  workspace: string;
  currency: string;
  own: EnvelopePeriodRef;
  /** The team's pool; null when nothing returns to one. */
  pool: EnvelopePeriodRef | null;
}

/**
 * The transactions of a run's steps, in an order in which no account falls below zero: what comes in
 * stands first.
 * @param lots the lots as the run leaves them
 * @param drawNumber counts the draws of a lot and day, since an amount may come, go and come again
 */
export function entriesOfSteps(
  steps: readonly LotStep[],
  lots: ReadonlyMap<string, Lot>,
  envelopes: RunEnvelopes,
  drawNumber: (lotId: string, day: string) => number,
): LotEntry[] {
  const incoming = steps.filter(({ step }) => step === 'issue');
  const others = steps.filter(({ step }) => step !== 'issue');
  const left = new Map<string, bigint>();
  return [...incoming, ...others]
    .filter((step) => amountOfStep(step) !== 0n)
    .map((step) => entryOfStep(step, lots, envelopes, drawNumber, left));
}

function amountOfStep(step: LotStep): bigint {
  if (step.step === 'draw') return step.draw.amount;
  return step.step === 'issue' || step.step === 'roll' ? step.lot.granted : step.amount;
}

function entryOfStep(
  step: LotStep,
  lots: ReadonlyMap<string, Lot>,
  { workspace, currency, own, pool }: RunEnvelopes,
  drawNumber: (lotId: string, day: string) => number,
  left: Map<string, bigint>,
): LotEntry {
  const amount = amountOfStep(step);
  const base = { workspace, currency, amount };
  switch (step.step) {
    case 'issue': {
      const { lot, day } = step;
      const memo = `Granted for ${lot.accrues?.from} to ${lot.accrues?.to}`;
      const into = { lotId: lot.id };
      return {
        ...base,
        key: `lot:${lot.id}`,
        kind: 'grant',
        day,
        subject: lot.grantId,
        memo,
        into,
        gives: { ref: own },
      };
    }
    case 'roll': {
      const { lot, day } = step;
      const from = { lotId: step.from, to: 'transferred' as const };
      const memo = `Rolled over from ${step.from}`;
      return {
        ...base,
        key: `lot:${lot.id}`,
        kind: 'rollover',
        day,
        subject: lot.grantId,
        memo,
        from,
        into: { lotId: lot.id },
      };
    }
    case 'draw': {
      const { lotId, day } = step.draw;
      const key = `draw:${lotId}:${day}:${drawNumber(lotId, day)}`;
      const memo = amount > 0n ? `Used on ${day}` : `Use of ${day} taken back`;
      return { ...base, key, kind: 'lot-draw', day, subject: lotId, memo, from: { lotId, to: 'used' } };
    }
    default:
      return leaving(step, base, lots, own, pool, left);
  }
}

/** Money that leaves the holder: expired, given back unearned, or returned to the pool. */
function leaving(
  step: Extract<LotStep, { step: 'cut' | 'expire' | 'return' }>,
  base: { workspace: string; currency: string; amount: bigint },
  lots: ReadonlyMap<string, Lot>,
  own: EnvelopePeriodRef,
  pool: EnvelopePeriodRef | null,
  left: Map<string, bigint>,
): LotEntry {
  const { lotId, day } = step;
  const to = step.step === 'expire' ? 'expired' : 'returned';
  // Counts what has left so far, which only grows: the same step again has the same name.
  const mark = `${lotId} ${to}`;
  const total = left.get(mark) ?? lots.get(lotId)?.[to] ?? 0n;
  left.set(mark, total - base.amount);
  const shared = {
    ...base,
    key: `lot:${lotId}:${to}:${formatUsd(total)}`,
    day,
    subject: lotId,
    from: { lotId, to } as const,
  };
  if (step.step === 'expire') {
    return { ...shared, kind: 'expire', memo: 'Expired unused', takes: { ref: own, as: 'expired' } };
  }
  const takes = { ref: own, as: 'appropriation' as const };
  if (step.step === 'cut') {
    return { ...shared, kind: 'lot-return', memo: `Not accrued after ${step.accruesTo}`, takes };
  }
  const back = { memo: 'Returned to the pool of the team', into: { lotId: step.poolLot.id } };
  return { ...shared, kind: 'lot-return', ...back, takes, ...(pool && { gives: { ref: pool } }) };
}
