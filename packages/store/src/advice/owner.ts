import type { Sql } from 'postgres';

/** Who answers for an agent; null where nobody does or there is no such agent. */
export async function ownerOfAgent(sql: Sql, workspace: string, workerId: string): Promise<string | null> {
  const [row] = await sql<{ owner: string | null }[]>`
    select owner_id as owner from worker where workspace = ${workspace} and id = ${workerId} and kind = 'agent'`;
  return row?.owner ?? null;
}
