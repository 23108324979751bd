import { describe, expect, test } from 'vitest';
import { type BurnDownInput, burnDown } from './burn-down.ts';
import type { SvgNode } from './drawing.ts';
import { type EnvelopeBarInput, envelopeBar } from './envelope-bar.ts';

const colours = { spent: '#060', over: '#a00', free: '#eee', mark: '#000', ground: '#fff' };
const bar = (change: Partial<EnvelopeBarInput> = {}): SvgNode =>
  envelopeBar({
    width: 200,
    height: 14,
    limit: 100,
    spent: 50,
    held: 10,
    thresholds: [50, 80, 95],
    elapsed: 0.7,
    id: 'b',
    colours,
    ...change,
  });
const parts = (drawing: SvgNode, part: string): SvgNode[] => [
  ...(drawing.attrs['data-part'] === part ? [drawing] : []),
  ...drawing.children.flatMap((c) => (typeof c === 'string' ? [] : parts(c, part))),
];
const one = (drawing: SvgNode, part: string) => parts(drawing, part)[0]?.attrs ?? {};

describe('an envelope as a bar', () => {
  test('spent, held and free take their share of the limit and stand end to end', () => {
    const drawing = bar();
    expect(one(drawing, 'spent')).toMatchObject({ x: 0, width: 100 });
    expect(one(drawing, 'held')).toMatchObject({ x: 100, width: 20, fill: 'url(#b-held)' });
    expect(one(drawing, 'free')).toMatchObject({ x: 0, width: 200 });
    expect(parts(drawing, 'over')).toEqual([]);
    expect(parts(drawing, 'limit')).toEqual([]);
  });

  test('thresholds stand at their percent of the limit, even pace at the share of the period passed', () => {
    expect(parts(bar(), 'threshold').map((t) => t.attrs.x1)).toEqual([100, 160, 190]);
    expect(one(bar(), 'pace').x1).toBe(140);
    expect(parts(bar({ elapsed: null }), 'pace')).toEqual([]);
  });

  test('what went past the limit is told apart, and the limit is marked inside the bar', () => {
    const drawing = bar({ spent: 150, held: 50 });
    expect(one(drawing, 'limit').x1).toBe(100);
    expect(one(drawing, 'spent')).toMatchObject({ x: 0, width: 100 });
    expect(one(drawing, 'over')).toMatchObject({ x: 100, width: 50 });
    expect(one(drawing, 'held')).toMatchObject({ x: 150, width: 50 });
  });

  test('an envelope without any limit draws what was spent and no mark of a limit it has not', () => {
    const drawing = bar({ limit: 0, spent: 5, held: 0 });
    expect(one(drawing, 'over')).toMatchObject({ x: 0, width: 200 });
    expect(parts(drawing, 'threshold')).toEqual([]);
    expect(parts(bar({ limit: 0, spent: 0, held: 0 }), 'spent')).toEqual([]);
  });
});

const ink = { axis: '#555', grid: '#eee', plan: '#000', fill: '#060', over: '#a00', ground: '#fff' };
const burn = (change: Partial<BurnDownInput> = {}) =>
  burnDown({
    width: 620,
    height: 240,
    buckets: ['1 Feb', '2 Feb', '3 Feb', '4 Feb'],
    start: 100,
    left: [80, 40],
    limit: 100,
    held: 0,
    today: 1,
    label: '$40 left',
    tick: String,
    ink,
    ...change,
  });
const pointsOf = (drawing: SvgNode) =>
  String(one(drawing, 'left').d)
    .slice(1)
    .split('L')
    .map((point) => point.split(' ').map(Number) as [number, number]);

describe('a burn-down', () => {
  test('begins at the limit, falls by what each day took, and ends with today', () => {
    const { drawing, layout } = burn();
    const points = pointsOf(drawing);
    const depth = (y: number) => (y - layout.plot.y) / layout.plot.height;
    expect(points.map(([, y]) => Math.round(depth(y) * 100))).toEqual([0, 20, 60]);
    expect(points.at(-1)?.[0]).toBeCloseTo(layout.centre(1), 0);
    expect(one(drawing, 'today').x1).toBeCloseTo(points.at(-1)?.[0] ?? 0, 0);
  });

  test('even pace goes from the limit to nothing at the end of the period', () => {
    const { drawing, layout } = burn({ limit: 50 });
    const line = one(drawing, 'ideal');
    const floor = layout.plot.y + layout.plot.height;
    expect(Number(line.y1)).toBeCloseTo(layout.plot.y + layout.plot.height / 2, 0);
    expect(Number(line.y2)).toBeCloseTo(floor, 0);
    expect(Number(line.x2)).toBeCloseTo(layout.plot.x + layout.plot.width, 0);
  });

  test('an overspent envelope goes below a zero line that stays in sight', () => {
    const { drawing } = burn({ left: [80, -30], label: '−$30 left' });
    expect(one(drawing, 'left').stroke).toBe(ink.over);
    const zero = Number(one(drawing, 'ideal').y2);
    expect(pointsOf(drawing).at(-1)?.[1]).toBeGreaterThan(zero);
    expect(zero).toBeLessThan(240 - 26);
  });

  test('a period that ended has no today, one that just began no line', () => {
    expect(parts(burn({ today: null }).drawing, 'today')).toEqual([]);
    expect(parts(burn({ left: [] }).drawing, 'left')).toEqual([]);
    expect(parts(burn({ left: [] }).drawing, 'label')).toEqual([]);
  });

  test('what is held hangs from what is left', () => {
    const { drawing, layout } = burn({ held: 20 });
    const held = one(drawing, 'held');
    expect(Number(held.y2) - Number(held.y1)).toBeCloseTo(layout.plot.height * 0.2, 0);
    expect(parts(burn().drawing, 'held')).toEqual([]);
  });
});
