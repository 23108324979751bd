import type { Finding } from './finding.ts';

/** Surest gain for the least effort first: lower bound over effort, then the likely gain, then the key. */
export const ranked = <T extends Finding>(findings: readonly T[]): T[] =>
  [...findings].sort((a, b) => {
    const low = a.gain.low * BigInt(b.effort) - b.gain.low * BigInt(a.effort);
    const likely = a.gain.likely * BigInt(b.effort) - b.gain.likely * BigInt(a.effort);
    const first = low !== 0n ? low : likely;
    if (first !== 0n) return first > 0n ? -1 : 1;
    return a.key < b.key ? -1 : 1;
  });
