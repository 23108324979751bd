import { setTimeout as wait } from 'node:timers/promises';
import {
  type Extended,
  extend,
  isRefusal,
  type LedgerRefusal,
  type Reserved,
  reserve,
  type Shrunk,
  shrink,
} from '@exchequer/core/ledger';
import { localDate } from '@exchequer/core/metric';
import { type LeaseRefusal, parseUsd } from '@exchequer/model';
import { type BudgetOptions, CurrentPeriods } from '../envelope/index.ts';
import { type Ledger, LedgerFailure } from '../ledger/index.ts';
import { freeOf, type LeasePlace, notLeased, placeOfLease, refusalOf } from './lease-place.ts';
import { type HeldLease, insertLease, markClosing } from './lease-rows.ts';
import { leaseEnded, whileOpen } from './lease-standing.ts';
import { ShortageTeller } from './shortage.ts';

export interface GateLeasesOptions extends BudgetOptions {
  gatewayId: string;
  /** Incarnation of the gateway, told anew at each start. */
  life: string;
}

/** How much is asked for, above zero: all that is wished, or what there is as long as it is enough. */
export interface LeaseAmount {
  least: bigint;
  wish: bigint;
}

/** A lease as the books have just left it. */
export interface GrantedLease extends HeldLease {
  /**
   * What the tightest level of its path that refuses had left at that moment, besides the lease; null
   * where none refuses. Others may have taken of it since.
   */
  left: bigint | null;
}

/** Leases of one gateway. Every call asks the books; the gateway itself spends in memory. */
export interface GateLeases {
  /**
   * Opens a lease on an envelope and all above it, never beyond a hard limit and at most until the
   * shortest of their periods is over. Where other gateways hold what is missing, they are asked to
   * give back first, which takes a quarter of a second.
   * @throws LedgerFailure when the books cannot be reached; what may have been opened is given back by itself
   */
  open(workspace: string, envelopeId: string, amount: LeaseAmount): Promise<GrantedLease | LeaseRefusal>;
  /** More of an open lease. `lease-over`: it cannot grow any more; open another, and close this one. */
  grow(lease: HeldLease, amount: LeaseAmount): Promise<GrantedLease | LeaseRefusal>;
  /** Gives a part back; at most what is neither spent nor held for running calls. */
  shrink(lease: HeldLease, amount: bigint): Promise<GrantedLease | LeaseRefusal>;
  /**
   * Says that the gateway is done with leases, and that the tower has taken in everything its spool
   * holds of them. What is left goes back when the books have that usage.
   */
  close(ids: readonly string[]): Promise<void>;
  /** The same of every lease of earlier lives of this gateway, once their spool has been taken in. */
  closeFormer(): Promise<number>;
}

export function createGateLeases(options: GateLeasesOptions): GateLeases {
  const { sql, now, gatewayId, life } = options;
  const current = new CurrentPeriods(options);
  const filling: Filling = { ...options, fill: options.ledger.guarded(whileOpen({ gatewayId, life })) };
  // Opened, or not: the books went away before they could say.
  const unknown = new Set<string>();
  const forgetUnknown = async () => {
    if (unknown.size === 0) return;
    const ids = [...unknown];
    await markClosing(sql, ids, now());
    for (const id of ids) unknown.delete(id);
  };
  const shortages = new ShortageTeller(sql, gatewayId);
  /** Where others have leased what is missing, they are asked to give back, and it is tried once more. */
  const askingOthers = async (workspace: string, ask: () => Promise<GrantedLease | LeaseRefusal>) => {
    const answer = await ask();
    if (!('refused' in answer) || answer.refused !== 'envelope-exhausted') return answer;
    if (!(await shortages.tell(workspace, answer.envelopeId, now().getTime()))) return answer;
    await wait(giveBackMs);
    return ask();
  };
  return {
    open: async (workspace, envelopeId, amount) => {
      await forgetUnknown();
      await current.ensure(workspace);
      const place = await placeOfLease(options, workspace, envelopeId);
      if (place.path.length === 0) {
        return notLeased('nothing-covers', 'no envelope in force pays for this', envelopeId, place.tree);
      }
      return askingOthers(workspace, async () => {
        const id = options.newId('lse_');
        try {
          return await openLease(filling, { id, workspace, envelopeId, amount, place });
        } catch (error) {
          // Only now: what others are opening at this moment is theirs.
          unknown.add(id);
          throw error;
        }
      });
    },
    grow: (lease, amount) => askingOthers(lease.workspace, () => growLease(filling, lease, amount)),
    shrink: (lease, amount) => shrinkLease(options, lease, amount),
    close: async (ids) => {
      await forgetUnknown();
      await markClosing(sql, ids, now());
    },
    closeFormer: async () => {
      const closed = await sql`
        update gate_lease set state = 'closing', state_at = ${now()}
        where gateway_id = ${gatewayId} and life <> ${life} and state in ('open', 'in_doubt')`;
      return closed.count;
    },
  };
}

/** In which another gateway hears that something is short, and gives back. */
const giveBackMs = 250;

interface Filling extends GateLeasesOptions {
  /** Runs what makes leases larger, as long as they are open and this gateway's. */
  fill: Ledger['run'];
}

interface Opening {
  id: string;
  workspace: string;
  envelopeId: string;
  amount: LeaseAmount;
  place: LeasePlace;
}

async function openLease(
  options: Filling,
  { id, workspace, envelopeId, amount, place }: Opening,
): Promise<GrantedLease | LeaseRefusal> {
  const { sql, fill, now, gatewayId, life } = options;
  const { path, endsAt, tree } = place;
  const [leaf] = path as [(typeof path)[number]];
  const { periodKey, currency } = leaf;
  const lease = { id, workspace, gatewayId, envelopeId, periodKey, currency, endsAt };
  await insertLease(sql, { ...lease, life, at: now() });
  const taken = await takeWhatFits(amount, (asked) =>
    fill<Reserved>(
      reserve({
        ...{ workspace, holdId: id, path, amount: asked },
        key: `lease-open:${id}`,
        expiresAt: farAfter(endsAt),
        day: today(options),
        memo: `Leased by a gateway in ${tree.get(envelopeId)?.name ?? envelopeId}`,
        detail: { gateway: gatewayId },
      }),
    ),
  );
  if ('refused' in taken) {
    if (taken.refused === leaseEnded) throw endedMeanwhile(taken);
    await sql`delete from gate_lease where id = ${id}`;
    return refusalOf(options, workspace, envelopeId, place, taken);
  }
  const { left } = taken;
  return { ...lease, granted: taken.amount, state: 'open', path: path.map((ref) => ref.envelopeId), left };
}

async function growLease(
  options: Filling,
  lease: HeldLease,
  amount: LeaseAmount,
): Promise<GrantedLease | LeaseRefusal> {
  const { id, workspace, envelopeId } = lease;
  const place = await placeOfLease(options, workspace, envelopeId);
  const isSamePath =
    place.path[0]?.periodKey === lease.periodKey &&
    place.path.map((ref) => ref.envelopeId).join() === lease.path.join();
  if (!isSamePath || lease.endsAt <= options.now()) return over(lease, place);
  const taken = await takeWhatFits(amount, (asked) =>
    options.fill<Extended>(
      extend({
        ...{ workspace, holdId: id, path: place.path, amount: asked, draws: 'nothing' },
        key: `lease-grow:${id}:${options.newId('')}`,
        expiresAt: farAfter(lease.endsAt),
        day: today(options),
        memo: 'More leased by a gateway',
      }),
    ),
  );
  if (!('refused' in taken)) return { ...lease, granted: lease.granted + taken.amount, left: taken.left };
  return overCodes.has(taken.refused)
    ? over(lease, place)
    : refusalOf(options, workspace, envelopeId, place, taken);
}

async function shrinkLease(
  options: GateLeasesOptions,
  lease: HeldLease,
  amount: bigint,
): Promise<GrantedLease | LeaseRefusal> {
  const { id, workspace, envelopeId } = lease;
  const answer = await options.ledger.run<Shrunk>(
    shrink({
      ...{ workspace, holdId: id, amount },
      key: `lease-shrink:${id}:${options.newId('')}`,
      day: today(options),
      memo: 'Part of a lease given back',
    }),
  );
  if (!isRefusal(answer)) return { ...lease, granted: lease.granted - amount, left: leftOf(answer) };
  const place = await placeOfLease(options, workspace, envelopeId);
  return overCodes.has(answer.refused)
    ? over(lease, place)
    : refusalOf(options, workspace, envelopeId, place, answer);
}

/** What the books say of a hold that was ended, or that lies on another path by now. */
const overCodes = new Set(['hold-missing', 'hold-resolved', 'hold-of-other-path', leaseEnded]);

/** Books that are so slow that the lease was given up while it was opened are as good as away. */
const endedMeanwhile = ({ detail, fix }: LedgerRefusal) =>
  new LedgerFailure('books-unreachable', detail, fix);

const over = ({ id, envelopeId }: HeldLease, { tree }: LeasePlace): LeaseRefusal =>
  notLeased(
    'lease-over',
    `the lease ${id} is over: its period, its path or its hold has ended`,
    envelopeId,
    tree,
  );

/** Others may take something meanwhile, and levels above may have less: asked again so often at most. */
const attempts = 8;

/** Takes what is wished; where there is less, that, as long as it is enough. */
async function takeWhatFits(
  { least, wish }: LeaseAmount,
  take: (amount: bigint) => Promise<{ left: string | null } | LedgerRefusal>,
): Promise<{ amount: bigint; left: bigint | null } | LedgerRefusal> {
  let amount = wish > least ? wish : least;
  for (let attempt = 1; ; attempt++) {
    const answer = await take(amount);
    if (!isRefusal(answer)) return { amount, left: leftOf(answer) };
    const free = freeOf(answer);
    if (answer.refused !== 'envelope-exhausted' || free < least || attempt === attempts) return answer;
    amount = attempt === attempts - 1 ? least : free;
  }
}

const leftOf = ({ left }: { left: string | null }): bigint | null => (left === null ? null : parseUsd(left));

const today = ({ now, timeZone }: BudgetOptions): string => localDate(now().getTime(), timeZone());

const yearMs = 366 * 86_400_000;

/**
 * The hold of a lease outlives it: it is ended by the round of the gate, which knows whether all of
 * its usage is in the books. Expiry is what is left should nobody ever run that round.
 */
const farAfter = (endsAt: Date): Date => new Date(endsAt.getTime() + yearMs);
