/** Stops on a bug: something that our own code promises does not hold. Never for input or the world. */
export function invariant(condition: unknown, why: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${why}`);
}
