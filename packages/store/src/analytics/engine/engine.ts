import { Readable } from 'node:stream';
import { type ClickHouseClient, createClient } from '@clickhouse/client';
import { type ChdbConnection, createChdbConnection } from 'chdb/connection';
import { keepAnswers, nothingKept } from './kept.ts';
import type { QueryParams } from './question.ts';
import { askOnce } from './share.ts';

/** A ClickHouse engine: reads in parallel, writes through one lane. */
export interface AnalyticsEngine {
  /** True when the engine runs inside this process and can read this machine's files. */
  readonly embedded: boolean;
  /** Cluster name when tables are replicated and distributed, else null. */
  readonly cluster: string | null;
  /** Runs a read on one of the reader lanes; 64-bit integers and decimals arrive as strings. */
  query<Row>(sql: string, params?: QueryParams): Promise<Row[]>;
  /** Runs a read on the writer's lane, which alone sees what the writer is doing. */
  queryAsWriter<Row>(sql: string, params?: QueryParams): Promise<Row[]>;
  /** Runs a statement on the writer's lane. */
  command(sql: string, params?: QueryParams): Promise<void>;
  /** Inserts newline-separated JSON rows on the writer's lane. */
  insertJsonLines(table: string, lines: Buffer): Promise<void>;
  close(): Promise<void>;
}

export interface EngineOptions {
  /** Directory of the embedded engine, or ':memory:'. */
  path: string;
  /** A ClickHouse server instead of the embedded engine. */
  url?: string | undefined;
  cluster?: string | undefined;
  /** Parallel readers; each holds one connection. */
  readers?: number;
}

/** Settings that make results exact and keep a small machine small. */
const sessionSettings: Record<string, string | number> = {
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 1,
  output_format_json_quote_denormals: 1,
  date_time_output_format: 'iso',
  date_time_input_format: 'best_effort',
  insert_deduplicate: 1,
  deduplicate_blocks_in_dependent_materialized_views: 1,
  join_use_nulls: 0,
};

type Lane = { client: ClickHouseClient; raw: ChdbConnection | null };

/** Opens the engine that the options name. */
export async function openEngine(options: EngineOptions): Promise<AnalyticsEngine> {
  const lanes = await openLanes(options);
  const [writer, ...readers] = lanes as [Lane, ...Lane[]];
  // A server may have other writers.
  const kept = options.url ? nothingKept : keepAnswers();
  let turn = 0;
  const nextReader = () => readers[turn++ % readers.length] ?? writer;
  return {
    embedded: !options.url,
    cluster: options.cluster ?? null,
    query: (sql, params) =>
      askOnce(sql, params, () => kept.ask(sql, params, () => read(nextReader(), sql, params))),
    queryAsWriter: (sql, params) => read(writer, sql, params),
    command: (sql, params) =>
      kept.writing(async () => {
        await writer.client.command({ query: sql, ...(params && { query_params: params }) });
      }),
    insertJsonLines: (table, lines) => kept.writing(() => insertLines(writer, table, lines)),
    close: async () => {
      await Promise.all(lanes.map((lane) => lane.client.close()));
    },
  };
}

async function openLanes(options: EngineOptions): Promise<Lane[]> {
  const count = 1 + (options.readers ?? 3);
  if (options.url) {
    const client = createClient({
      url: options.url,
      clickhouse_settings: {
        ...sessionSettings,
        ...(options.cluster && { distributed_foreground_insert: 1 }),
      },
      request_timeout: 300_000,
    });
    return [{ client, raw: null }];
  }
  const lanes = Array.from({ length: count }, () => embeddedLane(options.path));
  const set = Object.entries(sessionSettings)
    .map(([name, value]) => `${name} = ${typeof value === 'number' ? value : `'${value}'`}`)
    .join(', ');
  await Promise.all(lanes.map((lane) => lane.client.command({ query: `SET ${set}` })));
  return lanes;
}

function embeddedLane(path: string): Lane {
  const raw = createChdbConnection({ path });
  // The client types its hook as an internal connection; this is the documented way to plug chDB in.
  const client = createClient({ connection: raw } as unknown as Parameters<typeof createClient>[0]);
  return { client, raw };
}

async function read<Row>(lane: Lane, sql: string, params?: QueryParams): Promise<Row[]> {
  const result = await lane.client.query({
    query: sql,
    format: 'JSONEachRow',
    ...(params && { query_params: params }),
  });
  return result.json<Row>() as Promise<Row[]>;
}

async function insertLines(lane: Lane, table: string, lines: Buffer): Promise<void> {
  if (lines.length === 0) return;
  if (lane.raw) {
    await lane.raw.chdb.rawInsert({ table, values: lines, format: 'JSONEachRow' });
    return;
  }
  // The client's own insert wants parsed rows; the bytes are ready, so they go as they are.
  const answer = await lane.client.exec({
    query: `INSERT INTO ${table} FORMAT JSONEachRow`,
    values: Readable.from([lines], { objectMode: false }),
  });
  for await (const _rest of answer.stream) {
    // The connection is free again only when the answer has been read.
  }
}
