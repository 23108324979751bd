import type { DimensionKey } from '@exchequer/model/contract';

const classNames: Record<string, string> = {
  uncached_input: 'Uncached input',
  cache_read: 'Cache read',
  cache_write_5m: 'Cache write, 5 min',
  cache_write_30m: 'Cache write, 30 min',
  cache_write_1h: 'Cache write, 1 h',
  cache_write_12h: 'Cache write, 12 h',
  cache_write_unknown: 'Cache write, lifetime unknown',
  output: 'Output',
  reasoning: 'Reasoning, part of output',
};

/** Token classes in the order of the whole product. */
export const classOrder = Object.keys(classNames);
export const className = (key: string) => classNames[key] ?? key;

const absent: Partial<Record<DimensionKey, string>> = {
  team: 'Unattributed',
  branch: 'No branch',
  repo: 'No repository',
  agent: 'No agent',
  workflow: 'No workflow',
};

const yesNo: Partial<Record<DimensionKey, readonly [string, string]>> = {
  priced: ['Priced', 'Unpriced'],
  attributed: ['Attributed', 'Unattributed'],
};

/** Says that a value stands for what is unpriced or belongs to nobody: such parts are drawn hatched. */
export function isSuspense(dimension: DimensionKey, value: string): boolean {
  if (dimension === 'priced' || dimension === 'attributed') return falsy.has(value);
  return dimension === 'team' && value === '';
}

const falsy = new Set(['0', 'false', 'no', 'unpriced', 'unattributed']);

/** How a value of a dimension is written: the server’s label, or words for what has none. */
export function valueLabel(dimension: DimensionKey, value: string, label = ''): string {
  if (dimension === 'token_class') return className(value);
  const pair = yesNo[dimension];
  if (pair) return falsy.has(value) ? pair[1] : pair[0];
  if (label && label !== value) return label;
  if (value === '') return absent[dimension] ?? 'None stated';
  return dimension === 'repo' ? value.replace(/^https?:\/\//, '').replace(/\.git$/, '') : value;
}
