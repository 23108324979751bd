import { describe, expect, test } from 'vitest';
import type { SvgNode } from './drawing.ts';
import { svgText } from './drawing.ts';
import { sparkline } from './sparkline.ts';
import { type Series, type TimeSeriesInput, timeSeries } from './time-series.ts';

const ink = { axis: '#555', grid: '#eee', compare: '#000', ground: '#fff' };
const series = (key: string, values: number[], hatched = false): Series => ({
  key,
  label: key,
  colour: '#123456',
  hatched,
  values,
});
const input = (change: Partial<TimeSeriesInput> = {}): TimeSeriesInput => ({
  width: 800,
  height: 240,
  buckets: ['10 Feb', '11 Feb', '12 Feb'],
  series: [series('opus', [10, 0, 4]), series('haiku', [2, 3, 0])],
  stacked: true,
  compare: null,
  tick: String,
  id: 'c',
  ink,
  ...change,
});

const all = (node: SvgNode, tag: string): SvgNode[] => [
  ...(node.tag === tag ? [node] : []),
  ...node.children.flatMap((c) => (typeof c === 'string' ? [] : all(c, tag))),
];
const texts = (node: SvgNode) => all(node, 'text').map((t) => t.children.join(''));
const barsOf = (node: SvgNode, key: string) =>
  all(node, 'rect').filter((r) => r.attrs['data-series'] === key && r.attrs.width !== 10);

describe('a stacked time series', () => {
  test('draws no bar for nothing, and bars stand on one another from a zero baseline', () => {
    const { drawing, layout } = timeSeries(input());
    expect(barsOf(drawing, 'opus')).toHaveLength(2);
    expect(barsOf(drawing, 'haiku')).toHaveLength(2);
    const [opus] = barsOf(drawing, 'opus');
    const [haiku] = barsOf(drawing, 'haiku');
    const floor = layout.plot.y + layout.plot.height;
    expect(Number(opus?.attrs.y) + Number(opus?.attrs.height)).toBeCloseTo(floor - 1, 0);
    expect(Number(haiku?.attrs.y) + Number(haiku?.attrs.height)).toBeLessThanOrEqual(Number(opus?.attrs.y));
    expect(texts(drawing)).toContain('0');
  });

  test('heights are in proportion to the amounts', () => {
    const { drawing } = timeSeries(input({ series: [series('a', [10, 5, 1])] }));
    const heights = barsOf(drawing, 'a').map((r) => Number(r.attrs.height) + 1);
    expect((heights[0] ?? 0) / (heights[1] ?? 1)).toBeCloseTo(2, 1);
  });

  test('names every series beside its bars, and under the plot where the page is narrow', () => {
    expect(texts(timeSeries(input()).drawing)).toEqual(expect.arrayContaining(['opus', 'haiku']));
    const narrow = timeSeries(input({ width: 320 }));
    expect(texts(narrow.drawing)).toEqual(expect.arrayContaining(['opus', 'haiku']));
    for (const place of narrow.layout.legend)
      expect(place.y).toBeGreaterThan(narrow.layout.plot.y + narrow.layout.plot.height);
  });

  test('labels never overlap, however close the parts lie', () => {
    const many = ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => series(key, [0.01, 0.01, 0.01]));
    const ys = timeSeries(input({ series: [...many, series('big', [100, 100, 100])] }))
      .layout.legend.map((l) => l.y)
      .sort((a, b) => a - b);
    for (let i = 1; i < ys.length; i++) expect((ys[i] ?? 0) - (ys[i - 1] ?? 0)).toBeGreaterThanOrEqual(17.9);
  });

  test('what is unpriced or unattributed is hatched, so that colour is not the only sign', () => {
    const { drawing } = timeSeries(input({ series: [series('unpriced', [1, 1, 1], true)] }));
    expect(all(drawing, 'pattern')).toHaveLength(1);
    expect(barsOf(drawing, 'unpriced')[0]?.attrs.fill).toMatch(/^url\(#c-hatch/);
  });

  test('the compared range is a dotted line; without amounts there is none', () => {
    const line = (compare: number[]) =>
      all(timeSeries(input({ compare })).drawing, 'path').filter((p) => p.attrs['stroke-dasharray']);
    expect(line([1, 2, 3])).toHaveLength(1);
    expect(line([0, 0, 0])).toHaveLength(0);
  });

  test('finds the bucket under a position, and none outside the plot', () => {
    const { layout } = timeSeries(input());
    expect([0, 1, 2].map((i) => layout.bucketAt(layout.centre(i)))).toEqual([0, 1, 2]);
    expect(layout.bucketAt(1)).toBeNull();
    expect(layout.bucketAt(799)).toBeNull();
  });

  test('a year of hours becomes areas instead of bars too thin to see', () => {
    const buckets = Array.from({ length: 400 }, (_, i) => String(i));
    const { drawing } = timeSeries(
      input({
        buckets,
        series: [
          series(
            'a',
            buckets.map(() => 1),
          ),
        ],
      }),
    );
    expect(barsOf(drawing, 'a')).toHaveLength(0);
    expect(all(drawing, 'path').some((p) => p.attrs['data-series'] === 'a')).toBe(true);
  });
});

describe('ratios over time', () => {
  test('are lines that break where there is no value', () => {
    const { drawing } = timeSeries(
      input({ stacked: false, series: [series('share', [0.9, Number.NaN, 0.8])] }),
    );
    const path = all(drawing, 'path').find((p) => p.attrs['data-series'] === 'share');
    expect(String(path?.attrs.d).match(/M/g)).toHaveLength(2);
    expect(String(path?.attrs.d)).not.toContain('NaN');
    expect(all(drawing, 'circle')).toHaveLength(2);
  });
});

test('a sparkline of a ratio breaks where there is no value and never falls to zero there', () => {
  const line = sparkline({ width: 100, height: 20, values: [0.9, Number.NaN, 0.8], colour: '#000' });
  const path = String(all(line, 'path')[0]?.attrs.d);
  expect(path.match(/M/g)).toHaveLength(2);
  expect(svgText(line)).not.toContain('NaN');
});

test('a drawing as text escapes what sources name', () => {
  const text = svgText(timeSeries(input({ series: [series('<b>&"', [1, 1, 1])] })).drawing);
  expect(text).toContain('&lt;b&gt;&amp;&quot;');
  expect(text).not.toContain('<b>');
});
