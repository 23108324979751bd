import { type NormalisedUsage, sourceKinds } from '@exchequer/model';
import { Collector } from '../collect.ts';
import type { RowInput, RowReading } from '../importer.ts';
import {
  countAt,
  instantOf,
  isRecord,
  type JsonRecord,
  parsed,
  RecordFault,
  recordAt,
  textAt,
} from '../record.ts';

const source = 'opencode.db';

/** A row of the database's message table. */
interface MessageRow {
  id: string;
  session_id: string;
  data: string;
}

/** Reads OpenCode's database, or one message file of its older storage. */
export async function readMessages(input: RowInput): Promise<RowReading> {
  const collector = new Collector();
  if (input.path.endsWith('.db')) await readDatabase(input, collector);
  else readFile(input, await input.bytes(), collector);
  return collector.reading();
}

async function readDatabase(input: RowInput, collector: Collector): Promise<void> {
  const rows = await input
    .sqlite<MessageRow>(
      'message',
      'toString(id) AS id, toString(session_id) AS session_id, toString(data) AS data',
    )
    .catch(() => null);
  if (rows === null) return collector.fault(null, 'not-a-database');
  for (const [place, { id, session_id, data }] of rows.entries()) {
    const message = parsed(data);
    if (isRecord(message)) collector.take(place + 1, message, () => usageOf(input, message, id, session_id));
    else collector.fault(place + 1, 'not-json', `id=${id.slice(0, 60)}`);
  }
}

/** `storage/message/<session>/msg_<id>.json` */
function readFile(input: RowInput, bytes: Buffer, collector: Collector): void {
  const message = parsed(bytes.toString('utf8'));
  const [name = '', session = ''] = input.path.split('/').reverse();
  if (isRecord(message)) {
    collector.take(1, message, () => usageOf(input, message, name.replace(/\.json$/, ''), session));
  } else {
    collector.fault(null, 'not-json', `${bytes.length} bytes`);
  }
}

function usageOf(input: RowInput, message: JsonRecord, id: string, session: string): NormalisedUsage | null {
  if (message.tokens === undefined || message.tokens === null) return null;
  const tokens = recordAt(message, 'tokens');
  const cache = recordAt(tokens, 'cache');
  const reasoning = countAt(tokens, 'reasoning');
  const visible = countAt(tokens, 'output');
  const before = countAt(tokens, 'input') + countAt(cache, 'read') + countAt(cache, 'write');
  // Reasoning stands beside output, except where a stated total shows that it is a part of it.
  const within = reasoning > 0 && reasoning <= visible && countAt(tokens, 'total') === before + visible;
  const counts = {
    uncached_input: countAt(tokens, 'input'),
    cache_read: countAt(cache, 'read'),
    cache_write_unknown: countAt(cache, 'write'),
    output: within ? visible : visible + reasoning,
  };
  if (Object.values(counts).every((count) => count === 0)) return null;
  const model = textAt(message, 'modelID');
  if (model === '') throw new RecordFault('model-missing');
  const sessionId = textAt(message, 'sessionID') || session;
  return {
    workspace: input.workspace,
    source,
    source_event_id: textAt(message, 'id') || id,
    occurred_at: instantOf(recordAt(message, 'time').created, input.now),
    tool: 'opencode',
    provider: textAt(message, 'providerID') || 'unknown',
    model,
    session_id: sessionId,
    thread: 'main',
    agent: textAt(message, 'agent', 'mode'),
    project: textAt(recordAt(message, 'path'), 'cwd'),
    source_file: input.path,
    requests: 1,
    ...counts,
    reasoning,
    reasoning_reported: 1,
    reported_cost: costOf(message.cost),
    aliases: [{ alias: `session:opencode:${sessionId}`, rank: sourceKinds[source].rank }],
  };
}

/** A cost of 0 means that OpenCode knew no price. */
function costOf(cost: unknown): string {
  if (typeof cost !== 'number' || !(cost > 0) || cost > 1e9) return '0';
  return cost.toFixed(12);
}
