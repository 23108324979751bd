import { type NormalisedUsage, sourceKinds } from '@exchequer/model';
import { aboveMetrics } from '../aliases.ts';
import { Collector, recordLines } from '../collect.ts';
import type { RowInput, RowReading } from '../importer.ts';
import {
  countAt,
  hashOf,
  instantOf,
  isRecord,
  type JsonRecord,
  parsed,
  RecordFault,
  recordAt,
  textAt,
} from '../record.ts';

const source = 'gemini.log';

interface Session {
  id: string;
  project: string;
  /** Model that the file stated last, for messages that name none. */
  model: string;
}

/** Reads a chat of Gemini CLI: one JSON object with messages, or one message per line. */
export async function readChat(input: RowInput): Promise<RowReading> {
  const collector = new Collector();
  const bytes = await input.bytes();
  const whole = input.path.endsWith('.jsonl') ? undefined : parsed(bytes.toString('utf8'));
  if (isRecord(whole)) readDocument(input, whole, collector);
  else if (input.path.endsWith('.jsonl')) readLines(input, bytes, collector);
  else collector.fault(null, 'not-json', `${bytes.length} bytes`);
  return { rows: lastPerEvent(collector.rows), faults: collector.faults };
}

function readDocument(input: RowInput, chat: JsonRecord, collector: Collector): void {
  const session = sessionOf(input, chat);
  const messages = Array.isArray(chat.messages) ? chat.messages : [chat];
  for (const [place, message] of messages.entries()) {
    if (isRecord(message)) collector.take(place + 1, message, () => usageOf(input, session, message));
  }
}

function readLines(input: RowInput, bytes: Buffer, collector: Collector): void {
  let session = sessionOf(input, {});
  for (const { line, record } of recordLines(bytes, collector)) {
    session = {
      ...session,
      id: textAt(record, 'sessionId', 'session_id') || session.id,
      model: textAt(record, 'model') || session.model,
    };
    collector.take(line, record, () => usageOf(input, session, record));
  }
}

/** `~/.gemini/tmp/<project>/chats/<name>`: the folder names the project, by name or by hash. */
function sessionOf({ path }: RowInput, chat: JsonRecord): Session {
  const [name = '', , project = ''] = path.split('/').reverse();
  return {
    id: textAt(chat, 'sessionId', 'session_id') || name.replace(/\.jsonl?$/, ''),
    project: textAt(chat, 'projectHash') || project,
    model: textAt(chat, 'model'),
  };
}

function usageOf(
  { workspace, now, path }: RowInput,
  session: Session,
  message: JsonRecord,
): NormalisedUsage | null {
  if (message.type !== 'gemini' || message.tokens === undefined || message.tokens === null) return null;
  const tokens = recordAt(message, 'tokens');
  const input = countAt(tokens, 'input');
  const cached = countAt(tokens, 'cached');
  const thoughts = countAt(tokens, 'thoughts');
  const tool = countAt(tokens, 'tool');
  const output = countAt(tokens, 'output');
  const total = countAt(tokens, 'total');
  if (input + cached + thoughts + tool + output === 0) {
    if (total > 0 || !isRecord(message.tokens)) throw new RecordFault('usage-without-counts');
    return null;
  }
  // The total tells whether the input includes what was read from the cache. Most versions do.
  const apart = total > 0 && total === input + output + thoughts + tool + cached;
  const inconsistent = !apart && cached > input;
  const model = textAt(message, 'model') || session.model;
  if (model === '') throw new RecordFault('model-missing');
  const occurred = instantOf(message.timestamp, now);
  const id = textAt(message, 'id') || hashOf(occurred, model, input, output, cached, thoughts, tool);
  return {
    workspace,
    source,
    source_event_id: `${session.id}:${id}`,
    occurred_at: occurred,
    tool: 'gemini',
    provider: 'google',
    model,
    session_id: session.id,
    thread: 'main',
    project: session.project,
    source_file: path,
    flags: inconsistent ? 'inconsistent-input' : '',
    requests: 1,
    uncached_input: (apart || inconsistent ? input : input - cached) + tool,
    cache_read: cached,
    output: output + thoughts,
    reasoning: thoughts,
    reasoning_reported: 1,
    aliases: [
      { alias: `session:gemini:${session.id}`, rank: sourceKinds[source].rank },
      { alias: `metrics-of:gemini:${session.id}`, rank: aboveMetrics },
    ],
  };
}

/** A message that is written again replaces what stood before it. */
function lastPerEvent(rows: readonly NormalisedUsage[]): NormalisedUsage[] {
  return [...new Map(rows.map((row) => [row.source_event_id, row])).values()];
}
