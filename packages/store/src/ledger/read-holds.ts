import type { Sql } from 'postgres';
import { cursorOf, partsOf } from '../postgres/index.ts';
import type { HoldFilter, HoldRow, Page } from './record.ts';
import { holdColumns, holdOf, type StoredHold } from './stored-hold.ts';

export async function holds(
  sql: Sql,
  workspace: string,
  { account, states = ['open', 'in_doubt'], cursor, limit }: HoldFilter,
): Promise<Page<HoldRow>> {
  const after = partsOf(cursor, 2);
  const rows = await sql<(StoredHold & { opened_at: Date })[]>`
    SELECT ${holdColumns(sql)}, h.opened_at FROM ledger_hold h
    WHERE h.workspace = ${workspace} AND h.state = ANY (${[...states]}::text[])
      ${states.every(isHeldState) ? sql`AND h.state IN ('open', 'in_doubt')` : sql``}
      ${account ? sql`AND EXISTS (SELECT FROM unnest(h.path) p WHERE p = ${account} OR starts_with(p, ${`${account}/`}))` : sql``}
      ${after ? sql`AND (h.expires_at, h.id) > (${after[0] as string}::timestamptz, ${after[1] as string})` : sql``}
    ORDER BY h.expires_at, h.id LIMIT ${limit + 1}`;
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map((row) => ({ ...holdOf(row), openedAt: row.opened_at })),
    nextCursor: last ? cursorOf([last.expires_at.toISOString(), last.id]) : null,
  };
}

/** Said in the words of the index as well, or it would not be used. */
const isHeldState = (state: string): boolean => state === 'open' || state === 'in_doubt';

export async function dueHolds(sql: Sql, at: Date, limit: number) {
  const rows = await sql<{ workspace: string; id: string; path: string[] }[]>`
    SELECT workspace, id, path FROM ledger_hold
    WHERE state IN ('open', 'in_doubt') AND state = 'open' AND expires_at <= ${at}::timestamptz
      AND workspace IN (SELECT key FROM workspace)
    ORDER BY expires_at LIMIT ${limit}`;
  return [...rows];
}
