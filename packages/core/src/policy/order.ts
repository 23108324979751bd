import type { Envelope, EnvelopeChange } from '@exchequer/model';
import { lineage } from '../envelope/index.ts';

/**
 * The steps of a plan: first what is made and changed, parents before their children, then what is
 * closed, children before their parents. So no step stands under something that is yet to be made,
 * and nothing closes over what is still open.
 */
export function inApplyOrder(
  after: ReadonlyMap<string, Envelope>,
  changed: readonly Envelope[],
): EnvelopeChange[] {
  const placed = changed.map((envelope) => ({ envelope, depth: lineage(after, envelope.id).length }));
  const puts = placed.filter(({ envelope }) => envelope.state === 'active').sort((a, b) => a.depth - b.depth);
  const closes = placed
    .filter(({ envelope }) => envelope.state === 'closed')
    .sort((a, b) => b.depth - a.depth);
  return [...puts, ...closes].map(({ envelope }) => stepOf(envelope));
}

const stepOf = ({ id, state, since: _since, ...wish }: Envelope): EnvelopeChange =>
  // The plan shows what a limit below the spend does, and someone approved it.
  state === 'closed' ? { action: 'close', id } : { action: 'put', id, wish, belowSpent: true };
