import { expect, test } from 'vitest';
import { turnedPair } from './turned.ts';

const group = (key: string[], value: number | null, other = false) => ({
  ...{ key, label: key, other },
  values: [value === null ? null : String(value)],
});
const fine = [
  group(['north', 'quick'], 0.6),
  group(['south', 'quick'], 0.9),
  group(['north', 'deep'], 3),
  group(['south', 'deep'], 4.5),
];

test('an assistant that costs more over all and less at each kind of work is named with those', () => {
  expect(turnedPair([group(['north'], 2.5), group(['south'], 1.4)], fine)).toEqual({
    ...{ above: 'north', below: 'south', parts: ['deep', 'quick'] },
  });
});

test.each([
  ['is the same over all', [group(['north'], 1), group(['south'], 2)], fine],
  ['is as good as level', [group(['north'], 1.41), group(['south'], 1.4)], fine],
  ['turns in one part alone', [group(['north'], 2.5), group(['south'], 1.4)], fine.slice(0, 2)],
  [
    'turns in some parts and not in others',
    [group(['north'], 2.5), group(['south'], 1.4)],
    [...fine, group(['north', 'bulk'], 2), group(['south', 'bulk'], 1)],
  ],
  ['is of the rest', [group(['north'], 2.5), group(['south'], 1.4, true)], fine],
  ['is not known', [group(['north'], null), group(['south'], 1.4)], fine],
])('an order that %s says nothing', (_, whole, parts) => {
  expect(turnedPair(whole, parts)).toBeNull();
});
