import { type GateLease, parseUsd } from '@exchequer/model';
import type { ISql, Sql } from 'postgres';

/** A lease as its gateway keeps it. */
export interface HeldLease extends GateLease {
  /** The envelopes that carry it, leaf first. */
  path: readonly string[];
}

/** A lease as it stands in the database, with its hold in the books. */
export interface KeptLease extends HeldLease {
  life: string;
  openedAt: Date;
  stateAt: Date;
  /** Still held in the books. */
  held: bigint;
  /** False where the reservation never came about. */
  hasHold: boolean;
}

interface LeaseRow {
  id: string;
  workspace: string;
  gateway_id: string;
  life: string;
  envelope_id: string;
  period_key: string;
  currency: string;
  ends_at: Date;
  state: GateLease['state'];
  opened_at: Date;
  state_at: Date;
  path: string[] | null;
  amount: string | null;
  settled: string | null;
}

const fromRow = (row: LeaseRow): KeptLease => {
  const held = parseUsd(row.amount ?? '0');
  return {
    id: row.id,
    workspace: row.workspace,
    gatewayId: row.gateway_id,
    life: row.life,
    envelopeId: row.envelope_id,
    periodKey: row.period_key,
    currency: row.currency,
    // What was given and not given back is either still held or was settled.
    granted: held + parseUsd(row.settled ?? '0'),
    held,
    hasHold: row.path !== null,
    path: (row.path ?? []).map((prefix) => prefix.split('/')[1] ?? ''),
    endsAt: row.ends_at,
    state: row.state,
    openedAt: row.opened_at,
    stateAt: row.state_at,
  };
};

export interface LeaseFilter {
  ids?: readonly string[];
  workspace?: string;
  states?: readonly GateLease['state'][];
}

/** Leases with what the books still hold for them, oldest first. Those not closed are found by their index. */
export async function loadLeases(sql: ISql, { ids, workspace, states }: LeaseFilter): Promise<KeptLease[]> {
  const rows = await sql<LeaseRow[]>`
    select l.id, l.workspace, l.gateway_id, l.life, l.envelope_id, l.period_key, l.currency, l.ends_at, l.state,
      l.opened_at, l.state_at, h.path, h.amount, h.settled
    from gate_lease l left join ledger_hold h on h.workspace = l.workspace and h.id = l.id
    where true
      ${ids === undefined ? sql`` : sql`and l.id = any(${[...ids]})`}
      ${workspace === undefined ? sql`` : sql`and l.workspace = ${workspace}`}
      ${states === undefined ? sql`` : sql`and l.state = any(${[...states]})`}
      ${states === undefined || states.includes('closed') ? sql`` : sql`and l.state <> 'closed'`}
    order by l.opened_at, l.id`;
  return rows.map(fromRow);
}

/** Writes a lease down, before its amount is reserved: a hold without one would never be given back. */
export async function insertLease(
  sql: ISql,
  lease: Omit<HeldLease, 'granted' | 'path' | 'state'> & { life: string; at: Date },
): Promise<void> {
  await sql`
    insert into gate_lease (id, workspace, gateway_id, life, envelope_id, period_key, currency, ends_at, state,
      opened_at, state_at)
    values (${lease.id}, ${lease.workspace}, ${lease.gatewayId}, ${lease.life}, ${lease.envelopeId},
      ${lease.periodKey}, ${lease.currency}, ${lease.endsAt}, 'open', ${lease.at}, ${lease.at})`;
}

/** Says that a gateway is done with leases and that all it used of them has been taken in. */
export async function markClosing(sql: Sql, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    update gate_lease set state = 'closing', state_at = ${at}
    where id = any(${[...ids]}) and state in ('open', 'in_doubt')`;
}
