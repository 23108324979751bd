import type { QuarantineItem } from '@exchequer/model/contract';
import type { Sql, TransactionSql } from 'postgres';
import { keptPerSource, type Quarantine, type QuarantineEntry } from './quarantine.ts';

/** The quarantine in PostgreSQL. */
export function postgresQuarantine(sql: Sql): Quarantine {
  return {
    async keep(workspace, entries, at) {
      for (const [source, own] of bySource(entries)) {
        await sql.begin((transaction) => keepOfSource(transaction, workspace, source, own, at));
      }
    },
    async page(workspace, { source, cursor, limit }) {
      const ofSource = source === undefined ? sql`` : sql`and source = ${source}`;
      const before = cursor === undefined ? sql`` : sql`and id < ${numberOf(cursor)}`;
      const rows = await sql<ItemRow[]>`
        select * from quarantine_item where workspace = ${workspace} and state = 'open' ${ofSource} ${before}
        order by id desc limit ${limit + 1}`;
      const [count] = await sql<{ total: string }[]>`
        select (select count(*) from quarantine_item
            where workspace = ${workspace} and state = 'open' ${ofSource})
          + coalesce((select sum(records) from quarantine_rest where workspace = ${workspace} ${ofSource}), 0) as total`;
      const items = rows.slice(0, limit).map(itemFromRow);
      const last = items.at(-1);
      return {
        items,
        total: Number(count?.total ?? 0),
        nextCursor: rows.length > limit && last ? last.id : null,
      };
    },
    async open(workspace, ids) {
      const ofIds = ids === undefined ? sql`` : sql`and id in ${sql(numbersOf(ids))}`;
      const rows = await sql<ItemRow[]>`
        select * from quarantine_item where workspace = ${workspace} and state = 'open' ${ofIds} order by id`;
      return rows.map(itemFromRow);
    },
    async close(workspace, ids, state) {
      const closed = await sql`
        update quarantine_item set state = ${state}
        where workspace = ${workspace} and state = 'open' and id in ${sql(numbersOf(ids))}`;
      return closed.count;
    },
    async counts(workspace) {
      const rows = await sql<{ source: string; records: string }[]>`
        select source, sum(records) as records from (
          select source, count(*) as records from quarantine_item
          where workspace = ${workspace} and state = 'open' group by source
          union all select source, records from quarantine_rest where workspace = ${workspace}) as all_records
        group by source`;
      return new Map(rows.map(({ source, records }) => [source, Number(records)]));
    },
  };
}

async function keepOfSource(
  sql: TransactionSql,
  workspace: string,
  source: string,
  entries: readonly QuarantineEntry[],
  at: Date,
): Promise<void> {
  const [held] = await sql<{ held: string }[]>`
    select count(*) as held from quarantine_item where workspace = ${workspace} and source = ${source}`;
  const room = Math.max(0, keptPerSource - Number(held?.held ?? 0));
  const fitting = once(entries).slice(0, room);
  const rest = entries.length - fitting.length;
  const rows = fitting.map(({ line, ...entry }) => ({ ...entry, line: line ?? 0 }));
  if (rows.length > 0) {
    await sql`
      insert into quarantine_item (workspace, source, place, line, error, fix, excerpt, kind, first_seen_at, seen_at)
      select ${workspace}, source, place, line, error, fix, excerpt, kind, ${at}::timestamptz, ${at}::timestamptz
      from jsonb_to_recordset(${sql.json(rows)}) as r
        (source text, place text, line bigint, error text, fix text, excerpt text, kind text)
      on conflict (workspace, source, place, line, error) do update set
        seen_at = excluded.seen_at, times = quarantine_item.times + 1,
        state = case quarantine_item.state when 'dismissed' then 'dismissed' else 'open' end`;
  }
  if (rest > 0 && room === fitting.length) {
    await sql`
      insert into quarantine_rest (workspace, source, records, seen_at)
      values (${workspace}, ${source}, ${rest}, ${at})
      on conflict (workspace, source) do update set
        records = quarantine_rest.records + excluded.records, seen_at = excluded.seen_at`;
  }
}

/** One entry per place, line and error: a statement cannot meet the same row twice. */
function once(entries: readonly QuarantineEntry[]): QuarantineEntry[] {
  const known = new Map(
    entries.map((entry) => [JSON.stringify([entry.place, entry.line, entry.error]), entry]),
  );
  return [...known.values()];
}

function bySource(entries: readonly QuarantineEntry[]): Map<string, QuarantineEntry[]> {
  const groups = new Map<string, QuarantineEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.source) ?? [];
    group.push(entry);
    groups.set(entry.source, group);
  }
  return groups;
}

interface ItemRow {
  id: string;
  source: string;
  place: string;
  line: string;
  error: string;
  fix: string;
  excerpt: string;
  kind: QuarantineItem['kind'];
  seen_at: Date;
  times: number;
}

const prefix = 'qua_';

const itemFromRow = (row: ItemRow): QuarantineItem => ({
  id: `${prefix}${row.id}`,
  source: row.source,
  place: row.place,
  line: row.line === '0' ? null : Number(row.line),
  error: row.error,
  fix: row.fix,
  excerpt: row.excerpt,
  kind: row.kind,
  seen_at: row.seen_at.toISOString(),
  times: row.times,
});

/** Row number of an id; 0, which no row has, for anything that is not one of our ids. */
const numberOf = (id: string): number => (/^qua_\d{1,15}$/.test(id) ? Number(id.slice(prefix.length)) : 0);
/** Never empty, since an empty list is not valid in SQL. */
const numbersOf = (ids: readonly string[]): number[] => [0, ...ids.map(numberOf)];
