import { type PriceSlice, pico } from '@exchequer/model';
import { expect, test } from 'vitest';
import { listCost, unitPrices } from './index.ts';

// 631.4 billion prompt tokens, 540.95 of them read from a cache at a tenth of the price, 4.91 billion out.
test('pricing cached tokens as fresh ones would call the cost almost four times what it is', () => {
  const microUsd = (perMillion: string) => pico(BigInt(Math.round(Number(perMillion) * 1e6)));
  const list = unitPrices((name) => microUsd(name === 'output' ? '15' : name === 'cache_read' ? '0.3' : '3'));
  const slice: PriceSlice = {
    ...{ priceId: 'prc_1', validFrom: null, validTo: null, contextOver: -1, contextUpTo: null },
    ...{ secondsFrom: 0, secondsTo: 86_400, list, contracted: list },
  };
  const cost = (cached: number) => {
    const usage = { uncached_input: 631_400_000 - cached, cache_read: cached, output: 4_910_000 };
    return Number(listCost([slice], 0, usage)) / 1e12;
  };
  // In millions of tokens here, so in thousandths of the figures.
  expect(cost(540_950_000)).toBeCloseTo(507.285, 6);
  expect(cost(0)).toBeCloseTo(1_967.85, 6);
  expect(cost(0) / cost(540_950_000)).toBeCloseTo(3.87918034241, 8);
});
