import type { Envelope, EnvelopeChange } from '@exchequer/model';
import { checkTree, childrenOf, lineage, treeOf } from '../envelope/index.ts';
import type { Intent } from './intent.ts';

type Doing = Pick<Intent, 'envelope' | 'standing'>;

/**
 * The steps of a plan in an order in which the tree may stand after each: parents are made and raised
 * before their children, children lowered, moved and closed before their parents. Where some stand in
 * each other's way (a child becomes the parent of its parent), they are first taken out to the top.
 */
export function inSafeOrder(
  before: ReadonlyMap<string, Envelope>,
  doing: readonly Doing[],
): EnvelopeChange[] {
  const tree = new Map(before);
  const steps: EnvelopeChange[] = [];
  const apply = (envelope: Envelope) => {
    tree.set(envelope.id, envelope);
    steps.push(stepOf(envelope));
  };
  let waiting = [...doing];
  const settle = () => {
    for (let moved = true; moved; ) {
      moved = false;
      waiting = waiting.filter(({ envelope }) => {
        if (!mayStand(tree, envelope)) return true;
        apply(envelope);
        moved = true;
        return false;
      });
    }
  };
  settle();
  if (waiting.length > 0) {
    for (const { envelope } of waiting) {
      const now = tree.get(envelope.id);
      if (now?.state === 'active' && now.parentId !== null && now.parentId !== envelope.parentId) {
        apply({ ...now, parentId: null, managedBy: 'file' });
      }
    }
    settle();
  }
  // What still waits breaks a rule for good; the plan has faults and is never applied.
  for (const { envelope } of waiting) apply(envelope);
  return steps;
}

const stepOf = (envelope: Envelope): EnvelopeChange => {
  const { id, state, since: _since, ...wish } = envelope;
  return state === 'closed' ? { action: 'close', id } : { action: 'put', id, wish, belowSpent: true };
};

/** Whether the tree stands, around the envelope, once it is as asked. */
function mayStand(tree: ReadonlyMap<string, Envelope>, envelope: Envelope): boolean {
  const next = new Map(tree).set(envelope.id, envelope);
  const children = childrenOf(next, envelope.id);
  if (envelope.state === 'closed') return children.length === 0;
  const twin = [...next.values()].some(
    (other) =>
      other.id !== envelope.id &&
      other.state === 'active' &&
      other.kind === envelope.kind &&
      other.ref === envelope.ref &&
      other.currency === envelope.currency,
  );
  if (twin) return false;
  return [envelope, ...children].every((one) => checkTree(treeOf(lineage(next, one.id))).length === 0);
}
