import type { NormalisedUsage } from '@exchequer/model';
import { coverRanks, metricsOfSession, sessionAlias } from './aliases.ts';
import { stableHash } from './identity.ts';
import { unnamedModel } from './model-name.ts';
import { type Intake, whereabouts } from './origin.ts';
import { firstText, type Reading } from './reading.ts';
import type { LogRecord } from './shape.ts';

export const gemini = 'gemini';

const billing: Record<string, NormalisedUsage['billing_mode']> = {
  'gemini-api-key': 'api',
  'vertex-ai': 'api',
  'oauth-personal': 'subscription',
};

/**
 * A gemini_cli.api_response event. The prompt includes cached content but not tool-use prompts;
 * the candidates do not include thoughts, which are billed as output.
 */
export function geminiResponse(record: LogRecord, read: Reading, intake: Intake): NormalisedUsage {
  const session = read.text('session.id') || firstText(record.origin.resource, 'session.id');
  const model = read.text('model');
  if (!read.has('input_token_count') && !read.has('output_token_count'))
    read.problems.push('it has no token counts');
  const input = read.count('input_token_count');
  const cached = read.count('cached_content_token_count');
  const thoughts = read.count('thoughts_token_count');
  const inconsistent = cached > input;
  const row: NormalisedUsage = {
    workspace: intake.workspace,
    source: 'otlp.gemini',
    source_event_id: eventId(record, read, session, model),
    occurred_at: read.instant(
      intake.nowMs,
      read.text('event.timestamp'),
      record.timeNanos,
      record.observedNanos,
    ),
    tool: gemini,
    provider: 'google',
    model_requested: model,
    model: model || unnamedModel,
    billing_mode: billing[read.text('auth_type')] ?? '',
    session_id: session,
    flags: inconsistent ? 'inconsistent-input' : '',
    requests: 1,
    uncached_input: (inconsistent ? input : input - cached) + read.count('tool_token_count'),
    cache_read: cached,
    output: read.count('output_token_count') + thoughts,
    reasoning: thoughts,
    reasoning_reported: 1,
    duration_ms: Math.round(read.count('duration_ms')),
    ...whereabouts(record.origin, record.attributes),
    aliases: [],
  };
  if (session !== '') {
    row.aliases.push(
      sessionAlias('otlp.gemini', gemini, session),
      metricsOfSession(gemini, session, coverRanks.event),
    );
  }
  return row;
}

const identifying = [
  'prompt_id',
  'input_token_count',
  'output_token_count',
  'cached_content_token_count',
  'thoughts_token_count',
  'tool_token_count',
];

/** There is no request id: the same session, time, prompt and counts are the same response. */
function eventId(record: LogRecord, read: Reading, session: string, model: string): string {
  const time = read.text('event.timestamp') || record.timeNanos;
  return stableHash(gemini, session, model, time, ...identifying.map((key) => read.text(key)));
}
