import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../statistics/index.ts';
import { dayAfter, findIncidents, findSpikes, isCannotTell, type Spike } from './index.ts';

const from = '2026-01-05';
const options = { floor: 10 };

/** A company of $1,000 a working day, quiet at weekends, with some chance. */
function usual(days: number, seed = 'usual'): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: days }, (_, at) => (at % 7 < 5 ? 1_000 : 200) * (1 + 0.16 * (random() - 0.5)));
}

function spikes(values: readonly (number | null)[]): readonly Spike[] {
  const found = findSpikes({ from, values }, options);
  if (isCannotTell(found)) throw new Error(found.needs);
  return found;
}

const with_ = (values: readonly number[], at: number, times: number) =>
  values.map((value, i) => (i === at ? value * times : value));

describe('days that cost too much', () => {
  test('a weekend is no fall, a Monday no rise, and a tripled day is a spike', () => {
    expect(spikes(usual(90))).toEqual([]);
    const [one, ...more] = spikes(with_(usual(90), 71, 3));
    expect(more).toEqual([]);
    expect(one).toMatchObject({
      from: dayAfter(from, 71),
      to: dayAfter(from, 71),
      noticed: dayAfter(from, 71),
      stays: false,
    });
    expect(one?.excess).toBeGreaterThan(1_500);
    expect(one?.excessLow).toBeLessThan(one?.excess ?? 0);
    expect(one?.excessHigh).toBeGreaterThan(one?.excess ?? 0);
  });

  test('an excess below the floor does not matter, however rare', () => {
    const found = findSpikes({ from, values: with_(usual(90), 71, 3) }, { floor: 5_000 });
    expect(found).toEqual([]);
  });

  test('a week of spikes is the new level, and the next day is ordinary', () => {
    const stepped = usual(90).map((value, at) => (at >= 60 ? value * 2 : value));
    const found = spikes(stepped);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ from: dayAfter(from, 60), stays: true });
  });

  test('one outlier in the past does not hide the next spike', () => {
    const found = spikes(with_(with_(usual(90), 50, 20), 71, 3));
    expect(found.map((one) => one.from)).toEqual([dayAfter(from, 50), dayAfter(from, 71)]);
  });

  test.each([
    ['short', usual(20)],
    ['all-zero', new Array(60).fill(0)],
    ['constant', new Array(60).fill(7)],
    ['gappy', usual(60).map((value, at) => (at % 2 === 0 ? value : null))],
  ] as const)('a series that is %s cannot be told', (why, values) => {
    expect(findSpikes({ from, values }, options)).toMatchObject({ cannotTell: why });
    expect(findIncidents({ from, values }, [], options)).toMatchObject({ cannotTell: why });
  });

  test('a scale of money changes nothing but the money', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 1_000, noNaN: true }),
        fc.integer({ min: 40, max: 80 }),
        (scale, at) => {
          const values = with_(usual(84), at, 4);
          const plain = spikes(values).map((one) => one.from);
          const scaled = findSpikes(
            { from, values: values.map((value) => value * scale) },
            { floor: 10 * scale },
          );
          expect(isCannotTell(scaled) ? [] : scaled.map((one) => one.from)).toEqual(plain);
          expect(plain).toContain(dayAfter(from, at));
        },
      ),
      { numRuns: 6 },
    );
  });

  test('what comes later does not change what was noticed before', () => {
    const values = with_(with_(usual(100), 45, 3), 80, 4);
    const early = spikes(values.slice(0, 60));
    expect(spikes(values).slice(0, early.length)).toEqual(early);
  });
});

describe('things that happened', () => {
  test('a spike that the total hides is found in the part that has it', () => {
    const small = usual(90, 'small').map((value) => value / 5);
    const other = usual(90, 'other');
    const part = with_(small, 71, 4);
    const total = other.map((value, at) => value + (part[at] ?? 0));
    const found = findIncidents(
      { from, values: total },
      [
        { dimension: 'workflow', value: 'ci', series: { from, values: part } },
        { dimension: 'workflow', value: 'chat', series: { from, values: other } },
      ],
      options,
    );
    expect(found).toMatchObject([{ from: dayAfter(from, 71), parts: [{ value: 'ci' }] }]);
  });

  test('a company that has grown since does not hide what was much to it then', () => {
    const small = usual(160, 'small').map((value) => value / 5);
    const other = usual(160, 'grown').map((value, at) => (at < 100 ? value : value * 20));
    const part = with_(small, 71, 4);
    const of = (days: number) =>
      findIncidents(
        { from, values: other.slice(0, days).map((value, at) => value + (part[at] ?? 0)) },
        [{ dimension: 'workflow', value: 'ci', series: { from, values: part.slice(0, days) } }],
        options,
      );
    const [early] = [of(90)].flat();
    expect(early).toMatchObject({ from: dayAfter(from, 71) });
    expect([of(160)].flat()[0]).toEqual(early);
  });

  test('the company rising is another thing than a part that has been high for days', () => {
    const level = (at: number) => (at >= 71 && at < 76 ? 2 : 1);
    const part = usual(90, 'small').map((value, at) => (value / 12) * level(at));
    const other = usual(90, 'other').map((value, at) => value * (at >= 74 ? 3 : 1));
    const found = findIncidents(
      { from, values: other.map((value, at) => value + (part[at] ?? 0)) },
      [{ dimension: 'workflow', value: 'ci', series: { from, values: part } }],
      options,
    );
    expect(found).toMatchObject([
      { from: dayAfter(from, 71), seenIn: { value: 'ci' } },
      { from: dayAfter(from, 74), seenIn: null },
    ]);
  });
});
