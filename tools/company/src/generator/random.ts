/** A stream of numbers that its name alone decides: the same on every machine and in every order of use. */
export interface Random {
  /** Eight digits of the name of the stream. Two streams may run into each other, but not under one mark. */
  readonly mark: string;
  /** In [0, 1). */
  next(): number;
  /** A whole number, both ends included. */
  int(low: number, high: number): number;
  chance(share: number): boolean;
  pick<T>(of: readonly [T, ...T[]]): T;
  normal(): number;
  /** Log-normal with this median. */
  around(median: number, sigma: number): number;
  poisson(mean: number): number;
}

/** The stream of this name. Streams of different names are independent. */
export function randomOf(...name: readonly (string | number)[]): Random {
  const text = name.join('\n');
  let state = hashOf(text);
  const next = () => {
    // mulberry32: 32 bits of state are enough for the few hundred draws of one stream.
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    mark: hashOf(text, 0x5bd1e995).toString(16).padStart(8, '0'),
    next,
    int,
    chance: (share) => next() < share,
    pick: (of) => of[int(0, of.length - 1)] ?? of[0],
    normal,
    around: (median, sigma) => median * Math.exp(sigma * normal()),
    poisson: (mean) => poisson(mean, next, normal),
  };
}

/** By multiplication while that is short, else by the normal distribution it comes near. */
function poisson(mean: number, next: () => number, normal: () => number): number {
  if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
  const limit = Math.exp(-mean);
  let product = next();
  let count = 0;
  while (product > limit) {
    product *= next();
    count += 1;
  }
  return count;
}

/** FNV-1a with a last mix, so that names that differ by one letter start far apart. */
function hashOf(text: string, prime = 0x01000193): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), prime);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * An id of so many hexadecimal digits: drawn, and marked by the stream, since among the half a million
 * streams of a company of a thousand some run into others, and their ids must still differ.
 */
export function drawHex(random: Random, digits: number): string {
  const drawn = Array.from({ length: digits / 4 }, () =>
    random.int(0, 0xffff).toString(16).padStart(4, '0'),
  ).join('');
  const marked = (Number.parseInt(drawn.slice(0, 8), 16) ^ Number.parseInt(random.mark, 16)) >>> 0;
  return marked.toString(16).padStart(8, '0') + drawn.slice(8);
}
