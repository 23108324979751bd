import { fit, hatch, node, px, type SvgNode } from './drawing.ts';
import { type Ahead, forecastBand } from './forecast-band.ts';
import { type PlotLayout, plotLayout } from './plot.ts';
import { labelledIndices, spread, zeroTicks } from './scale.ts';

/**
 * One part. `values` has one number per bucket, NaN where there is no value; the chart layer alone
 * turns decimals into floats.
 */
export interface Series {
  key: string;
  label: string;
  colour: string;
  hatched: boolean;
  values: readonly number[];
}

export interface TimeSeriesInput {
  width: number;
  height: number;
  /** Short label of each bucket, for the axis. */
  buckets: readonly string[];
  series: readonly Series[];
  /** Stacked from the baseline up where parts add up to a whole; else one line each. */
  stacked: boolean;
  /** The compared range’s totals, aligned by position. */
  compare: readonly number[] | null;
  /** What is to come, aligned by position. */
  ahead?: Ahead | null;
  tick: (value: number) => string;
  /** At least so much room for ticks, so that charts under each other share their time axis. */
  leftRoom?: number;
  /** Prefix that keeps pattern ids apart when several charts share a page. */
  id: string;
  ink: { axis: string; grid: string; compare: string; ground: string };
}

export interface TimeSeriesLayout extends PlotLayout {
  legend: readonly { key: string; x: number; y: number; width: number }[];
}

interface Frame {
  input: TimeSeriesInput;
  layout: TimeSeriesLayout;
  ticks: readonly number[];
  y: (value: number) => number;
  beside: boolean;
}

const rowHeight = 18;
const labelRoom = (width: number) => Math.min(250, Math.max(140, width * 0.25));
const narrowWidth = 520;

/**
 * Stacked bars over time, areas where bars would be thinner than four pixels; zero baseline, direct
 * labels at the right end (under the plot where the drawing is narrow), the compared range as a line.
 */
export function timeSeries(input: TimeSeriesInput): { drawing: SvgNode; layout: TimeSeriesLayout } {
  const frame = frameOf(input);
  const patterns = input.series.filter((s) => s.hatched).map((s) => hatch(patternId(input, s), s.colour));
  const marks = !input.stacked ? lines(frame) : frame.layout.band >= 4 ? bars(frame) : areas(frame);
  const drawing = node(
    'svg',
    { width: input.width, height: input.height, viewBox: `0 0 ${input.width} ${input.height}` },
    [
      node('defs', {}, patterns),
      ...grid(frame),
      ...marks,
      ...compareLine(frame),
      ...band(frame),
      ...directLabels(frame),
    ],
  );
  return { drawing, layout: frame.layout };
}

function frameOf(input: TimeSeriesInput): Frame {
  const beside = input.width >= narrowWidth;
  const legendRows = beside ? 0 : Math.ceil(input.series.length / 2);
  const ticks = zeroTicks(
    Math.max(
      0,
      ...[...tops(input), ...(input.compare ?? []), ...(input.ahead?.high ?? [])].filter(
        (v) => !Number.isNaN(v),
      ),
    ),
    5,
  );
  const axisRoom = Math.max(
    input.leftRoom ?? 0,
    Math.max(...ticks.map((t) => input.tick(t).length)) * 6.6 + 12,
  );
  const plot = {
    x: axisRoom,
    y: 10,
    width: Math.max(40, input.width - axisRoom - (beside ? labelRoom(input.width) : 4)),
    height: Math.max(40, input.height - 10 - 26 - legendRows * rowHeight),
  };
  const top = ticks.at(-1) || 1;
  const y = (value: number) => plot.y + plot.height - (Math.max(0, value) / top) * plot.height;
  const layout: TimeSeriesLayout = {
    ...plotLayout(plot, input.buckets.length),
    legend: beside ? legendBeside(input, plot, y) : legendBelow(input, plot),
  };
  return { input, layout, ticks, y, beside };
}

function tops({ buckets, series, stacked }: TimeSeriesInput): number[] {
  const at = (s: Series, i: number) => Math.max(0, s.values[i] || 0);
  if (!stacked) return series.flatMap((s) => buckets.map((_, i) => at(s, i)));
  return buckets.map((_, i) => series.reduce((sum, s) => sum + at(s, i), 0));
}

function legendBeside(input: TimeSeriesInput, plot: TimeSeriesLayout['plot'], y: (v: number) => number) {
  const last = lastFilled(input);
  let base = 0;
  const wished = input.series.map((s) => {
    const value = Math.max(
      0,
      (input.stacked ? s.values[last] : s.values.findLast((v) => !Number.isNaN(v))) || 0,
    );
    const middle = input.stacked ? y(base + value / 2) : y(value);
    base += value;
    return middle;
  });
  const placed = spread(wished, rowHeight, plot.y + 6, plot.y + plot.height - 4);
  return input.series.map((s, i) => ({
    key: s.key,
    x: plot.x + plot.width + 14,
    y: placed[i] ?? 0,
    width: labelRoom(input.width) - 16,
  }));
}

function legendBelow(input: TimeSeriesInput, plot: TimeSeriesLayout['plot']) {
  const half = input.width / 2;
  return input.series.map((s, i) => ({
    key: s.key,
    x: (i % 2) * half + 2,
    y: plot.y + plot.height + 26 + 10 + Math.floor(i / 2) * rowHeight,
    width: half - 8,
  }));
}

function lastFilled(input: TimeSeriesInput): number {
  for (let i = input.buckets.length - 1; i > 0; i--) {
    if (input.series.some((s) => (s.values[i] ?? 0) > 0)) return i;
  }
  return 0;
}

function grid({ input, layout, ticks, y }: Frame): SvgNode[] {
  const { plot } = layout;
  const lines = ticks.flatMap((value) => [
    node('line', {
      x1: px(plot.x),
      x2: px(plot.x + plot.width),
      y1: px(y(value)),
      y2: px(y(value)),
      stroke: value === 0 ? input.ink.axis : input.ink.grid,
      'stroke-opacity': value === 0 ? 0.55 : 1,
    }),
    node(
      'text',
      {
        x: px(plot.x - 8),
        y: px(y(value) + 4),
        'text-anchor': 'end',
        'font-size': 11.5,
        fill: input.ink.axis,
      },
      [input.tick(value)],
    ),
  ]);
  const widest = Math.max(...input.buckets.map((b) => b.length), 1) * 6.4 + 14;
  const labels = labelledIndices(input.buckets.length, plot.width, widest).map((i) =>
    node(
      'text',
      {
        x: px(layout.centre(i)),
        y: px(plot.y + plot.height + 17),
        'text-anchor': 'middle',
        'font-size': 11.5,
        fill: input.ink.axis,
      },
      [input.buckets[i] ?? ''],
    ),
  );
  return [...lines, ...labels];
}

const patternId = (input: TimeSeriesInput, s: Series) => `${input.id}-hatch-${s.key.replace(/\W/g, '_')}`;
const fillOf = (input: TimeSeriesInput, s: Series) => (s.hatched ? `url(#${patternId(input, s)})` : s.colour);

function bars({ input, layout, y }: Frame): SvgNode[] {
  const width = Math.min(64, layout.band * (layout.band > 12 ? 0.72 : 0.86));
  return input.buckets.flatMap((_, i) => {
    let base = 0;
    return input.series.flatMap((s) => {
      const value = Math.max(0, s.values[i] || 0);
      if (value === 0) return [];
      const top = y(base + value);
      const height = y(base) - top;
      base += value;
      // A hairline of ground between parts keeps neighbours apart without relying on hue.
      const gap = height > 3 ? 1 : 0;
      return [
        node('rect', {
          x: px(layout.centre(i) - width / 2),
          y: px(top),
          width: px(width),
          height: px(Math.max(0.6, height - gap)),
          fill: fillOf(input, s),
          'data-series': s.key,
        }),
      ];
    });
  });
}

function areas({ input, layout, y }: Frame): SvgNode[] {
  const base = input.buckets.map(() => 0);
  return input.series.map((s) => {
    const low = base.map((v, i) => `${px(layout.centre(i))} ${px(y(v))}`);
    s.values.forEach((v, i) => {
      base[i] = (base[i] ?? 0) + Math.max(0, v || 0);
    });
    const high = base.map((v, i) => `${px(layout.centre(i))} ${px(y(v))}`);
    return node('path', {
      d: `M${high.join('L')}L${low.reverse().join('L')}Z`,
      fill: fillOf(input, s),
      stroke: input.ink.ground,
      'stroke-width': 0.5,
      'data-series': s.key,
    });
  });
}

/** Unbroken stretches of values as one path; NaN breaks it. */
function stretches({ layout, y }: Frame, values: readonly number[]): { d: string; lone: readonly number[] } {
  const has = (i: number) => values[i] !== undefined && !Number.isNaN(values[i]);
  const d = values
    .map((v, i) => (has(i) ? `${has(i - 1) ? 'L' : 'M'}${px(layout.centre(i))} ${px(y(v))}` : ''))
    .join('');
  const lone = values.flatMap((_, i) => (has(i) && !has(i - 1) && !has(i + 1) ? [i] : []));
  return { d, lone };
}

function lines(frame: Frame): SvgNode[] {
  const { input, layout, y } = frame;
  return input.series.flatMap((s) => {
    const { d, lone } = stretches(frame, s.values);
    const dot = (i: number) =>
      node('circle', {
        cx: px(layout.centre(i)),
        cy: px(y(s.values[i] ?? 0)),
        r: 3,
        fill: s.colour,
        'data-series': s.key,
      });
    const attrs = { d, fill: 'none', stroke: s.colour, 'stroke-width': 2, 'stroke-linejoin': 'round' };
    return [node('path', { ...attrs, 'data-series': s.key }), ...lone.map(dot)];
  });
}

function compareLine(frame: Frame): SvgNode[] {
  const { input } = frame;
  if (!input.compare || input.compare.every((v) => v === 0 || Number.isNaN(v))) return [];
  const { d } = stretches(frame, input.compare.slice(0, input.buckets.length));
  return [
    node('path', {
      d,
      fill: 'none',
      stroke: input.ink.compare,
      'stroke-width': 1.4,
      'stroke-dasharray': '2 3',
      'stroke-linejoin': 'round',
    }),
  ];
}

const band = ({ input, layout, y }: Frame): SvgNode[] =>
  input.ahead ? forecastBand(input.ahead, { layout, y, ink: input.ink }) : [];

function directLabels({ input, layout }: Frame): SvgNode[] {
  return layout.legend.flatMap((place, i) => {
    const s = input.series[i];
    if (!s) return [];
    return [
      node('rect', {
        x: px(place.x),
        y: px(place.y - 5),
        width: 10,
        height: 10,
        rx: 1.5,
        fill: fillOf(input, s),
        'data-series': s.key,
      }),
      node(
        'text',
        {
          x: px(place.x + 16),
          y: px(place.y + 4),
          'font-size': 12,
          fill: input.ink.axis,
          'data-series': s.key,
        },
        [fit(s.label, place.width - 18)],
      ),
    ];
  });
}
