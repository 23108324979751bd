import type { ISql } from 'postgres';

/** Under which key the file knows an envelope, by envelope id. */
export async function loadKeys(sql: ISql, workspace: string): Promise<Map<string, string>> {
  const rows = await sql<{ key: string; envelope_id: string }[]>`
    select key, envelope_id from policy_key where workspace = ${workspace}`;
  return new Map(rows.map(({ key, envelope_id }) => [envelope_id, key]));
}

/** Writes down the keys of a file. A key that is known stays with its envelope for ever. */
export async function saveKeys(
  tx: ISql,
  workspace: string,
  keys: readonly { key: string; envelopeId: string }[],
): Promise<void> {
  const ids = keys.map(({ envelopeId }) => envelopeId);
  await tx`
    insert into policy_key (workspace, key, envelope_id)
    select ${workspace}, key, envelope_id
    from unnest(${keys.map(({ key }) => key)}::text[], ${ids}::text[]) as said (key, envelope_id)
    on conflict (workspace, key) do nothing`;
}
