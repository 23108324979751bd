import type { NormalisedUsage } from '@exchequer/model';
import { coverRanks, metricsOfHour, metricsOfSession, sessionAlias } from './aliases.ts';
import { stableHash } from './identity.ts';
import { unnamedModel } from './model-name.ts';
import { emitterOf, type Intake, whereabouts } from './origin.ts';
import type { Reading } from './reading.ts';
import type { LogRecord } from './shape.ts';

export const codex = 'codex';

const billing: Record<string, NormalisedUsage['billing_mode']> = {
  apikey: 'api',
  api_key: 'api',
  chatgpt: 'subscription',
};

/** How the signed-in user pays, from Codex’s auth mode. */
export const codexBilling = (mode: string): NormalisedUsage['billing_mode'] =>
  billing[mode.toLowerCase()] ?? '';

/**
 * A codex.sse_event of kind response.completed. Cached is a part of input and reasoning of output;
 * `tool_token_count` is the response’s total and is never added. A response that failed has no
 * counts and is no usage: null.
 */
export function codexResponse(record: LogRecord, read: Reading, intake: Intake): NormalisedUsage | null {
  if (!read.has('input_token_count') && !read.has('output_token_count')) return null;
  const session = read.text('conversation.id');
  const model = read.text('model', 'slug');
  const input = read.count('input_token_count');
  const cached = read.count('cached_token_count');
  const written = read.count('cache_write_token_count');
  const inconsistent = cached + written > input;
  const when = read.instant(
    intake.nowMs,
    read.text('event.timestamp'),
    record.timeNanos,
    record.observedNanos,
  );
  const row: NormalisedUsage = {
    workspace: intake.workspace,
    source: 'otlp.codex',
    source_event_id: eventId(record, read, session, model),
    occurred_at: when,
    tool: codex,
    provider: 'openai',
    model_requested: model,
    model: model || unnamedModel,
    billing_mode: codexBilling(read.text('auth_mode')),
    session_id: session,
    flags: inconsistent ? 'inconsistent-input' : '',
    requests: 1,
    uncached_input: inconsistent ? input : input - cached - written,
    cache_read: cached,
    cache_write_unknown: written,
    output: read.count('output_token_count'),
    reasoning: read.count('reasoning_token_count'),
    reasoning_reported: 1,
    duration_ms: Math.round(read.count('duration_ms')),
    ...whereabouts(record.origin, record.attributes),
    aliases: [metricsOfHour(codex, emitterOf(record.origin, true), when, coverRanks.event)],
  };
  if (session !== '') {
    row.aliases.push(
      sessionAlias('otlp.codex', codex, session),
      metricsOfSession(codex, session, coverRanks.event),
    );
  }
  return row;
}

const identifying = [
  'input_token_count',
  'output_token_count',
  'cached_token_count',
  'reasoning_token_count',
  'tool_token_count',
];

/** There is no request id: the same conversation, time and counts are the same response. */
function eventId(record: LogRecord, read: Reading, session: string, model: string): string {
  const time = read.text('event.timestamp') || record.timeNanos;
  return stableHash(codex, session, model, time, ...identifying.map((key) => read.text(key)));
}
