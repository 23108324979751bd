import { type EnvelopePeriodRef, envelopePrefix } from '@exchequer/model';
import type { LedgerRefusal } from './command.ts';

/** Account prefix of one level of a path. */
export const prefixOf = (level: EnvelopePeriodRef): string =>
  envelopePrefix(level.envelopeId, level.periodKey);

/** Why a path, leaf first, cannot carry money, or null. */
export function checkPath(path: readonly EnvelopePeriodRef[]): LedgerRefusal | null {
  const [leaf] = path;
  if (!leaf) {
    return {
      refused: 'empty-path',
      detail: 'no envelope was given',
      fix: 'Name the envelope that pays, and all that stand above it.',
    };
  }
  const other = path.find(({ currency }) => currency !== leaf.currency);
  if (other) return currencyMismatch(leaf, other);
  if (new Set(path.map(prefixOf)).size !== path.length) {
    return {
      refused: 'repeated-envelope',
      detail: `an envelope stands twice in the path from ${leaf.envelopeId}`,
      fix: 'Give each envelope once, from the leaf to the root.',
      facts: { envelope: leaf.envelopeId },
    };
  }
  return null;
}

/** Two envelopes that do not speak of the same money. */
export const currencyMismatch = (left: EnvelopePeriodRef, right: EnvelopePeriodRef): LedgerRefusal => ({
  refused: 'currency-mismatch',
  detail: `envelope ${left.envelopeId} is in ${left.currency}, envelope ${right.envelopeId} in ${right.currency}`,
  fix: 'Money moves between envelopes of one currency only.',
  facts: { envelope: left.envelopeId, other: right.envelopeId },
});
