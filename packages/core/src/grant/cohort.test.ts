import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bandsOf, foldCohorts, isSafe } from './index.ts';

let serial = 0;
const people = (...amounts: number[]) =>
  amounts.map((amount) => ({ id: `w${++serial}`, figures: [BigInt(amount)] }));
const cohort = (key: string, ...amounts: number[]) => ({ key, label: key, members: people(...amounts) });

describe('cohorts', () => {
  test('of five are shown, smaller ones folded together', () => {
    const folded = foldCohorts([
      cohort('Engineers', 1, 1, 1, 1, 1, 1),
      cohort('Lawyers', 3, 3),
      cohort('Cooks', 1, 1, 1),
    ]);
    expect(folded.shown.map(({ key }) => key)).toEqual(['Engineers']);
    expect(folded).toMatchObject({ folded: ['Cooks', 'Lawyers'] });
    expect(folded.rest).toHaveLength(5);
  });

  test('that would leave one small group as the difference of total and shown are folded with it', () => {
    const folded = foldCohorts([
      cohort('A', 1, 1, 1, 1, 1, 1, 1),
      cohort('B', 1, 1, 1, 1, 1),
      cohort('C', 9, 9),
    ]);
    expect(folded.shown.map(({ key }) => key)).toEqual(['A']);
    expect(folded.folded).toEqual(['B', 'C']);
  });

  test('that one member dominates are folded too', () => {
    expect(isSafe(people(96, 1, 1, 1, 1))).toBe(false);
    expect(isSafe(people(4, 1, 1, 1, 1))).toBe(true);
    const folded = foldCohorts([cohort('A', 1, 1, 1, 1, 1), cohort('B', 96, 1, 1, 1, 1)]);
    expect(folded).toMatchObject({ total: null, shown: [], folded: ['A', 'B'] });
  });

  test('count a person once who is in several of them', () => {
    const three = people(1, 1, 1);
    const plans = ['A', 'B'].map((key) => ({ key, label: key, members: three }));
    expect(foldCohorts(plans).total).toBeNull();
  });

  test('say nothing at all where all together are fewer than five', () => {
    expect(foldCohorts([cohort('A', 1, 1), cohort('B', 1, 1)])).toMatchObject({
      total: null,
      shown: [],
      rest: null,
    });
  });

  test('never tell a group that is too small, by themselves or as a difference', () => {
    const group = fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 9 });
    fc.assert(
      fc.property(fc.array(group, { maxLength: 7 }), (groups) => {
        const given = groups.map((amounts, at) => cohort(`g${at}`, ...amounts));
        const { total, shown, rest } = foldCohorts(given);
        for (const { members } of shown) expect(isSafe(members)).toBe(true);
        if (total === null) expect([shown, rest]).toEqual([[], null]);
        expect(rest === null || isSafe(rest)).toBe(true);
        const told = shown.flatMap(({ members }) => members).length + (rest?.length ?? 0);
        expect(told).toBe(total?.length ?? 0);
      }),
      { numRuns: 300 },
    );
  });
});

test('bands of fewer than five are merged with their neighbour', () => {
  const bands = bandsOf([5, 10, 20, 21, 22, 30, 31, 80, 81, 82, 83, 84, 120]);
  expect(bands.every(({ count }) => count === 0 || count >= 5)).toBe(true);
  expect(bands.reduce((sum, { count }) => sum + count, 0)).toBe(13);
  expect(bandsOf([1, 2, 3, 4])).toEqual([]);
});
