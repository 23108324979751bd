import { isRefusal, release } from '@exchequer/core/ledger';
import { localDate } from '@exchequer/core/metric';
import type { GateLease } from '@exchequer/model';
import type { Workspace } from '@exchequer/model/contract';
import { type AuditActor, recordAudit } from '../access/index.ts';
import type { BudgetOptions } from '../envelope/index.ts';
import { type KeptLease, loadLeases } from './lease-rows.ts';
import { type GateRefusal, refuseGate } from './refusal.ts';

type RoundOptions = Pick<BudgetOptions, 'sql' | 'ledger' | 'now' | 'timeZone'>;

/** Leases of gateways that have fallen silent. */
export interface SilentLease {
  id: string;
  workspace: string;
  gatewayId: string;
}

/** What the tower does about leases: it ends them, and takes care of those whose gateway is gone. */
export interface LeaseRounds {
  /**
   * Puts leases in doubt whose gateway was silent for the time of the rules, and returns them.
   * @param heardMs for how long gateways could have been heard: nobody is silent while nobody can be heard
   */
  silentGateways(heardMs: number): Promise<SilentLease[]>;
  /** Gives back what is in doubt where the rules say so; returns how many leases that ended. */
  releaseInDoubt(): Promise<number>;
  /**
   * Ends leases that their gateways are done with, once the books have all of their usage.
   * @param stillWaiting which of the leases have usage that is in the journal and not in the books
   */
  releaseClosing(
    stillWaiting: (workspace: string, leases: readonly KeptLease[]) => Promise<ReadonlySet<string>>,
  ): Promise<number>;
  /** Someone decides about a lease in doubt: what it still holds goes back. */
  resolve(workspace: Workspace, id: string, by: AuditActor): Promise<{ done: boolean } | GateRefusal>;
}

export function createLeaseRounds(options: RoundOptions): LeaseRounds {
  const { sql } = options;
  return {
    silentGateways: (heardMs) => doubtSilent(options, heardMs),
    releaseInDoubt: async () => {
      const kept = await sql<{ workspace: string }[]>`
        select workspace from gate_rules where in_doubt = 'keep'`;
      const keeping = new Set(kept.map(({ workspace }) => workspace));
      const leases = await loadLeases(sql, { states: ['in_doubt'] });
      const due = leases.filter(({ workspace }) => !keeping.has(workspace));
      return countDone(due.map((lease) => () => endLease(options, lease, 'in_doubt')));
    },
    releaseClosing: async (stillWaiting) => {
      const closing = await loadLeases(sql, { states: ['closing'] });
      let ended = 0;
      for (const workspace of new Set(closing.map((lease) => lease.workspace))) {
        const here = closing.filter((lease) => lease.workspace === workspace);
        const waiting = await stillWaiting(workspace, here);
        const mayCome = (lease: KeptLease) =>
          !lease.hasHold && options.now().getTime() - lease.stateAt.getTime() < lateMs;
        const done = here.filter((lease) => !waiting.has(lease.id) && !mayCome(lease));
        ended += await countDone(done.map((lease) => () => endLease(options, lease, 'closing')));
      }
      return ended;
    },
    resolve: async (workspace, id, by) => {
      const [lease] = await loadLeases(sql, { ids: [id], workspace });
      if (!lease) {
        return refuseGate('lease-unknown', `there is no lease ${id}`, 'See the leases on the gateway page.');
      }
      const done = lease.state === 'in_doubt' && (await endLease(options, lease, 'in_doubt', by));
      if (done) return { done };
      const detail = `the lease ${id} is ${lease.state}`;
      return refuseGate('lease-not-in-doubt', detail, 'Only leases in doubt are given back by hand.');
    },
  };
}

/**
 * A reservation that was under way when its gateway died, or lost the database, may yet be committed; a
 * lease that was ended before would leave it held by nobody.
 */
const lateMs = 30_000;

/** Silence is judged by the clock of the database, which heard the gateways. */
async function doubtSilent({ sql, now }: RoundOptions, heardMs: number): Promise<SilentLease[]> {
  const rows = await sql<SilentLease[]>`
    with silent as (
      select l.id from gate_lease l
      left join gate_gateway g on g.id = l.gateway_id
      left join gate_rules r on r.workspace = l.workspace
      where l.state = 'open' and coalesce(r.lease_seconds, 60) <= ${heardMs / 1_000}::float8
        -- Another life has begun: the earlier one is as silent as this one is old.
        -- One that was opened after that life began belongs to a life that has not been heard yet.
        and case when g.life = l.life then g.seen_at else greatest(g.started_at, l.opened_at) end
          < clock_timestamp() - make_interval(secs => coalesce(r.lease_seconds, 60))
      -- One that is being filled at this moment is not waited for: it is looked at again in the next round.
      for update of l skip locked
    )
    update gate_lease l set state = 'in_doubt', state_at = ${now()}
    from silent where l.id = silent.id and l.state = 'open'
    returning l.id, l.workspace, l.gateway_id as "gatewayId"`;
  return [...rows];
}

/** Ends a lease and gives back what it holds, unless it has left the state meanwhile. */
async function endLease(
  { sql, ledger, now, timeZone }: RoundOptions,
  { id, workspace, gatewayId, envelopeId }: KeptLease,
  from: GateLease['state'],
  by?: AuditActor,
): Promise<boolean> {
  const at = now();
  const day = localDate(at.getTime(), timeZone());
  const done = await sql.begin(async (tx) => {
    const [row] = await tx`
      update gate_lease set state = 'closed', state_at = ${at} where id = ${id} and state = ${from} returning id`;
    if (!row) return false;
    const command = release({
      workspace,
      key: `lease-release:${id}`,
      holdId: id,
      day,
      memo: 'Lease given back',
    });
    const [answer] = await ledger.within(tx, [command]);
    // A lease may never have come about, or its hold was ended from elsewhere: then nothing is left to give back.
    if (answer && isRefusal(answer) && !gone.has(answer.refused)) {
      throw new Error(`${answer.detail}. ${answer.fix}`);
    }
    if (by) {
      const detail = { gateway: gatewayId, envelope: envelopeId };
      await recordAudit(tx, by, at, { action: 'lease.release', subject: id, workspace, detail });
    }
    return true;
  });
  return done as boolean;
}

const gone = new Set(['hold-missing', 'hold-resolved']);

async function countDone(work: readonly (() => Promise<boolean>)[]): Promise<number> {
  let done = 0;
  for (const one of work) if (await one()) done++;
  return done;
}
