import type { Identity, Roster } from '@exchequer/core/workforce';
import type { ISql, Sql } from 'postgres';

export type IdentityName = Pick<Identity, 'kind' | 'value'>;

/** Attributes booked usage anew; given by whoever composes the server. */
export interface Reattribution {
  /**
   * Asks the directory again about the usage of these identities and books what differs as
   * amendments. Values are normalised; usage holds them as its source wrote them.
   */
  rebook(workspace: string, identities: readonly IdentityName[]): Promise<{ amended: number }>;
}

/** Identities whose attribution depends on these workers: their own, and those of the agents they own. */
export function identitiesBehind(roster: Roster, workerIds: ReadonlySet<string>): IdentityName[] {
  const affected = new Set(workerIds);
  for (const { id, ownerId } of roster.workers) if (ownerId && workerIds.has(ownerId)) affected.add(id);
  return roster.identities.filter(({ workerId }) => affected.has(workerId));
}

/** Notes in the changing transaction that the usage of these identities is to be attributed anew. */
export async function notePending(
  tx: ISql,
  workspace: string,
  names: readonly IdentityName[],
): Promise<void> {
  if (names.length === 0) return;
  const kinds = names.map(({ kind }) => kind);
  const values = names.map(({ value }) => value);
  await tx`
    insert into attribution_pending (workspace, kind, value)
    select ${workspace}, kind, value from unnest(${kinds}::text[], ${values}::text[]) as named (kind, value)`;
}

/** Notes every mapped identity, after a change that moves the edges of all validities. */
export async function noteAllPending(sql: Sql): Promise<void> {
  await sql`
    insert into attribution_pending (workspace, kind, value)
    select distinct workspace, kind, value from identity`;
}

/** Identities re-attributed in one booking. */
const chunk = 1000;

/** Attributes anew what is noted for a workspace; what fails stays noted for the next time. */
export async function settlePending(
  sql: Sql,
  workspace: string,
  reattribution: Reattribution,
): Promise<{ amended: number }> {
  let amended = 0;
  for (;;) {
    const noted = await sql<(IdentityName & { id: string })[]>`
      select id, kind, value from attribution_pending where workspace = ${workspace} order by attribution_pending.id
      limit ${chunk}`;
    if (noted.length === 0) return { amended };
    const distinct = new Map(noted.map(({ kind, value }) => [`${kind}\n${value}`, { kind, value }]));
    const done = await reattribution.rebook(workspace, [...distinct.values()]);
    amended += done.amended;
    await sql`delete from attribution_pending where id = any(${noted.map(({ id }) => id)}::bigint[])`;
  }
}
