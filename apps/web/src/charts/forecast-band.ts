import { labelWidth, node, px, type SvgNode } from './drawing.ts';
import type { PlotLayout } from './plot.ts';

/** What is to come, one number per bucket; NaN where there is none. */
export interface Ahead {
  low: readonly number[];
  middle: readonly number[];
  high: readonly number[];
  /** The level, written on the band. */
  label: string;
}

interface Place {
  layout: PlotLayout;
  y: (value: number) => number;
  ink: { compare: string; ground: string };
}

/** A band from its low to its high edge, its middle as a dashed line, and its level written on it. */
export function forecastBand(ahead: Ahead, { layout, y, ink }: Place): SvgNode[] {
  const at = ahead.middle.flatMap((value, i) => (Number.isNaN(value) ? [] : [i]));
  const first = at[0];
  if (first === undefined) return [];
  const point = (values: readonly number[]) => (i: number) =>
    `${px(layout.centre(i))} ${px(y(values[i] ?? 0))}`;
  const high = at.map(point(ahead.high));
  const low = at.map(point(ahead.low)).reverse();
  return [
    node('path', {
      d: `M${[...high, ...low].join('L')}Z`,
      fill: ink.compare,
      'fill-opacity': 0.13,
      stroke: ink.compare,
      'stroke-opacity': 0.35,
      'stroke-width': 0.7,
      'data-part': 'band',
    }),
    node('path', {
      d: `M${at.map(point(ahead.middle)).join('L')}`,
      fill: 'none',
      stroke: ink.compare,
      'stroke-width': 1.4,
      'stroke-dasharray': '5 3',
      'stroke-linejoin': 'round',
      'data-part': 'forecast',
    }),
    level(ahead, at, { layout, y, ink }),
  ];
}

/** Above the highest point of the band, kept inside the plot. */
function level({ high, label }: Ahead, at: readonly number[], { layout, y, ink }: Place): SvgNode {
  const top = at.reduce((best, i) => ((high[i] ?? 0) > (high[best] ?? 0) ? i : best), at[0] ?? 0);
  const half = labelWidth(label, 11.5) / 2;
  const { plot } = layout;
  const x = Math.min(plot.x + plot.width - half, Math.max(plot.x + half, layout.centre(top)));
  return node(
    'text',
    {
      x: px(x),
      y: px(Math.max(plot.y + 8, y(high[top] ?? 0) - 6)),
      'text-anchor': 'middle',
      'font-size': 11.5,
      'font-weight': 560,
      fill: ink.compare,
      stroke: ink.ground,
      'stroke-width': 3,
      'paint-order': 'stroke',
      'data-part': 'level',
    },
    [label],
  );
}
