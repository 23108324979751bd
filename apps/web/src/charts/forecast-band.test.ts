import { expect, test } from 'vitest';
import { svgText } from './drawing.ts';
import { forecastBand } from './forecast-band.ts';
import { plotLayout } from './plot.ts';

const layout = plotLayout({ x: 40, y: 10, width: 400, height: 200 }, 4);
const place = { layout, y: (value: number) => 210 - value, ink: { compare: 'black', ground: 'white' } };
const ahead = (n: number) => ({
  low: [Number.NaN, Number.NaN, 40, 30].map((v) => v * n),
  middle: [Number.NaN, Number.NaN, 50, 60].map((v) => v * n),
  high: [Number.NaN, Number.NaN, 70, 90].map((v) => v * n),
  label: '80 of 100 courses',
});

test('a band covers the days to come alone, with its level written on it', () => {
  const [band, middle, level] = forecastBand(ahead(1), place);
  expect(band?.attrs.d).toBe('M290 140L390 120L390 180L290 170Z');
  expect(middle?.attrs).toMatchObject({ d: 'M290 160L390 150', 'stroke-dasharray': '5 3' });
  expect(svgText(level as NonNullable<typeof level>)).toContain('80 of 100 courses');
});

test('without days to come there is nothing to draw', () => {
  expect(forecastBand(ahead(Number.NaN), place)).toEqual([]);
});
