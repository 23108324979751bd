import { labelWidth, node, px, type SvgNode } from './drawing.ts';
import { spread, zeroTicks } from './scale.ts';

export interface CurveLine {
  key: string;
  label: string;
  colour: string;
  /** The best is drawn solid, others broken. */
  broken: boolean;
  points: readonly (readonly [spend: number, results: number])[];
}

export interface CurveInput {
  width: number;
  height: number;
  points: readonly { spend: number; results: number }[];
  lines: readonly CurveLine[];
  /** Where one more dollar brings one more, and how sure that is. */
  optimum: { spend: number; low: number | null; high: number | null; label: string } | null;
  tickX: (value: number) => string;
  tickY: (value: number) => string;
  /** What the axes are of. */
  names: { x: string; y: string };
  ink: { axis: string; grid: string; point: string; band: string; mark: string };
}

interface Frame {
  input: CurveInput;
  plot: { x: number; y: number; width: number; height: number };
  x: (value: number) => number;
  y: (value: number) => number;
  ticksX: readonly number[];
  ticksY: readonly number[];
  beside: boolean;
}

const narrow = 520;
const rowHeight = 17;

/** Spend against results: a point for each team and week, lines that end where points do, and the optimum. */
export function curveChart(input: CurveInput): SvgNode {
  const frame = frameOf(input);
  const { width, height } = input;
  return node('svg', { width, height, viewBox: `0 0 ${width} ${height}` }, [
    ...grid(frame),
    ...optimum(frame),
    ...input.points.map(({ spend, results }) =>
      node('circle', {
        ...{ cx: px(frame.x(spend)), cy: px(frame.y(results)), r: 2 },
        ...{ fill: input.ink.point, 'fill-opacity': 0.35 },
      }),
    ),
    ...input.lines.map((line) => path(frame, line)),
    ...labels(frame),
  ]);
}

function frameOf(input: CurveInput): Frame {
  const beside = input.width >= narrow;
  const highest = (of: readonly number[]) => Math.max(0, ...of);
  const inLines = input.lines.flatMap(({ points }) => points);
  const ticksX = zeroTicks(
    highest([...input.points.map((p) => p.spend), ...inLines.map(([x]) => x)]),
    beside ? 6 : 3,
  );
  const ticksY = zeroTicks(highest([...input.points.map((p) => p.results), ...inLines.map(([, y]) => y)]), 4);
  const axisRoom = Math.max(...ticksY.map((tick) => labelWidth(input.tickY(tick), 11.5))) + 10;
  const right = beside ? Math.max(90, ...input.lines.map(({ label }) => labelWidth(label, 12) + 16)) : 12;
  const below = beside ? 40 : 40 + input.lines.length * rowHeight;
  const plot = {
    ...{ x: axisRoom, y: 22, width: Math.max(60, input.width - axisRoom - right) },
    height: Math.max(60, input.height - 22 - below),
  };
  const [farX, farY] = [ticksX.at(-1) || 1, ticksY.at(-1) || 1];
  return {
    ...{ input, plot, ticksX, ticksY, beside },
    x: (value) => plot.x + (Math.max(0, value) / farX) * plot.width,
    y: (value) => plot.y + plot.height - (Math.max(0, value) / farY) * plot.height,
  };
}

function grid({ input, plot, ticksX, ticksY, x, y }: Frame): SvgNode[] {
  const { axis, grid: line } = input.ink;
  const text = { 'font-size': 11.5, fill: axis };
  const end = plot.y + plot.height;
  return [
    ...ticksY.flatMap((tick) => [
      node('line', { x1: plot.x, x2: plot.x + plot.width, y1: px(y(tick)), y2: px(y(tick)), stroke: line }),
      node('text', { ...text, x: plot.x - 6, y: px(y(tick) + 4), 'text-anchor': 'end' }, [input.tickY(tick)]),
    ]),
    ...ticksX.map((tick) =>
      node('text', { ...text, x: px(x(tick)), y: end + 16, 'text-anchor': 'middle' }, [input.tickX(tick)]),
    ),
    node('text', { ...text, x: 0, y: 11 }, [input.names.y]),
    node('text', { ...text, x: plot.x + plot.width, y: end + 32, 'text-anchor': 'end' }, [input.names.x]),
  ];
}

function path({ x, y }: Frame, { points, colour, broken, key }: CurveLine): SvgNode {
  const d = points
    .map(([spend, results], at) => `${at === 0 ? 'M' : 'L'}${px(x(spend))} ${px(y(results))}`)
    .join('');
  const dash: Record<string, string> = broken ? { 'stroke-dasharray': '5 4' } : {};
  return node('path', {
    d,
    fill: 'none',
    stroke: colour,
    'stroke-width': broken ? 1.5 : 2.25,
    ...dash,
    'data-series': key,
  });
}

function optimum({ input, plot, x }: Frame): SvgNode[] {
  const { optimum: best, ink } = input;
  if (!best) return [];
  const at = px(x(best.spend));
  const band =
    best.low === null || best.high === null
      ? []
      : [
          node('rect', {
            ...{ x: px(x(best.low)), y: plot.y, width: Math.max(1, px(x(best.high) - x(best.low))) },
            ...{ height: plot.height, fill: ink.band },
          }),
        ];
  const room = plot.x + plot.width - at;
  const anchor = room > labelWidth(best.label, 12) + 6 ? 'start' : 'end';
  return [
    ...band,
    node('line', { x1: at, x2: at, y1: plot.y, y2: plot.y + plot.height, stroke: ink.mark }),
    node(
      'text',
      {
        x: at + (anchor === 'start' ? 5 : -5),
        y: plot.y + 12,
        'font-size': 12,
        fill: ink.mark,
        'text-anchor': anchor,
      },
      [best.label],
    ),
  ];
}

/** At the ends of lines, apart from each other; under the plot where it is narrow. */
function labels({ input, plot, x, y, beside }: Frame): SvgNode[] {
  const ends = input.lines.map(({ points }) => points.at(-1) ?? [0, 0]);
  const placed = beside
    ? spread(
        ends.map(([, results]) => y(results)),
        rowHeight,
        plot.y + 8,
        plot.y + plot.height - 4,
      )
    : ends.map((_, at) => plot.y + plot.height + 50 + at * rowHeight);
  return input.lines.flatMap(({ label, colour, broken }, at) => {
    const left = beside ? Math.max(...ends.map(([spend]) => x(spend))) + 8 : 20;
    const line = placed[at] ?? 0;
    const key = beside
      ? []
      : [
          node('line', {
            x1: 0,
            x2: 14,
            y1: line - 4,
            y2: line - 4,
            stroke: colour,
            'stroke-width': 2,
            ...(broken ? { 'stroke-dasharray': '4 3' } : {}),
          }),
        ];
    return [
      ...key,
      node(
        'text',
        {
          x: px(left),
          y: px(line + (beside ? 4 : 0)),
          'font-size': 12,
          fill: colour,
          'font-weight': broken ? 400 : 560,
        },
        [label],
      ),
    ];
  });
}
