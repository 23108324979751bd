/** Letters without accents and case, for comparing names; ł and ø have no accent to take off. */
export function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ł/g, 'l')
    .replace(/ø/g, 'o')
    .replace(/ß/g, 'ss')
    .replace(/æ/g, 'ae');
}

/** Words of a name or handle, folded; digits and punctuation only separate. */
export const wordsOf = (text: string): string[] => folded(text).match(/\p{L}+/gu) ?? [];

/** What stands before the @ of an address, else the whole. */
export const localPart = (address: string): string => address.split('@')[0] ?? '';

/** Name and address of a git author such as `Ada Lovelace <ada@example.com>`. */
export function gitAuthor(value: string): { name: string; email: string } {
  const match = /^(.*?)\s*<([^<>]*)>\s*$/.exec(value);
  if (match) return { name: match[1] ?? '', email: match[2] ?? '' };
  return value.includes('@') ? { name: '', email: value } : { name: value, email: '' };
}

/** Handles that companies commonly make of a name, surest first. */
export function handlesOf(name: string): { sure: Set<string>; likely: Set<string> } {
  const words = wordsOf(name);
  const [first = '', last = ''] = [words[0], words.at(-1)];
  if (words.length < 2) return { sure: new Set(), likely: new Set(words) };
  return {
    sure: new Set([words.join(''), `${first}${last}`, `${last}${first}`]),
    likely: new Set([`${first[0]}${last}`, `${first}${last[0]}`, `${last}${first[0]}`, `${last[0]}${first}`]),
  };
}

/** Likeness of two texts from 0 to 1: twice the shared letter pairs over all of them (Dice). */
export function likeness(a: string, b: string): number {
  const [left, right] = [pairsOf(a), pairsOf(b)];
  if (left.length + right.length === 0) return 0;
  const rest = [...right];
  let shared = 0;
  for (const pair of left) {
    const at = rest.indexOf(pair);
    if (at < 0) continue;
    rest.splice(at, 1);
    shared++;
  }
  return (2 * shared) / (left.length + right.length);
}

function pairsOf(text: string): string[] {
  const letters = wordsOf(text).join(' ');
  return Array.from({ length: Math.max(0, letters.length - 1) }, (_, i) => letters.slice(i, i + 2));
}
