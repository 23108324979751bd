import { node, px, type SvgNode } from './drawing.ts';

/** A figure’s course, from zero up, without axes: shape only, the figure beside it has the amount. */
export function sparkline(input: {
  width: number;
  height: number;
  values: readonly number[];
  colour: string;
}): SvgNode {
  const { width, height, values, colour } = input;
  const top = Math.max(0, ...values);
  const y = (v: number) => height - 2 - (top > 0 ? Math.max(0, v) / top : 0) * (height - 4);
  const step = values.length > 1 ? (width - 4) / (values.length - 1) : 0;
  const points = values.map((v, i) => `${px(2 + i * step)} ${px(y(v))}`);
  const last = values.at(-1);
  const marks: SvgNode[] = [
    node('line', {
      x1: 0,
      x2: width,
      y1: height - 1.5,
      y2: height - 1.5,
      stroke: colour,
      'stroke-opacity': 0.25,
    }),
  ];
  if (points.length > 1) {
    marks.push(
      node('path', {
        d: `M${points.join('L')}`,
        fill: 'none',
        stroke: colour,
        'stroke-width': 1.5,
        'stroke-linejoin': 'round',
      }),
    );
  }
  if (last !== undefined) {
    marks.push(
      node('circle', { cx: px(2 + (values.length - 1) * step), cy: px(y(last)), r: 2, fill: colour }),
    );
  }
  return node('svg', { width, height, viewBox: `0 0 ${width} ${height}` }, marks);
}
