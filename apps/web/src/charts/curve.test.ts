import { expect, test } from 'vitest';
import { type CurveInput, curveChart } from './curve.ts';
import { svgText } from './drawing.ts';

const input: CurveInput = {
  ...{ width: 800, height: 320, tickX: (v) => `$${v}`, tickY: String },
  points: [
    { spend: 10, results: 1 },
    { spend: 90, results: 4 },
  ],
  lines: [
    {
      key: 'hill',
      label: 'Hill',
      colour: 'green',
      broken: false,
      points: [
        [10, 1],
        [80, 3],
      ],
    },
    {
      key: 'power',
      label: 'Power law',
      colour: 'blue',
      broken: true,
      points: [
        [10, 1],
        [80, 3.1],
      ],
    },
  ],
  optimum: { spend: 40, low: 30, high: 55, label: '$40 a head' },
  names: { x: 'spend', y: 'results' },
  ink: { axis: 'grey', grid: 'grey', point: 'black', band: 'pale', mark: 'red' },
};

test('a curve has a point for each week, a line with its family’s name, and the optimum with its interval', () => {
  const svg = svgText(curveChart(input));
  expect(svg.match(/<circle/g)).toHaveLength(2);
  for (const words of ['Hill', 'Power law', '$40 a head', 'spend', 'results']) expect(svg).toContain(words);
  expect(svg.match(/<rect/g)).toHaveLength(1);
});

test('two lines that end together keep their labels apart, beside the plot or below it', () => {
  for (const width of [800, 340]) {
    const texts = curveChart({ ...input, width }).children.filter(
      (child) =>
        typeof child !== 'string' &&
        child.tag === 'text' &&
        ['Hill', 'Power law'].includes(String(child.children[0])),
    );
    const [one, two] = texts.map((child) => (typeof child === 'string' ? 0 : Number(child.attrs.y)));
    expect(Math.abs((one ?? 0) - (two ?? 0))).toBeGreaterThanOrEqual(16);
  }
});

test('without an interval only the optimum is marked, and without an optimum nothing is', () => {
  const optimum = { spend: 40, low: null, high: null, label: 'at least $40' };
  expect(svgText(curveChart({ ...input, optimum }))).not.toContain('<rect');
  expect(svgText(curveChart({ ...input, optimum: null }))).not.toContain('$40 a head');
});
