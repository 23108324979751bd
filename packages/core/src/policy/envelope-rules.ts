import type { EnvelopeChange } from '@exchequer/model';
import { decideChanges, treeOf } from '../envelope/index.ts';
import { faultAt } from './draft.ts';
import type { PolicyFacts } from './facts.ts';
import type { PolicyFault } from './fault.ts';
import type { Intent } from './intent.ts';

/**
 * What the envelopes themselves say about the steps: the same decision that applying them takes, so
 * that a plan without faults can be applied.
 */
export function askEnvelopes(
  { envelopes }: PolicyFacts,
  intents: readonly Intent[],
  steps: readonly EnvelopeChange[],
): PolicyFault[] {
  const standing = new Map(envelopes.map((one) => [one.envelope.id, one]));
  const tree = treeOf(envelopes.map(({ envelope }) => envelope));
  const decided = decideChanges(tree, steps, 'file', {
    openHolds: (id) => standing.get(id)?.openHolds ?? 0,
    free: (id) => standing.get(id)?.running?.available ?? null,
    // Names were looked up already; projects and families need not be known.
    refKnown: () => true,
    workerKnown: () => true,
    since: () => '',
  });
  if (!Array.isArray(decided)) return [];
  const byId = new Map<string, Intent>(intents.map((intent) => [intent.envelope.id, intent]));
  return decided.map(({ refused, detail, fix, facts }) => {
    const entry = byId.get(String(facts?.envelope_id ?? ''))?.entry;
    return entry
      ? faultAt(entry, null, refused, detail, fix)
      : { line: 0, path: '', code: refused, error: detail, fix };
  });
}
