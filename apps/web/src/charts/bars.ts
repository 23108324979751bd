import { fit, hatch, node, px, type SvgNode } from './drawing.ts';

export interface BarRow {
  key: string;
  label: string;
  value: number;
  shown: string;
  /** Second, quieter figure behind the value, such as its share. */
  note: string;
  colour: string;
  hatched: boolean;
}

export interface BarsInput {
  width: number;
  rows: readonly BarRow[];
  id: string;
  ink: { text: string; quiet: string; grid: string };
}

export const barRowHeight = 32;

/** Horizontal bars from zero, label above its bar, figure at the right: they need no legend. */
export function horizontalBars(input: BarsInput): SvgNode {
  const { width, rows, id, ink } = input;
  const top = Math.max(0, ...rows.map((r) => r.value)) || 1;
  const figureRoom = Math.max(60, ...rows.map((r) => (r.shown.length + r.note.length) * 6.8 + 14));
  const body = rows.flatMap((row, i) => {
    const y = i * barRowHeight;
    const length = row.value > 0 ? Math.max(1.5, (row.value / top) * width) : 0;
    const fill = row.hatched ? `url(#${id}-bar-${i})` : row.colour;
    return [
      node('text', { x: 0, y: y + 14, 'font-size': 12.5, fill: ink.text, 'data-series': row.key }, [
        fit(row.label, width - figureRoom, 12.5),
      ]),
      node('text', { x: width, y: y + 14, 'text-anchor': 'end', 'font-size': 12.5, fill: ink.text }, [
        node('tspan', { fill: ink.quiet }, [row.note ? `${row.note}  ` : '']),
        node('tspan', { 'font-weight': 550 }, [row.shown]),
      ]),
      node('rect', { x: 0, y: y + 20, width, height: 5, rx: 1, fill: ink.grid }),
      node('rect', { x: 0, y: y + 20, width: px(length), height: 5, rx: 1, fill, 'data-series': row.key }),
    ];
  });
  const patterns = rows.flatMap((row, i) => (row.hatched ? [hatch(`${id}-bar-${i}`, row.colour)] : []));
  const height = rows.length * barRowHeight;
  return node('svg', { width, height, viewBox: `0 0 ${width} ${height}` }, [
    node('defs', {}, patterns),
    ...body,
  ]);
}
