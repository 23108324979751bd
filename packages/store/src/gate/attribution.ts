import {
  type Identity,
  type Membership,
  type Roster,
  resolveIdentities,
  type Worker,
} from '@exchequer/core/workforce';
import type { AttributionSlice } from '@exchequer/model';
import type { ISql } from 'postgres';

/** To whom usage of a key will be attributed, told in memory and by the rules by which it is booked. */
export interface Attribution {
  /** The worker and team at a time; null where the key is mapped to nobody. */
  of(keyId: string, agent: string, at: Date): Pick<AttributionSlice, 'workerId' | 'teamId'> | null;
}

/** Loads who the keys and named agents of a workspace are. */
export async function readAttribution(sql: ISql, workspace: string, timeZone: string): Promise<Attribution> {
  const roster = await rosterOfKeys(sql, workspace);
  const agents = new Set(roster.identities.flatMap(({ kind, value }) => (kind === 'agent' ? [value] : [])));
  const known = new Map<string, readonly AttributionSlice[]>();
  const slicesOf = (keyId: string, agent: string) => {
    const place = `${keyId}\n${agent}`;
    const found = known.get(place);
    if (found) return found;
    const question = { identity_kind: 'api_key' as const, identity: keyId, agent };
    const slices = resolveIdentities(roster, [question], timeZone)[0]?.slices ?? [];
    known.set(place, slices);
    return slices;
  };
  return {
    of: (keyId, named, at) => {
      // What callers name is endless; only agents that someone mapped make a difference.
      const agent = agents.has(named.trim()) ? named.trim() : '';
      const instant = at.toISOString();
      const holds = ({ validFrom, validTo }: AttributionSlice) =>
        (validFrom ?? '') <= instant && (validTo === null || instant < validTo);
      return slicesOf(keyId, agent).find(holds) ?? null;
    },
  };
}

async function rosterOfKeys(sql: ISql, workspace: string): Promise<Roster> {
  const identities = await sql<Identity[]>`
    select i.id, i.kind, i.value, i.worker_id as "workerId", i.valid_from as "validFrom", i.valid_to as "validTo"
    from identity i where i.workspace = ${workspace}
      and (i.kind = 'agent' or i.kind = 'api_key' and i.value in (
        select id from gate_key where workspace = ${workspace}))`;
  const ids = [...new Set(identities.map(({ workerId }) => workerId))];
  const workers = await sql<Worker[]>`
    select id, kind, name, external_id as "externalId", owner_id as "ownerId", family,
      active_from as "activeFrom", active_to as "activeTo"
    from worker where workspace = ${workspace} and id = any(${ids})`;
  const belonging = [...ids, ...workers.flatMap(({ ownerId }) => ownerId ?? [])];
  const memberships = await sql<Membership[]>`
    select worker_id as "workerId", team_id as "teamId", valid_from as "validFrom", valid_to as "validTo"
    from membership where workspace = ${workspace} and worker_id = any(${belonging})`;
  return { workers, teams: [], memberships, identities };
}
