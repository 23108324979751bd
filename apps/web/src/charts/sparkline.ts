import { node, px, type SvgNode } from './drawing.ts';

export interface SparklineInput {
  width: number;
  height: number;
  /** NaN where there is no value: the line breaks there instead of falling to zero. */
  values: readonly number[];
  colour: string;
}

/** A figure’s course, from zero up, without axes: shape only, the figure beside it has the amount. */
export function sparkline({ width, height, values, colour }: SparklineInput): SvgNode {
  const known = (i: number) => values[i] !== undefined && !Number.isNaN(values[i]);
  const top = Math.max(0, ...values.filter((v) => !Number.isNaN(v)));
  const x = (i: number) => px(2 + (values.length > 1 ? (i * (width - 4)) / (values.length - 1) : 0));
  const y = (v: number) => px(height - 2 - (top > 0 ? Math.max(0, v) / top : 0) * (height - 4));
  const path = values.map((v, i) => (known(i) ? `${known(i - 1) ? 'L' : 'M'}${x(i)} ${y(v)}` : '')).join('');
  const last = values.findLastIndex((v) => !Number.isNaN(v));
  const base = height - 1.5;
  const marks = [
    node('line', { x1: 0, x2: width, y1: base, y2: base, stroke: colour, 'stroke-opacity': 0.25 }),
    node('path', { d: path, fill: 'none', stroke: colour, 'stroke-width': 1.5, 'stroke-linejoin': 'round' }),
  ];
  if (last >= 0) marks.push(node('circle', { cx: x(last), cy: y(values[last] ?? 0), r: 2, fill: colour }));
  return node('svg', { width, height, viewBox: `0 0 ${width} ${height}` }, marks);
}
