import { expect, test } from 'vitest';
import { bridgeChart, type SvgNode } from './index.ts';

const flat = (drawing: SvgNode): SvgNode[] => [
  drawing,
  ...drawing.children.flatMap((child) => (typeof child === 'string' ? [] : flat(child))),
];

test('each bar begins where the one before ended, and the last one is the whole change', () => {
  const row = (key: string, value: number) => ({ key, label: key, value, shown: String(value) });
  const drawing = bridgeChart({
    ...{ width: 400, rows: [row('volume', 60), row('price', -20)], total: row('change', 40), hatched: false },
    ...{ id: 't', colours: { more: 'a', less: 'b', total: 'c' }, ink: { text: 'd', quiet: 'e', grid: 'f' } },
  });
  const bars = flat(drawing).filter(({ tag }) => tag === 'rect');
  const ends = bars.map(({ attrs }) => [Number(attrs.x), Number(attrs.x) + Number(attrs.width), attrs.fill]);
  expect(ends[0]).toEqual([0, 400, 'a']);
  expect(ends[1]?.[1]).toBe(400);
  expect(ends[1]?.[0]).toBeCloseTo(266.7, 1);
  expect(ends[2]?.[0]).toBe(0);
  expect(ends[2]?.[1]).toBeCloseTo(266.7, 1);
});
