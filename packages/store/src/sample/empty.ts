import type { Sql, TransactionSql } from 'postgres';
import type { AnalyticsEngine } from '../analytics/engine/index.ts';

export interface EmptyOptions {
  sql: Sql;
  engine: AnalyticsEngine;
  /** Only the simulated company's workspace may be emptied; what is live is kept for ever. */
  workspace: 'sample';
  /** Runs work during which nothing is booked. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** Waits until the books follow the journal as it is now. */
  settled(): Promise<unknown>;
}

/** Takes everything of a workspace out of both engines: journal first, since the books follow it. */
export async function emptyWorkspace(options: EmptyOptions): Promise<void> {
  const { sql, engine, workspace, alone, settled } = options;
  await alone(() => emptyEngine(engine, workspace));
  await settled();
  await sql.begin((tx) => emptyDatabase(tx, workspace));
}

async function emptyEngine(engine: AnalyticsEngine, workspace: string): Promise<void> {
  const tables = await engine.queryAsWriter<{ name: string }>(
    `SELECT t.name AS name FROM system.tables AS t
     INNER JOIN system.columns AS c ON c.database = t.database AND c.table = t.name
     WHERE t.database = currentDatabase() AND t.engine LIKE '%MergeTree' AND c.name = 'workspace'
     ORDER BY name`,
  );
  for (const { name } of tables) await emptyTable(engine, name, workspace);
}

async function emptyTable(engine: AnalyticsEngine, table: string, workspace: string): Promise<void> {
  const everywhere = engine.cluster ? ` ON CLUSTER '${engine.cluster}'` : '';
  const rows = `DELETE WHERE workspace = {workspace:String} SETTINGS mutations_sync = 2`;
  try {
    await engine.command(`ALTER TABLE ${table}${everywhere} ${rows}`, { workspace });
  } catch (error) {
    // Tables that are made anew beside the old ones come and go while nothing is booked too.
    const [found] = await engine.queryAsWriter<{ there: string }>(
      'SELECT count() AS there FROM system.tables WHERE database = currentDatabase() AND name = {table:String}',
      { table },
    );
    if (Number(found?.there ?? 0) > 0) throw error;
  }
}

/** What stays: the log of who did what, and the wordings and public figures that every install begins with. */
const kept = ['audit_entry', 'grant_policy', 'pay_reference'];

/** A table with the condition for the rows that belong to the workspace. */
interface Owned {
  table: string;
  where: string;
}

async function emptyDatabase(tx: TransactionSql, workspace: string): Promise<void> {
  for (const { table, where } of await ownedTables(tx)) {
    // Names come from the catalogue of the database itself and are quoted by it.
    await tx.unsafe(`delete from ${table} where ${where}`, [workspace]);
  }
}

interface Reference {
  child: string;
  parent: string;
  columns: string[];
  targets: string[];
}

/** Every table that holds rows of a workspace, those first that point at others. */
async function ownedTables(tx: TransactionSql): Promise<Owned[]> {
  const direct = await tx<{ table: string }[]>`
    select quote_ident(c.table_name) as "table" from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = current_schema() and c.column_name = 'workspace' and t.table_type = 'BASE TABLE'
      and c.table_name <> all(${kept})`;
  const references = await tx<Reference[]>`
    select child.relname as child, parent.relname as parent,
      (select array_agg(quote_ident(a.attname) order by k.at) from unnest(r.conkey) with ordinality k(num, at)
        join pg_attribute a on a.attrelid = r.conrelid and a.attnum = k.num) as columns,
      (select array_agg(quote_ident(a.attname) order by k.at) from unnest(r.confkey) with ordinality k(num, at)
        join pg_attribute a on a.attrelid = r.confrelid and a.attnum = k.num) as targets
    from pg_constraint r
    join pg_class child on child.oid = r.conrelid
    join pg_class parent on parent.oid = r.confrelid
    where r.contype = 'f' and r.conrelid <> r.confrelid
      and r.connamespace = (select oid from pg_namespace where nspname = current_schema())`;
  const owned = new Map(direct.map(({ table }) => [table, 'workspace = $1']));
  addDependants(owned, references);
  return childrenFirst([...owned.keys()], references).map((table) => ({
    table,
    where: owned.get(table) ?? 'false',
  }));
}

/** Rows without a workspace of their own belong to that of the row they point at. */
function addDependants(owned: Map<string, string>, references: readonly Reference[]): void {
  for (let before = -1; before !== owned.size; ) {
    before = owned.size;
    for (const { child, parent, columns, targets } of references) {
      const condition = owned.get(parent);
      if (!condition || owned.has(child) || kept.includes(child)) continue;
      const found = `select ${targets.join(', ')} from ${parent} where ${condition}`;
      owned.set(child, `(${columns.join(', ')}) in (${found})`);
    }
  }
}

function childrenFirst(tables: readonly string[], references: readonly Reference[]): string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  const visit = (table: string) => {
    if (seen.has(table)) return;
    seen.add(table);
    for (const { child, parent } of references) if (parent === table && tables.includes(child)) visit(child);
    order.push(table);
  };
  for (const table of tables) visit(table);
  return order;
}
