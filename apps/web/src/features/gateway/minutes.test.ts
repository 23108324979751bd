import { expect, test } from 'vitest';
import { withQuietMinutes } from './minutes.ts';

const minute = (at: string, requests: number) => ({
  at: `2026-11-21T18:${at}:00.000Z`,
  requests,
  errors: 0,
  refused: 0,
  first_byte_p50: 1,
  first_byte_p95: 2,
});

test('minutes without a call stand among those with calls, and none where there is nothing', () => {
  const drawn = withQuietMinutes([minute('25', 9), minute('28', 4)]);
  expect(drawn.map(({ at, requests }) => [at.slice(14, 16), requests])).toEqual([
    ['25', 9],
    ['26', 0],
    ['27', 0],
    ['28', 4],
  ]);
  expect(withQuietMinutes([])).toEqual([]);
});
