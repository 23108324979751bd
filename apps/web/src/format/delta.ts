import type { Unit } from './number.ts';

/** How a figure moved against the compared range. */
export interface Delta {
  arrow: '↑' | '↓' | '→';
  text: string;
  /** `better` and `worse` only where the metric has a direction; colour is a second cue to the arrow. */
  mood: 'better' | 'worse' | 'neutral';
}

const narrow = '\u202f';

/**
 * Change from `before` to `now`. Shares move in points; everything else in per cent, or in multiples
 * from ten times on. Null where there is nothing to compare with.
 */
export function delta(
  now: string | null,
  before: string | null,
  unit: Unit,
  direction: 'up' | 'down' | 'neither',
): Delta | null {
  if (now === null || before === null) return null;
  const a = Number(now);
  const b = Number(before);
  if (b === 0 && unit !== 'share') return null;
  const change = unit === 'share' ? (a - b) * 100 : ((a - b) / Math.abs(b)) * 100;
  const size = Math.abs(change);
  if (size < 0.05) return { arrow: '→', text: 'unchanged', mood: 'neutral' };
  const rises = change > 0;
  const good = direction === 'neither' ? null : rises === (direction === 'up');
  return {
    arrow: rises ? '↑' : '↓',
    text: `${rises ? '+' : '−'}${magnitude(size, a / b, unit)}`,
    mood: good === null ? 'neutral' : good ? 'better' : 'worse',
  };
}

function magnitude(percent: number, ratio: number, unit: Unit): string {
  if (unit === 'share') return `${percent.toFixed(percent >= 10 ? 0 : 1)}${narrow}points`;
  if (percent >= 900) return `${Math.round(ratio - 1).toLocaleString('en-US')}${narrow}×`;
  return `${percent.toFixed(percent >= 10 ? 0 : 1)}${narrow}%`;
}
