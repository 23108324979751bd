import { type NormalisedUsage, sourceKinds } from '@exchequer/model';
import { Collector, recordLines } from '../collect.ts';
import type { RowInput, RowReading } from '../importer.ts';
import { countAt, hashOf, instantOf, type JsonRecord, RecordFault, recordAt, textAt } from '../record.ts';

const source = 'copilot.log';
const { rank } = sourceKinds[source];

/**
 * What a record of the OTel file is, the most exact first: a call is told of by its span, by a log
 * of the inference, by a log of the agent's turn and by the agent's summary, each less exact.
 */
const views = ['chat-span', 'inference-log', 'turn-log', 'agent-span'] as const;
type View = (typeof views)[number];

interface Seen {
  view: View;
  row: NormalisedUsage;
  trace: string;
  response: string;
}

/** Reads a file of OTel records that Copilot CLI exports, and keeps the most exact view of each call. */
export async function readOtelFile(input: RowInput): Promise<RowReading> {
  const collector = new Collector();
  const records = recordLines(await input.bytes(), collector);
  const contexts = contextsOf(records.map(({ record }) => record));
  const seen: Seen[] = [];
  for (const { line, record } of records) {
    collector.take(line, record, () => {
      const one = seenIn(input, record, contexts);
      if (one) seen.push(one);
      return null;
    });
  }
  return { rows: mostExact(seen), faults: collector.faults };
}

/** A record counts unless a more exact one tells of the same trace or response. */
function mostExact(seen: readonly Seen[]): NormalisedUsage[] {
  const told = new Set<string>();
  const rows: NormalisedUsage[] = [];
  for (const view of views) {
    const fresh = seen.filter((one) => one.view === view && !names(one).some((name) => told.has(name)));
    rows.push(...fresh.map(({ row }) => row));
    for (const one of seen) if (one.view === view) for (const name of names(one)) told.add(name);
  }
  return rows;
}

const names = ({ trace, response }: Seen): string[] => [
  ...(trace === '' ? [] : [`trace:${trace}`]),
  ...(response === '' ? [] : [`response:${response}`]),
];

/** What other records of a trace say of its model and session. */
interface TraceContext {
  model: string;
  session: string;
}

function contextsOf(records: readonly JsonRecord[]): Map<string, TraceContext> {
  const contexts = new Map<string, TraceContext>();
  for (const record of records) {
    const trace = traceOf(record);
    if (trace === '') continue;
    const attributes = recordAt(record, 'attributes');
    const known = contexts.get(trace);
    contexts.set(trace, {
      model: known?.model || modelOf(attributes),
      session: known?.session || sessionOf(attributes),
    });
  }
  return contexts;
}

const traceOf = (record: JsonRecord) =>
  textAt(record, 'traceId') || textAt(recordAt(record, 'spanContext'), 'traceId');
const spanOf = (record: JsonRecord) =>
  textAt(record, 'spanId') || textAt(recordAt(record, 'spanContext'), 'spanId');
const modelOf = (attributes: JsonRecord) =>
  textAt(attributes, 'gen_ai.response.model', 'gen_ai.request.model');
const sessionOf = (attributes: JsonRecord) =>
  textAt(
    attributes,
    'gen_ai.conversation.id',
    'copilot_chat.session_id',
    'copilot_chat.chat_session_id',
    'session.id',
    'github.copilot.interaction_id',
  );

function viewOf(record: JsonRecord, attributes: JsonRecord): View | null {
  const name = textAt(record, 'name');
  const operation = textAt(attributes, 'gen_ai.operation.name') || (name.split(' ')[0] ?? '');
  if (isSpan(record, name)) {
    if (operation === 'chat') return 'chat-span';
    return operation === 'invoke_agent' ? 'agent-span' : null;
  }
  const event = textAt(attributes, 'event.name') || textAt(record, 'body', '_body');
  if (/^(gen_ai\.client\.inference\.operation\.details|GenAI inference:)/.test(event)) return 'inference-log';
  return event.startsWith('copilot_chat.agent.turn') ? 'turn-log' : null;
}

function isSpan(record: JsonRecord, name: string): boolean {
  const type = textAt(record, 'type');
  if (type !== '') return type === 'span';
  return name !== '' && (spanOf(record) !== '' || 'startTime' in record || 'endTime' in record);
}

function seenIn(
  input: RowInput,
  record: JsonRecord,
  contexts: ReadonlyMap<string, TraceContext>,
): Seen | null {
  const attributes = recordAt(record, 'attributes');
  const view = viewOf(record, attributes);
  if (view === null) return null;
  const tokens = tokensOf(attributes);
  if (tokens === null) return null;
  const trace = traceOf(record);
  const context = contexts.get(trace);
  const response = textAt(attributes, 'gen_ai.response.id');
  const session = sessionOf(attributes) || context?.session || trace || response;
  const model = modelOf(attributes) || context?.model || 'unknown';
  const occurred = instantOf(
    record.endTime ?? record.hrTime ?? record.startTime ?? record.timestamp,
    input.now,
  );
  const span = spanOf(record);
  const turn = String(attributes['turn.index'] ?? attributes['copilot_chat.turn.index'] ?? '');
  const id =
    trace && (span || turn)
      ? `${trace}:${span || turn}`
      : hashOf(session, occurred, model, JSON.stringify(tokens));
  const row: NormalisedUsage = {
    workspace: input.workspace,
    source,
    source_event_id: `${view}:${id}`,
    occurred_at: occurred,
    tool: 'copilot',
    provider: providerOf(attributes),
    model_requested: textAt(attributes, 'gen_ai.request.model'),
    model,
    session_id: session,
    agent: textAt(attributes, 'gen_ai.agent.name'),
    source_file: input.path,
    requests: 1,
    ...tokens,
    aliases: response === '' ? [] : [{ alias: `message:${response}`, rank }],
  };
  return { view, row, trace, response };
}

/** The input includes what was read from and written to the cache. Null without any tokens. */
function tokensOf(attributes: JsonRecord) {
  const input = countAt(attributes, 'gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens');
  const output = countAt(attributes, 'gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens');
  const read = countAt(attributes, 'gen_ai.usage.cache_read.input_tokens');
  const written = countAt(
    attributes,
    'gen_ai.usage.cache_write.input_tokens',
    'gen_ai.usage.cache_creation.input_tokens',
  );
  const reasoning = countAt(
    attributes,
    'gen_ai.usage.reasoning.output_tokens',
    'gen_ai.usage.reasoning_tokens',
  );
  if (input + output + read + written === 0) return null;
  const inconsistent = read + written > input;
  if (reasoning > output) throw new RecordFault('reasoning-beyond-output');
  return {
    uncached_input: inconsistent ? input : input - read - written,
    cache_read: read,
    cache_write_unknown: written,
    output,
    reasoning,
    reasoning_reported: 1 as const,
    flags: inconsistent ? 'inconsistent-input' : '',
  };
}

/** Copilot resells models of several makers at its own terms; the maker's public price is the list price. */
function providerOf(attributes: JsonRecord): string {
  const said = textAt(attributes, 'gen_ai.provider.name', 'gen_ai.system');
  if (said !== '' && !/github|copilot|^az\.ai/.test(said)) return said;
  const model = modelOf(attributes).toLowerCase();
  if (model.startsWith('claude')) return 'anthropic';
  if (model.startsWith('gemini')) return 'google';
  if (/^(gpt|o\d|codex)/.test(model)) return 'openai';
  return model.startsWith('grok') ? 'x-ai' : 'github';
}
