import { hatch, node, px, type SvgNode } from './drawing.ts';

export interface EnvelopeBarInput {
  width: number;
  height: number;
  /** In the envelope's currency. */
  limit: number;
  spent: number;
  /** Set aside for work that runs: no longer free, not yet spent. */
  held: number;
  /** Percents of the limit at which people are told. */
  thresholds: readonly number[];
  /** How much of the period has passed, 0–1: even spending would stand there. Null without a period. */
  elapsed: number | null;
  /** Prefix that keeps pattern ids apart when several drawings share a page. */
  id: string;
  colours: { spent: string; over: string; free: string; mark: string; ground: string };
}

const tickRoom = 3;

/**
 * An envelope as one bar: spent solid, held hatched, free empty; thresholds as ticks under it, even
 * pace as a line across it. What went past the limit stands behind the limit's own line.
 */
export function envelopeBar(input: EnvelopeBarInput): SvgNode {
  const { width, height, limit, spent, held, colours, id } = input;
  const used = Math.max(0, spent) + Math.max(0, held);
  const whole = Math.max(limit, used) || 1;
  const x = (amount: number) => (Math.max(0, amount) / whole) * width;
  const thick = height - tickRoom;
  const inLimit = Math.min(spent, limit);
  const rect = (from: number, to: number, fill: string, part: string) =>
    to > from
      ? [
          node('rect', {
            x: px(x(from)),
            y: 0,
            width: Math.max(0.6, px(x(to) - x(from))),
            height: thick,
            fill,
            'data-part': part,
          }),
        ]
      : [];
  const parts = [
    node('rect', { x: 0, y: 0, width, height: thick, fill: colours.free, 'data-part': 'free' }),
    ...rect(0, inLimit, colours.spent, 'spent'),
    ...rect(inLimit, spent, colours.over, 'over'),
    ...rect(spent, spent + held, `url(#${id}-held)`, 'held'),
  ];
  return node('svg', { width, height, viewBox: `0 0 ${width} ${height}` }, [
    node('defs', {}, [hatch(`${id}-held`, spent + held > limit ? colours.over : colours.spent)]),
    ...parts,
    ...ticks(input, x, thick),
    ...(used > limit ? [line(x(limit), 0, height, colours.mark, 'limit')] : []),
    ...pace(input, x, thick),
  ]);
}

function line(x: number, from: number, to: number, stroke: string, part: string): SvgNode {
  return node('line', {
    x1: px(x),
    x2: px(x),
    y1: from,
    y2: to,
    stroke,
    'stroke-width': 1.4,
    'data-part': part,
  });
}

function ticks(
  { thresholds, limit, colours, height }: EnvelopeBarInput,
  x: (v: number) => number,
  thick: number,
) {
  if (limit <= 0) return [];
  return thresholds
    .filter((percent) => percent > 0 && percent <= 100)
    .map((percent) => line(x((limit * percent) / 100), thick, height, colours.mark, 'threshold'));
}

/** A line in the ink of the page between two of its ground, so that it shows on every fill. */
function pace(
  { elapsed, limit, colours }: EnvelopeBarInput,
  x: (v: number) => number,
  thick: number,
): SvgNode[] {
  if (elapsed === null || limit <= 0) return [];
  const at = Math.min(1, Math.max(0, elapsed));
  const place = x(limit * at);
  return [
    node('rect', { x: px(place - 1.7), y: 0, width: 3.4, height: thick, fill: colours.ground }),
    line(place, 0, thick, colours.mark, 'pace'),
  ];
}
