import { expect, test } from 'vitest';
import { overshootBound, overshootShare } from './bound.ts';

test('an envelope is not overspent at all under strict holds, and by a twentieth of its limit under learned ones', () => {
  expect(overshootBound('strict', 1_000n)).toBe(0n);
  expect(overshootBound('learned', 1_000n)).toBe(50n);
  expect([overshootShare('strict'), overshootShare('learned')]).toEqual(['0', '0.05']);
});

test('a limit too small for a twentieth leaves no room', () => {
  expect(overshootBound('learned', 19n)).toBe(0n);
});
