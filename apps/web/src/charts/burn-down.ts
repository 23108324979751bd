import { labelWidth, node, px, type SvgNode } from './drawing.ts';
import { type PlotLayout, plotLayout } from './plot.ts';
import { labelledIndices, zeroTicks } from './scale.ts';

export interface BurnDownInput {
  width: number;
  height: number;
  /** Short label of each day of the period, first to last. */
  buckets: readonly string[];
  /** What the period began with, in the envelope's currency. */
  start: number;
  /** What was left at the end of each day so far; shorter than the buckets while the period runs. */
  left: readonly number[];
  /** The limit as it is now: even spending goes from it down to nothing. */
  limit: number;
  /** Held for running calls today. */
  held: number;
  /** The day that runs; null in a period that has ended. */
  today: number | null;
  /** Written at the end of the line, such as `$81,580 free`. */
  label: string;
  tick: (value: number) => string;
  ink: { axis: string; grid: string; plan: string; fill: string; over: string; ground: string };
}

interface Frame {
  input: BurnDownInput;
  layout: PlotLayout;
  ticks: readonly number[];
  y: (value: number) => number;
  /** Where a day’s balance stands: at its end, today’s in the middle of the day. */
  end: (bucket: number) => number;
}

/**
 * What is left of an envelope day by day: a solid area falling from the limit, even spending as a thin
 * dark line, today as a mark. No forecast: the line ends where knowledge ends.
 */
export function burnDown(input: BurnDownInput): { drawing: SvgNode; layout: PlotLayout } {
  const frame = frameOf(input);
  const drawing = node(
    'svg',
    { width: input.width, height: input.height, viewBox: `0 0 ${input.width} ${input.height}` },
    [...grid(frame), ...area(frame), ...ideal(frame), ...todayMark(frame), ...endLabel(frame)],
  );
  return { drawing, layout: frame.layout };
}

/** Ticks that reach down to what was overspent, in the steps of the amounts above zero. */
function signedTicks(low: number, high: number): readonly number[] {
  const up = zeroTicks(high, 4);
  const step = up[1] ?? (low < 0 ? zeroTicks(-low, 3)[1] : undefined) ?? 1;
  const down: number[] = [];
  for (let value = -step; low < 0 && value > low - step; value -= step)
    down.unshift(Number(value.toPrecision(12)));
  return [...down, ...up];
}

function frameOf(input: BurnDownInput): Frame {
  const lowest = (input.left.at(-1) ?? 0) - input.held;
  const ticks = signedTicks(
    Math.min(0, lowest, ...input.left),
    Math.max(input.start, input.limit, ...input.left, 0),
  );
  const axisRoom = Math.max(...ticks.map((t) => labelWidth(input.tick(t), 11.5))) + 12;
  const plot = {
    x: axisRoom,
    y: 16,
    width: Math.max(40, input.width - axisRoom - 6),
    height: Math.max(40, input.height - 16 - 26),
  };
  const layout = plotLayout(plot, input.buckets.length);
  const low = ticks[0] ?? 0;
  const span = (ticks.at(-1) ?? 1) - low || 1;
  return {
    input,
    layout,
    ticks,
    y: (value) => plot.y + plot.height - ((value - low) / span) * plot.height,
    end: (bucket) => plot.x + (bucket + (bucket === input.today ? 0.5 : 1)) * layout.band,
  };
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
    text(input, plot.x - 8, y(value) + 4, 'end', input.tick(value)),
  ]);
  const widest = Math.max(...input.buckets.map((b) => b.length), 1) * 6.4 + 14;
  const days = labelledIndices(input.buckets.length, plot.width, widest).map((i) => {
    const label = input.buckets[i] ?? '';
    const clipped = layout.centre(i) + labelWidth(label, 11.5) / 2 > input.width;
    const x = clipped ? input.width : layout.centre(i);
    return text(input, x, plot.y + plot.height + 17, clipped ? 'end' : 'middle', label);
  });
  return [...lines, ...days];
}

function text(
  { ink }: BurnDownInput,
  x: number,
  y: number,
  anchor: 'start' | 'middle' | 'end',
  words: string,
) {
  return node('text', { x: px(x), y: px(y), 'text-anchor': anchor, 'font-size': 11.5, fill: ink.axis }, [
    words,
  ]);
}

/** The line of what is left, and the area under it; below zero both are in the colour of a stop. */
function area({ input, layout, y, end }: Frame): SvgNode[] {
  const points = [
    [layout.plot.x, input.start] as const,
    ...input.left.map((value, i) => [end(i), value] as const),
  ];
  const zero = px(y(0));
  const path = points.map(([x, value]) => `${px(x)} ${px(y(value))}`).join('L');
  const last = points.at(-1)?.[0] ?? layout.plot.x;
  const over = input.left.some((value) => value < 0);
  const colour = over ? input.ink.over : input.ink.fill;
  if (points.length < 2) return [];
  return [
    node('path', {
      d: `M${px(layout.plot.x)} ${zero}L${path}L${px(last)} ${zero}Z`,
      fill: colour,
      'fill-opacity': 0.16,
      'data-part': 'area',
    }),
    node('path', {
      d: `M${path}`,
      fill: 'none',
      stroke: colour,
      'stroke-width': 2,
      'stroke-linejoin': 'round',
      'data-part': 'left',
    }),
  ];
}

function ideal({ input, layout, y }: Frame): SvgNode[] {
  const { plot } = layout;
  const right = plot.x + plot.width;
  return [
    node('line', {
      x1: px(plot.x),
      y1: px(y(input.limit)),
      x2: px(right),
      y2: px(y(0)),
      stroke: input.ink.plan,
      'stroke-width': 1.1,
      'data-part': 'ideal',
    }),
    // Right of the line at its own height: the line falls away from the words.
    text(input, plot.x + plot.width * 0.72 + 8, y(input.limit * 0.28) - 1, 'start', 'even pace'),
  ];
}

function todayMark({ input, layout, end }: Frame): SvgNode[] {
  if (input.today === null) return [];
  const { plot } = layout;
  const x = end(input.today);
  return [
    node('line', {
      x1: px(x),
      x2: px(x),
      y1: px(plot.y - 2),
      y2: px(plot.y + plot.height),
      stroke: input.ink.axis,
      'stroke-dasharray': '2 3',
      'data-part': 'today',
    }),
    text(input, x, plot.y - 5, x > plot.x + plot.width - 20 ? 'end' : 'middle', 'today'),
  ];
}

/** The amount at the end of the line, and what of it is held as a bar that hangs from it. */
function endLabel({ input, layout, y, end }: Frame): SvgNode[] {
  const last = input.left.length - 1;
  const value = input.left[last];
  if (value === undefined) return [];
  const x = end(last);
  const colour = value < 0 ? input.ink.over : input.ink.fill;
  const held =
    input.held > 0
      ? [
          node('line', {
            x1: px(x),
            x2: px(x),
            y1: px(y(value)),
            y2: px(y(value - input.held)),
            stroke: colour,
            'stroke-width': 5,
            'stroke-dasharray': '2 1.6',
            'data-part': 'held',
          }),
        ]
      : [];
  const room = layout.plot.x + layout.plot.width - x;
  const beside = room > labelWidth(input.label, 12) + 16;
  return [
    ...held,
    node('circle', { cx: px(x), cy: px(y(value)), r: 3.2, fill: colour }),
    node(
      'text',
      {
        x: px(beside ? x + 9 : x - 9),
        y: px(y(value) + (beside ? -6 : 16)),
        'text-anchor': beside ? 'start' : 'end',
        'font-size': 12,
        'font-weight': 560,
        fill: input.ink.plan,
        stroke: input.ink.ground,
        'stroke-width': 3,
        'paint-order': 'stroke',
        'data-part': 'label',
      },
      [input.label],
    ),
  ];
}
