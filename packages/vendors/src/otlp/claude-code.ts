import type { NormalisedUsage } from '@exchequer/model';
import { coverRanks, metricsOfSession, requestAlias } from './aliases.ts';
import { canonical, stableHash } from './identity.ts';
import { bareModel, claudeSeller, unnamedModel } from './model-name.ts';
import { type Intake, whereabouts } from './origin.ts';
import type { Reading } from './reading.ts';
import type { LogRecord } from './shape.ts';

export const claudeCode = 'claude-code';

const threads: Record<string, NormalisedUsage['thread']> = {
  main: 'main',
  repl_main_thread: 'main',
  sdk: 'main',
  subagent: 'subagent',
  auxiliary: 'auxiliary',
  compact: 'compact',
};

/** Which strand of the session asked. Names it does not know are subagents’, which name themselves. */
export function threadOf(querySource: string): NormalisedUsage['thread'] {
  if (querySource === '') return '';
  if (querySource.startsWith('generate_') || querySource === 'advisor') return 'auxiliary';
  return threads[querySource] ?? 'subagent';
}

/** Claude Code writes `normal`; the journal’s word is `standard`. */
export const speedOf = (said: string): string => (said === 'normal' ? 'standard' : said);

/** A claude_code.api_request event: one model request with its token counts. */
export function claudeCodeRequest(record: LogRecord, read: Reading, intake: Intake): NormalisedUsage {
  const session = read.text('session.id');
  const request = read.text('request_id');
  const model = read.text('model');
  const querySource = read.text('query_source');
  if (!read.has('input_tokens') && !read.has('output_tokens')) read.problems.push('it has no token counts');
  const row: NormalisedUsage = {
    workspace: intake.workspace,
    source: 'otlp.claude-code',
    source_event_id: eventId(record, read, session, request),
    occurred_at: read.instant(
      intake.nowMs,
      read.text('event.timestamp'),
      record.timeNanos,
      record.observedNanos,
    ),
    tool: claudeCode,
    provider: claudeSeller(model),
    model_requested: model,
    model: bareModel(model) || unnamedModel,
    speed: speedOf(read.text('speed')),
    session_id: session,
    thread: threadOf(querySource),
    query_source: querySource,
    requests: 1,
    uncached_input: read.count('input_tokens'),
    cache_read: read.count('cache_read_tokens'),
    // Telemetry does not say how long a cache write lives; transcripts do.
    cache_write_unknown: read.count('cache_creation_tokens'),
    output: read.count('output_tokens'),
    duration_ms: Math.round(read.count('duration_ms')),
    reported_cost: read.dollars('cost_usd'),
    ...whereabouts(record.origin, record.attributes),
    aliases: [],
  };
  if (request !== '') row.aliases.push(requestAlias('otlp.claude-code', request));
  if (session !== '') row.aliases.push(metricsOfSession(claudeCode, session, coverRanks.event));
  return row;
}

/** The request id, else the place in the session; a record with neither is known by all it says. */
function eventId(record: LogRecord, read: Reading, session: string, request: string): string {
  if (request !== '') return request;
  const sequence = read.text('event.sequence');
  if (session !== '' && sequence !== '') return `${session}#${sequence}`;
  return stableHash(claudeCode, canonical(record.attributes), record.timeNanos);
}
