import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allows, type KeptAdvice, recommendationStates, stepOf } from './life.ts';

const now = new Date('2026-11-21T09:00:00Z');
const days = (count: number) => new Date(now.getTime() + count * 86_400_000);
const kept = (more: Partial<KeptAdvice> = {}): KeptAdvice => ({
  state: 'open',
  stateAt: days(-1),
  expiresDays: 30,
  expiresAt: days(29),
  snoozedUntil: null,
  setAside: null,
  ...more,
});
const found = (likely: bigint) => ({ likely, judged: true });
const notFound = { likely: null, judged: true };
const notJudged = { likely: null, judged: false };

describe('a round', () => {
  test('opens what is new, refreshes what is known and closes what is gone', () => {
    expect(stepOf(null, found(5n), now)).toBe('new');
    expect(stepOf(kept(), found(5n), now)).toBe('seen');
    expect(stepOf(kept(), notFound, now)).toBe('gone');
    expect(stepOf(kept({ state: 'gone' }), found(5n), now)).toBe('new');
  });

  test('keeps what its rule could not judge until it is too old to act on', () => {
    expect(stepOf(kept(), notJudged, now)).toBe('none');
    expect(stepOf(kept({ expiresAt: now }), notJudged, now)).toBe('expired');
  });

  test('leaves what was put off alone until its time is over or its amount doubles', () => {
    const snoozed = kept({ state: 'snoozed', snoozedUntil: days(3), setAside: 10n });
    expect(stepOf(snoozed, found(19n), now)).toBe('stay');
    expect(stepOf(snoozed, found(20n), now)).toBe('doubled');
    expect(stepOf(snoozed, found(10n), days(3))).toBe('woke');
  });

  test('brings a dismissed one back only when its amount doubles, even after it was gone in between', () => {
    const dismissed = kept({ state: 'dismissed', setAside: 10n });
    expect(stepOf(dismissed, notFound, now)).toBe('none');
    expect(stepOf(dismissed, found(19n), days(400))).toBe('stay');
    expect(stepOf(dismissed, found(20n), now)).toBe('doubled');
    expect(stepOf(kept({ state: 'dismissed', setAside: 0n }), found(0n), now)).toBe('stay');
  });

  test('does not repeat what was applied while its figures still count days from before', () => {
    expect(stepOf(kept({ state: 'applied' }), found(99n), now)).toBe('none');
    expect(stepOf(kept({ state: 'applied' }), found(99n), days(30))).toBe('new');
    expect(stepOf(kept({ state: 'undone', setAside: 10n }), found(11n), now)).toBe('none');
    expect(stepOf(kept({ state: 'undone', setAside: 10n }), found(20n), now)).toBe('new');
  });
});

test('no round ever brings back what a person set aside for an amount that has not doubled', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('dismissed' as const, 'undone' as const),
      fc.bigInt({ min: 1n, max: 10n ** 18n }),
      fc.bigInt({ min: 0n, max: 10n ** 18n }),
      (state, setAside, likely) => {
        const step = stepOf(kept({ state, setAside }), found(likely), now);
        return (step === 'doubled' || step === 'new') === likely >= 2n * setAside;
      },
    ),
  );
});

test('only what is applied can be taken back, and only what waits can be applied', () => {
  expect(recommendationStates.filter((state) => allows(state, 'undo'))).toEqual(['applied']);
  expect(recommendationStates.filter((state) => allows(state, 'apply'))).toEqual([
    ...['open', 'assigned', 'snoozed', 'dismissed'],
  ]);
});
