/** How a table is made: alone on one engine, or replicated with a distributed face on a cluster. */
export interface TableSpec {
  name: string;
  columns: string[];
  /** Engine family without `Replicated`, with its arguments, such as `MergeTree` or `SummingMergeTree`. */
  engine: string;
  partitionBy?: string;
  orderBy: string;
  /** Prefix of `orderBy` that is kept in memory; all of it by default. */
  primaryKey?: string;
  /** Expression that spreads rows over shards. */
  shardBy: string;
  settings?: Record<string, string | number>;
}

/**
 * Prints the DDL of a stored table. On a cluster the rows live in `<name>_local` and `<name>` is
 * the distributed table over it, so that every query text stays the same.
 */
export function tableDdl(spec: TableSpec, cluster: string | null): string[] {
  const settings = Object.entries({ non_replicated_deduplication_window: 1000, ...spec.settings })
    .filter(([name]) => !cluster || name !== 'non_replicated_deduplication_window')
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');
  const body = (engine: string) =>
    [
      `(${spec.columns.join(', ')})`,
      `ENGINE = ${engine}`,
      spec.partitionBy ? `PARTITION BY ${spec.partitionBy}` : '',
      spec.primaryKey ? `PRIMARY KEY (${spec.primaryKey})` : '',
      `ORDER BY (${spec.orderBy})`,
      settings ? `SETTINGS ${settings}` : '',
    ]
      .filter(Boolean)
      .join('\n');
  if (!cluster) return [`CREATE TABLE IF NOT EXISTS ${spec.name} ${body(spec.engine)}`];
  const local = `${spec.name}_local`;
  return [
    `CREATE TABLE IF NOT EXISTS ${local} ON CLUSTER '${cluster}' ${body(replicated(spec.engine, local))}`,
    `CREATE TABLE IF NOT EXISTS ${spec.name} ON CLUSTER '${cluster}' AS ${local} ENGINE = Distributed('${cluster}', currentDatabase(), '${local}', ${spec.shardBy})`,
  ];
}

function replicated(engine: string, table: string): string {
  const [family, args] = engine.split(/\((.*)\)/s);
  const place = `'/clickhouse/tables/{shard}/{database}/${table}', '{replica}'`;
  return `Replicated${family}(${place}${args ? `, ${args}` : ''})`;
}

/** Name under which a materialised view must read or write a table's rows on its own node. */
export const localName = (name: string, cluster: string | null) => (cluster ? `${name}_local` : name);
