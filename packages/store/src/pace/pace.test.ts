import type { InSteps } from '@exchequer/core/statistics';
import { expect, test } from 'vitest';
import { eachInTurn, Kept, unhurried } from './index.ts';

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

test('thousands of rows keep their order, with others let in between', async () => {
  const rows = Array.from({ length: 5_000 }, (_, at) => at);
  let turns = 0;
  const turn = setInterval(() => turns++, 1);
  const spin = (at: number) => {
    for (const until = performance.now() + 0.01; performance.now() < until; );
    return at * 2;
  };
  expect(await eachInTurn(rows, spin)).toEqual(rows.map((at) => at * 2));
  clearInterval(turn);
  expect(turns).toBeGreaterThan(0);
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
