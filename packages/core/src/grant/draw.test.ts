import fc from 'fast-check';
import { expect, test } from 'vitest';
import { usd } from './grant.test-kit.ts';
import { addDays, drawLots, giveBack } from './index.ts';

const lot = (id: string, startsOn: string, expiresOn: string, available: string) => ({
  id,
  startsOn,
  expiresOn,
  available: usd(available),
});

test('spend is laid on the lot that is gone first, of those valid that day', () => {
  const lots = [
    lot('late', '2026-01-01', '2026-03-01', '100'),
    lot('soon', '2026-01-01', '2026-02-01', '30'),
    lot('gone', '2025-12-01', '2026-01-01', '500'),
    lot('next', '2026-02-01', '2026-03-01', '500'),
  ];
  expect(drawLots(lots, [{ day: '2026-01-15', amount: usd('50') }])).toEqual({
    draws: [
      { day: '2026-01-15', lotId: 'soon', amount: usd('30') },
      { day: '2026-01-15', lotId: 'late', amount: usd('20') },
    ],
    uncovered: [],
  });
});

test('what shrinks is given back to the lot that is gone last', () => {
  const lots = [lot('soon', '2026-01-01', '2026-02-01', '0'), lot('late', '2026-01-01', '2026-03-01', '80')];
  const { draws } = drawLots(
    [{ ...lots[0], available: usd('30') } as never, lots[1] as never],
    [{ day: '2026-01-15', amount: usd('50') }],
  );
  expect(giveBack(lots, draws, { day: '2026-01-15', amount: usd('25') })).toEqual([
    { day: '2026-01-15', lotId: 'late', amount: usd('-20') },
    { day: '2026-01-15', lotId: 'soon', amount: usd('-5') },
  ]);
});

test('draws never exceed a lot, cover all they can, and none is valid earlier left over', () => {
  const someLot = fc.record({
    from: fc.integer({ min: 0, max: 30 }),
    length: fc.integer({ min: 1, max: 30 }),
    amount: fc.bigInt({ min: 0n, max: 1000n }),
  });
  const someSpend = fc.record({
    at: fc.integer({ min: 0, max: 60 }),
    amount: fc.bigInt({ min: 1n, max: 800n }),
  });
  fc.assert(
    fc.property(
      fc.array(someLot, { maxLength: 6 }),
      fc.array(someSpend, { maxLength: 10 }),
      (given, spent) => {
        const lots = given.map(({ from, length, amount }, at) => ({
          id: `l${at}`,
          startsOn: addDays('2026-01-01', from),
          expiresOn: addDays('2026-01-01', from + length),
          available: amount,
        }));
        const spend = spent.map(({ at, amount }) => ({ day: addDays('2026-01-01', at), amount }));
        const { draws, uncovered } = drawLots(lots, spend);
        const total = (rows: readonly { amount: bigint }[]) =>
          rows.reduce((sum, row) => sum + row.amount, 0n);
        expect(total(draws) + total(uncovered)).toBe(total(spend));
        const left = new Map(lots.map((one) => [one.id, one.available]));
        for (const { day, lotId, amount } of draws) {
          const from = lots.find(({ id }) => id === lotId);
          expect(from && from.startsOn <= day && day < from.expiresOn).toBe(true);
          const sooner = lots.filter(
            (o) => o.startsOn <= day && day < o.expiresOn && o.expiresOn < (from?.expiresOn ?? ''),
          );
          for (const other of sooner) expect(left.get(other.id)).toBe(0n);
          left.set(lotId, (left.get(lotId) ?? 0n) - amount);
          expect((left.get(lotId) ?? -1n) >= 0n).toBe(true);
        }
        for (const { day } of uncovered) {
          for (const one of lots)
            if (one.startsOn <= day && day < one.expiresOn) expect(left.get(one.id)).toBe(0n);
        }
      },
    ),
    { numRuns: 300 },
  );
});
