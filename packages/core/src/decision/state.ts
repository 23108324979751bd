import type { Decision, DecisionInput } from '@exchequer/model';

/** What has become of a decision. */
export const stateOf = ({ actedAt, droppedAt }: Pick<Decision, 'actedAt' | 'droppedAt'>) =>
  actedAt !== null ? ('acted' as const) : droppedAt !== null ? ('dropped' as const) : ('open' as const);

/**
 * Whether a piece of data was live and fresh enough when it was used. Where no age was agreed, live is
 * fresh; where an age was agreed and nobody knows how old it was, it is not.
 */
export function inputReady({ live, asOf, freshWithinSeconds }: DecisionInput, usedAt: string): boolean {
  if (!live) return false;
  if (freshWithinSeconds === null) return true;
  return asOf !== null && Date.parse(usedAt) - Date.parse(asOf) <= freshWithinSeconds * 1_000;
}

/** How many inputs of a decision were ready when it was decided, or are now while it is open. */
export const inputsReady = (
  { inputs, decidedAt, actedAt }: Pick<Decision, 'inputs' | 'decidedAt' | 'actedAt'>,
  now: string,
): number => inputs.filter((input) => inputReady(input, decidedAt ?? actedAt ?? now)).length;
