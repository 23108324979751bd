import { createHash } from 'node:crypto';
import type { ISql, Sql } from 'postgres';
import type { PersonsKnown } from '../analytics/query/index.ts';

const digest = (question: string): Buffer => createHash('sha256').update(question).digest();

/**
 * Who is a person, and what a caller was shown before. Without an asker nothing is
 * remembered: for readings that nobody is shown.
 */
export function postgresPersons(sql: Sql, now: () => Date): (asker: string | null) => PersonsKnown {
  return (asker) => ({
    persons: async (workspace) => {
      const rows = await sql<{ id: string }[]>`
        select id from worker where workspace = ${workspace} and kind = 'person' order by id`;
      return rows.map(({ id }) => id);
    },
    shown: async (workspace, question) =>
      asker === null ? [] : readItems(sql, [workspace, asker, digest(question)]),
    note: async (workspace, question, items) => {
      if (asker === null) return;
      const place: Place = [workspace, asker, digest(question)];
      const known = new Set(await readItems(sql, place));
      if (!items.every((item) => known.has(item))) await addItems(sql, place, items, now());
    },
  });
}

type Place = [workspace: string, asker: string, question: Buffer];

async function readItems(sql: ISql, [workspace, asker, question]: Place): Promise<string[]> {
  const [row] = await sql<{ items: string[] }[]>`
    select items from shown
    where workspace = ${workspace} and actor_id = ${asker} and question = ${question}`;
  return row?.items ?? [];
}

/** Two readings at once each add their own: the row is merged where it stands. */
async function addItems(
  sql: ISql,
  [workspace, asker, question]: Place,
  items: readonly string[],
  at: Date,
): Promise<void> {
  await sql`
    insert into shown as s (workspace, actor_id, question, items, shown_at)
    values (${workspace}, ${asker}, ${question}, ${[...new Set(items)]}::text[], ${at})
    on conflict (workspace, actor_id, question) do update set shown_at = excluded.shown_at,
      items = (select array_agg(distinct item) from unnest(s.items || excluded.items) as item)`;
}
