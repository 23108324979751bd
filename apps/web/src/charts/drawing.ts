/**
 * A drawing is plain data, so that one chart serves the page, an e-mail and a PDF, and a test can
 * read it. Coordinates are CSS pixels at the width the caller gave: text never scales.
 */
export interface SvgNode {
  tag: 'svg' | 'g' | 'path' | 'rect' | 'line' | 'circle' | 'text' | 'tspan' | 'defs' | 'pattern';
  attrs: Readonly<Record<string, string | number>>;
  children: readonly (SvgNode | string)[];
}

export function node(
  tag: SvgNode['tag'],
  attrs: SvgNode['attrs'] = {},
  children: readonly (SvgNode | string)[] = [],
): SvgNode {
  return { tag, attrs, children };
}

/** Pixel coordinates need no more than a tenth, and short paths draw faster. */
export const px = (value: number) => Math.round(value * 10) / 10;

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replace(/[&<>"]/g, (c) => escapes[c] ?? c);

/** The drawing as SVG text, for places without React. */
export function svgText(drawing: SvgNode): string {
  const attrs = Object.entries(drawing.attrs)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');
  const inside = drawing.children.map((c) => (typeof c === 'string' ? escaped(c) : svgText(c))).join('');
  return `<${drawing.tag}${attrs}>${inside}</${drawing.tag}>`;
}

/** Diagonal hatch for what is unpriced, unattributed or a sample: readable without colour. */
export function hatch(id: string, colour: string): SvgNode {
  return node(
    'pattern',
    { id, width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    [
      node('rect', { width: 6, height: 6, fill: colour, 'fill-opacity': 0.16 }),
      node('line', { x1: 0, y1: 0, x2: 0, y2: 6, stroke: colour, 'stroke-width': 3.2 }),
    ],
  );
}

/** Rough width of a label in the product's face: charts are laid out without measuring. */
export const labelWidth = (text: string, size = 12) => text.length * size * 0.6;

/** Shortens a label to the room it has. */
export function fit(text: string, room: number, size = 12): string {
  if (labelWidth(text, size) <= room) return text;
  const keep = Math.max(1, Math.floor(room / (size * 0.6)) - 1);
  return `${text.slice(0, keep)}…`;
}
