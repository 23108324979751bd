import { bookUsage, inForce, type LevelUsage, type UsageBooked } from '@exchequer/core/envelope';
import { isRefusal, type LedgerCommand, type Settled, settle } from '@exchequer/core/ledger';
import type { HoldState } from '@exchequer/model';
import type { ISql } from 'postgres';
import type { KeptTree } from './rows.ts';

/** A lease from which usage was paid, as the batch finds it. */
export interface UsedLease {
  id: string;
  /** The envelope that it was opened on. */
  leaf: string;
  currency: string;
  /** Whether its amount is still set aside. */
  held: boolean;
}

/** The leases that a batch names, as far as there are such. */
export async function leasesNamed(
  tx: ISql,
  workspace: string,
  names: Iterable<string>,
): Promise<Map<string, UsedLease>> {
  const ids = [...new Set(names)].filter((id) => id !== '');
  if (ids.length === 0) return new Map();
  const rows = await tx<{ id: string; leaf: string; currency: string; state: HoldState | null }[]>`
    select l.id, l.envelope_id as leaf, l.currency, h.state
    from gate_lease l left join ledger_hold h on h.workspace = l.workspace and h.id = l.id
    where l.workspace = ${workspace} and l.id = any(${ids})`;
  return new Map(
    rows.map(({ state, ...lease }) => [
      lease.id,
      { ...lease, held: state === 'open' || state === 'in_doubt' },
    ]),
  );
}

/**
 * The envelope that pays for usage of a lease: the one it was opened on, also for what comes after
 * its end and for corrections, so that what is taken back returns to where it was taken from. Null
 * where that envelope is no longer there to pay: then usage is routed as any other.
 */
export function leafOfLease(
  tree: KeptTree,
  lease: UsedLease | undefined,
  day: string,
  currency: string,
): string | null {
  if (!lease || lease.currency !== currency) return null;
  if (lease.held) return lease.leaf;
  const envelope = tree.get(lease.leaf);
  return envelope && inForce(envelope, day) ? lease.leaf : null;
}

/** What a batch used of one lease on one company day, above zero. */
export interface LeaseUse {
  workspace: string;
  /** Key of the batch. */
  key: string;
  batchId: string;
  leaseId: string;
  day: string;
  amount: bigint;
  /** Where it is booked should the lease end before the batch is posted. */
  levels: readonly LevelUsage[];
}

/**
 * Settles what a batch used of a lease out of its hold, in part, so that the rest stays held. Where
 * the hold has ended by the time of posting, it is usage without a hold like any other.
 */
export function settleLease(use: LeaseUse): LedgerCommand<Settled | UsageBooked> {
  const { workspace, batchId, leaseId, day, amount, levels } = use;
  const key = `${use.key}:${leaseId}:${day}`;
  const settling = settle({
    ...{ workspace, key, holdId: leaseId, amount, final: false, day },
    memo: 'Usage of a lease',
    detail: { batch: batchId },
  });
  const using = bookUsage({
    ...{ workspace, key, body: settling.body, subject: batchId, days: [{ day, levels }] },
    memo: 'Usage of a lease that has ended',
    what: 'usage',
  });
  return {
    ...settling,
    accounts: (holds) => [...settling.accounts(holds), ...using.accounts(holds)],
    decide: (facts) => {
      const settled = settling.decide(facts);
      return isRefusal(settled) ? using.decide(facts) : settled;
    },
  };
}
