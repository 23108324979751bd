import { carriersOn, type EnvelopeTree } from '@exchequer/core/envelope';
import type { LeasePool, PooledLease } from '@exchequer/core/gate';
import { localDate } from '@exchequer/core/metric';
import { formatUsd } from '@exchequer/model';
import type { GateSnapshot, HeldLease } from '@exchequer/store/gate';

/** An open lease whose envelopes are others by now, or have other rules. */
interface Outdated {
  envelopeId: string;
  lease: PooledLease;
}

/**
 * Watches whether leases still lie on the path of envelopes on which they were opened, under the rules
 * that held then. What lies on another one would be spent against envelopes that do not pay any more.
 */
export class LeasedPaths {
  /** By id of the lease: the path as it stood when it was last looked at. */
  #seen = new Map<string, string>();

  /** To be asked whenever the tree was read anew. */
  outdated(
    pool: LeasePool,
    held: (leaseId: string) => HeldLease | null,
    snapshot: Pick<GateSnapshot, 'company' | 'workspaces'>,
    nowMs: number,
  ): Outdated[] {
    const day = localDate(nowMs, snapshot.company.timeZone);
    const seen = new Map<string, string>();
    const outdated: Outdated[] = [];
    for (const envelope of pool.envelopes()) {
      const lease = envelope.inService(nowMs);
      const opened = lease && held(lease.id);
      const tree = opened && snapshot.workspaces.get(opened.workspace)?.tree;
      if (!lease || !opened || !tree) continue;
      const path = pathOf(tree, opened.envelopeId, day);
      const before = this.#seen.get(lease.id);
      const isSame = before === undefined ? path.ids === opened.path.join() : path.text === before;
      if (isSame) seen.set(lease.id, path.text);
      else outdated.push({ envelopeId: envelope.envelopeId, lease });
    }
    this.#seen = seen;
    return outdated;
  }
}

/** Everything about a path that decides what may be spent on it. A new name or owner does not. */
function pathOf(tree: EnvelopeTree, leafId: string, day: string): { ids: string; text: string } {
  const carriers = carriersOn(tree, leafId, day);
  const rules = carriers.map(({ id, limit, enforcement, overdraft, currency, period, custom }) =>
    [
      id,
      formatUsd(limit),
      enforcement,
      formatUsd(overdraft),
      currency,
      period,
      custom?.startsOn,
      custom?.endsOn,
    ].join(),
  );
  return { ids: carriers.map(({ id }) => id).join(), text: rules.join('\n') };
}
