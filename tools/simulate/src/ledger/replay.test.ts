import type { EnvelopePeriodRef } from '@exchequer/model';
import { expect, test } from 'vitest';
import { emptyBooks } from './books.ts';
import { type Answer, type Attempt, bodyOf, type Deed } from './operation.ts';
import { replayRound } from './replay.ts';

const now = new Date('2026-03-22T12:00:00Z');
const path: EnvelopePeriodRef[] = [
  { envelopeId: 'a', periodKey: '2026-03', enforcement: 'record', overdraft: 0n, currency: 'USD' },
];
let index = 0;

function attempt(
  deed: Deed,
  answer: Answer,
  times: Pick<Attempt, 'startedAt' | 'decidedAt' | 'endedAt'>,
): Attempt {
  index += 1;
  return {
    operation: { index, key: `op:${index}`, body: bodyOf(deed), deed, day: '2026-03-22' },
    answer,
    ...times,
  };
}

/** A hold of which everything was used, so that ending it posts nothing. */
function opened(): { attempts: Attempt[]; order: { key: string; transactions: number }[] } {
  const expiresAt = new Date('2026-03-22T11:00:00Z');
  const overdrawn = (amount: string) => ({ 'envelope/a/2026-03': amount });
  const attempts = [
    attempt(
      { kind: 'reserve', hold: 'h', path, amount: 5n, expiresAt },
      { result: { hold: 'h', amount: '0.000000000005', overdrawn: overdrawn('0.000000000005') } },
      { startedAt: 0, decidedAt: 1, endedAt: 2 },
    ),
    attempt(
      { kind: 'settle', hold: 'h', amount: 5n, final: false },
      { result: { hold: 'h', settled: '0.000000000005', held: '0', beyond_bound: {}, after_expiry: false } },
      { startedAt: 3, decidedAt: 4, endedAt: 5 },
    ),
    // About something else: it only tells when the others were asked.
    attempt(
      { kind: 'reserve', hold: 'g', path, amount: 1n, expiresAt },
      { result: { hold: 'g', amount: '0.000000000001', overdrawn: overdrawn('0.000000000001') } },
      { startedAt: 5, decidedAt: 5.2, endedAt: 5.5 },
    ),
  ];
  return { attempts, order: attempts.map(({ operation }) => ({ key: operation.key, transactions: 1 })) };
}

const doubted = (times: Parameters<typeof attempt>[2]) =>
  attempt(
    { kind: 'lapse', hold: 'h', policy: 'in_doubt' },
    { result: { hold: 'h', released: '0', state: 'in_doubt' } },
    times,
  );
const expired = (times: Parameters<typeof attempt>[2]) =>
  attempt(
    { kind: 'lapse', hold: 'h', policy: 'release' },
    { result: { hold: 'h', released: '0', state: 'expired' } },
    times,
  );

test('commands on a hold that post nothing are placed in the order in which they were decided', () => {
  const { attempts, order } = opened();
  // Asked long before, and decided last.
  const last = expired({ startedAt: 3, decidedAt: 9, endedAt: 10 });
  const first = doubted({ startedAt: 6, decidedAt: 7, endedAt: 8 });
  expect(replayRound(emptyBooks(now, new Map()), [...attempts, last, first], order)).toEqual([]);
});

test('and in no other', () => {
  const { attempts, order } = opened();
  const last = doubted({ startedAt: 3, decidedAt: 9, endedAt: 10 });
  const first = expired({ startedAt: 6, decidedAt: 7, endedAt: 8 });
  expect(replayRound(emptyBooks(now, new Map()), [...attempts, last, first], order)).toMatchObject([
    { what: expect.stringContaining('hold-resolved'), operations: [last.operation.index] },
  ]);
});
