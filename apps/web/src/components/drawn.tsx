import { createElement, type ReactElement } from 'react';
import type { SvgNode } from '../charts/index.ts';

const camel = (name: string) =>
  name.startsWith('data-') || name.startsWith('aria-')
    ? name
    : name.replace(/-([a-z])/g, (_, c: string) => c.toUpperCase());

function element(drawing: SvgNode, key: number | string): ReactElement {
  const attrs = Object.fromEntries(
    Object.entries(drawing.attrs).map(([name, value]) => [camel(name), value]),
  );
  return createElement(
    drawing.tag,
    { ...attrs, key },
    ...drawing.children.map((child, i) => (typeof child === 'string' ? child : element(child, i))),
  );
}

/** Puts a drawing on the page. The sentence beside it tells screen readers what it shows. */
export function Drawn({ drawing }: { drawing: SvgNode }) {
  return element(
    { ...drawing, attrs: { ...drawing.attrs, 'aria-hidden': 'true', display: 'block' } },
    'drawing',
  );
}
