import { inline } from '../../format/number.ts';
import type { Figures } from './figures.ts';
import { keysOfPairs } from './pairs.ts';

/** What the page answers, in a sentence made of its own figures. */
export function headline(figures: Figures): { title: string; sub: string } {
  const people = figures.of('headcount');
  const tokens = figures.of('normalised_tokens');
  const known = keysOfPairs.filter((key) => figures.of(key).reading?.value != null).length;
  const waiting = keysOfPairs.length - known;
  const sub =
    waiting === 0
      ? 'What it cost and what came of it, in the measures of both eras. Averages describe; they prove no cause.'
      : `${known} of the ${keysOfPairs.length} figures of the pairs can be told; the others say what they wait for, and none reads zero instead.`;
  const parts = [
    people.reading?.value != null ? `${inline(people.reading.value, 'people')} people` : null,
    tokens.reading?.value != null ? `${inline(tokens.reading.value, 'tokens')} normalised tokens` : null,
  ].filter((part) => part !== null);
  if (parts.length === 0) return { title: 'What it cost, and what came of it', sub };
  return { title: `${parts.join(' and ')}: what came of it`, sub };
}
