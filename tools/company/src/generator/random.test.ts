import { expect, test } from 'vitest';
import { drawHex, randomOf } from './random.ts';

/** Of half a million streams some run into others: these two do. */
const names = [
  [1, 'spans', 380, 164],
  [1, 'spans', 724, 226],
] as const;

test('streams that draw the same numbers give different ids', () => {
  const drawn = names.map((name) => {
    const random = randomOf(...name);
    return Array.from({ length: 200 }, () => random.next());
  });
  const shared = drawn[0]?.filter((x) => drawn[1]?.includes(x)) ?? [];
  expect(shared.length).toBeGreaterThan(50);
  // Wherever in its stream an id is drawn, it is not one of the other's.
  const ids = names.map((name) =>
    Array.from({ length: 150 }, (_, skipped) => {
      const random = randomOf(...name);
      for (let draw = 0; draw < skipped; draw++) random.next();
      return drawHex(random, 32);
    }),
  );
  expect(new Set(ids.flat()).size).toBe(300);
  expect(ids.flat().every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
});

test('an id is the same whenever its stream is drawn', () => {
  const ids = [1, 2].map(() => drawHex(randomOf(7, 'transcript', 'ann', 3), 16));
  expect(ids[0]).toBe(ids[1]);
});
