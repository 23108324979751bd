import { fit, hatch, node, px, type SvgNode } from './drawing.ts';

export interface BridgeRow {
  key: string;
  label: string;
  /** What it adds, below nothing where it takes away. */
  value: number;
  shown: string;
}

export interface BridgeInput {
  width: number;
  rows: readonly BridgeRow[];
  /** The last row: from nothing to the whole change. */
  total: BridgeRow;
  /** True hatches every bar, as everything of the simulated company is. */
  hatched: boolean;
  /** Prefix that keeps pattern ids apart when several drawings share a page. */
  id: string;
  colours: { more: string; less: string; total: string };
  ink: { text: string; quiet: string; grid: string };
}

export const bridgeRowHeight = 38;
const barTop = 21;
const barHeight = 9;

export const bridgeHeight = (rows: number): number => (rows + 1) * bridgeRowHeight;

/**
 * What changed, step by step: each bar begins where the one before ended, from the line of no change, and
 * the last one is the whole change. Label above its bar, figure at the right: no legend, no second axis.
 */
export function bridgeChart(input: BridgeInput): SvgNode {
  const { width, rows, total, id, ink, colours } = input;
  let reached = 0;
  const ends = rows.map(({ value }) => {
    reached += value;
    return reached;
  });
  const [low, high] = [Math.min(0, total.value, ...ends), Math.max(0, total.value, ...ends)];
  const span = high - low || 1;
  const x = (value: number) => ((value - low) / span) * width;
  const height = bridgeHeight(rows.length);
  const bars = rows.flatMap((row, at) => {
    const from = ends[at - 1] ?? 0;
    return [
      ...words(input, row, at),
      ...bar(input, row, at, { from: x(from), to: x(ends[at] ?? 0) }),
      joint(at, x(ends[at] ?? 0), ink),
    ];
  });
  const last = rows.length;
  return node('svg', { width, height, viewBox: `0 0 ${width} ${height}` }, [
    node('defs', {}, input.hatched ? kinds.map((kind) => hatch(`${id}-${kind}`, colours[kind])) : []),
    node('line', {
      x1: px(x(0)),
      x2: px(x(0)),
      y1: barTop - 4,
      y2: height - 4,
      stroke: ink.grid,
      'stroke-width': 1.2,
    }),
    ...bars,
    ...words(input, total, last, 620),
    ...bar(input, total, last, { from: x(0), to: x(total.value) }, 'total'),
  ]);
}

const kinds = ['more', 'less', 'total'] as const;

function bar(
  { id, colours, hatched }: BridgeInput,
  { key, value }: BridgeRow,
  at: number,
  { from, to }: { from: number; to: number },
  kind: (typeof kinds)[number] = value < 0 ? 'less' : 'more',
): SvgNode[] {
  const place = { x: px(Math.min(from, to)), y: at * bridgeRowHeight + barTop, height: barHeight, rx: 1 };
  const width = value === 0 ? 0 : Math.max(1.5, px(Math.abs(to - from)));
  return [
    node('rect', {
      ...place,
      width,
      fill: hatched ? `url(#${id}-${kind})` : colours[kind],
      'data-series': key,
    }),
  ];
}

/** A thin line from the end of a bar to the beginning of the next. */
const joint = (at: number, x: number, ink: BridgeInput['ink']): SvgNode =>
  node('line', {
    x1: px(x),
    x2: px(x),
    y1: at * bridgeRowHeight + barTop + barHeight,
    y2: (at + 1) * bridgeRowHeight + barTop,
    stroke: ink.quiet,
    'stroke-width': 0.8,
    'stroke-dasharray': '2 2',
  });

function words({ width, ink }: BridgeInput, row: BridgeRow, at: number, weight = 400): SvgNode[] {
  const y = at * bridgeRowHeight + 14;
  const room = width - row.shown.length * 7.4 - 16;
  return [
    node(
      'text',
      { x: 0, y, 'font-size': 12.5, fill: ink.text, 'font-weight': weight, 'data-series': row.key },
      [fit(row.label, room, 12.5)],
    ),
    node(
      'text',
      { x: width, y, 'text-anchor': 'end', 'font-size': 12.5, 'font-weight': 560, fill: ink.text },
      [row.shown],
    ),
  ];
}
