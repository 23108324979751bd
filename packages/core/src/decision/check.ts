import type { Decision } from '@exchequer/model';

/** Why a decision is not taken down. */
export interface DecisionRefusal {
  refused: 'decision-order' | 'decision-both' | 'decision-unknown' | 'decision-key-reused';
  detail: string;
  fix: string;
}

type Moments = Pick<
  Decision,
  'signalAt' | 'detectedAt' | 'decidedAt' | 'actedAt' | 'reviewedAt' | 'droppedAt' | 'reversedAt'
>;

/** Checks that the moments of a decision come in their order; null where they do. */
export function checkDecision(told: Moments): DecisionRefusal | null {
  if (told.actedAt !== null && told.droppedAt !== null) {
    return {
      refused: 'decision-both',
      detail: 'a decision is acted on or dropped, not both',
      fix: 'Leave acted_at or dropped_at out; a decision taken back after action has reversed_at.',
    };
  }
  const order: readonly (readonly [name: string, at: string | null])[] = [
    ['signal_at', told.signalAt],
    ['detected_at', told.detectedAt],
    ['decided_at', told.decidedAt],
    ['acted_at', told.actedAt ?? told.droppedAt],
    ['reviewed_at', told.reviewedAt],
  ];
  const known = order.flatMap(([name, at]) => (at === null ? [] : [{ name, at: Date.parse(at) }]));
  const at = known.findIndex((moment, index) => index > 0 && moment.at < (known[index - 1]?.at ?? 0));
  const [late, early] = [known[at - 1], known[at]];
  if (late && early) return outOfOrder(early.name, late.name);
  if (told.reversedAt !== null && told.actedAt === null) {
    return {
      refused: 'decision-order',
      detail: 'only what was acted on can be reversed',
      fix: 'Give acted_at as well, or use dropped_at for what was given up before action.',
    };
  }
  if (
    told.reversedAt !== null &&
    told.actedAt !== null &&
    Date.parse(told.reversedAt) < Date.parse(told.actedAt)
  ) {
    return outOfOrder('reversed_at', 'acted_at');
  }
  return null;
}

const outOfOrder = (name: string, before: string): DecisionRefusal => ({
  refused: 'decision-order',
  detail: `${name} lies before ${before}`,
  fix: 'Moments come in the order signal, detected, decided, acted, reviewed.',
});
