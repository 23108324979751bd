import type { InSteps } from '@exchequer/core/analysis';
import { expect, test } from 'vitest';
import { Kept, unhurried } from './index.ts';

function* busy(steps: number, ms: number): InSteps<number> {
  for (let step = 0; step < steps; step++) {
    const until = performance.now() + ms;
    while (performance.now() < until);
    yield;
  }
  return steps;
}

test('long work lets others in between its steps', async () => {
  let turns = 0;
  const turn = setInterval(() => turns++, 1);
  expect(await unhurried(busy(20, 5))).toBe(20);
  clearInterval(turn);
  expect(turns).toBeGreaterThan(3);
});

test('the same question at once is answered by one work, and a failure is not kept', async () => {
  const kept = new Kept<number>(2);
  let done = 0;
  const work = async () => ++done;
  expect(await Promise.all([kept.of('a', work), kept.of('a', work)])).toEqual([1, 1]);
  await expect(kept.of('b', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await kept.of('b', work)).toBe(2);
  await kept.of('c', work);
  // The oldest went: it is worked out anew.
  expect(await kept.of('a', work)).toBe(4);
});
