import type { NormalisedUsage, UsageAlias } from '@exchequer/model';
import { coverRanks, messageAlias, metricsOfHour, metricsOfSession } from './aliases.ts';
import { claudeCode } from './claude-code.ts';
import { codex } from './codex.ts';
import { Gathering } from './gathering.ts';
import { gemini } from './gemini.ts';
import { bareModel, makerOf, unnamedModel } from './model-name.ts';
import { emitterOf, type Intake, whereabouts } from './origin.ts';
import { firstText, Reading, refusal } from './reading.ts';
import type { Decoded, Origin, Span } from './shape.ts';
import { inputKeys, isInference, outputKeys, SpanTree } from './span-tree.ts';

/** Tool named on rows of applications that follow the OpenTelemetry conventions. */
export const genai = 'opentelemetry';

const agentTools: readonly [RegExp, string][] = [
  [/^claude[-_]code/, claudeCode],
  [/^codex/, codex],
  [/^gemini[-_]cli/, gemini],
];

/** The coding agent that emitted, where its events meter and its spans and metrics only stand in. */
export const agentToolOf = (origin: Origin): string | undefined => {
  const service = firstText(origin.resource, 'service.name');
  return agentTools.find(([pattern]) => pattern.test(service))?.[1];
};

/** Model calls in spans. Agent and workflow spans name their descendants and never count. */
export function normaliseSpans(decoded: Decoded<Span>, intake: Intake): Gathering {
  const found = new Gathering();
  const spans: Span[] = [];
  for (const span of decoded) {
    if (!('error' in span)) spans.push(span);
    else found.refuse(() => refusal('otlp.genai', intake.place, span.line, [span.error], new Map()));
  }
  const tree = new SpanTree(spans);
  for (const span of spans) {
    if (!isInference(span) || !tree.isLeaf(span)) continue;
    const read = new Reading(span.attributes);
    const row = modelCall(span, read, tree, intake);
    if (read.problems.length > 0) {
      found.refuse(() => refusal('otlp.genai', intake.place, span.line, read.problems, span.attributes));
    } else {
      found.add(row);
    }
  }
  return found;
}

/** Cache attributes of generations B and C; generation A has none. */
const cacheWriteKeys = ['gen_ai.usage.cache_write.input_tokens', 'gen_ai.usage.cache_creation.input_tokens'];
const reasoningKey = 'gen_ai.usage.reasoning.output_tokens';
const tierKeys = ['openai.response.service_tier', 'gen_ai.openai.response.service_tier'];

function modelCall(span: Span, read: Reading, tree: SpanTree, intake: Intake): NormalisedUsage {
  if (span.traceId.length !== 32 || span.spanId.length !== 16)
    read.problems.push('it has no trace id and span id');
  const requested = read.text('gen_ai.request.model');
  const model = bareModel(read.text('gen_ai.response.model') || requested);
  const input = read.count(...inputKeys);
  const cacheRead = read.count('gen_ai.usage.cache_read.input_tokens');
  const cacheWrite = read.count(...cacheWriteKeys);
  // The conventions say that input includes the cache. Emitters that do not sum give themselves away.
  const inconsistent = cacheRead + cacheWrite > input;
  const session = tree.nearest(span, 'gen_ai.conversation.id', 'session.id');
  const when = read.instant(intake.nowMs, span.startNanos);
  const tool = agentToolOf(span.origin) ?? genai;
  return {
    workspace: intake.workspace,
    source: 'otlp.genai',
    source_event_id: `${span.traceId}/${span.spanId}`,
    occurred_at: when,
    tool,
    provider: read.text('gen_ai.provider.name', 'gen_ai.system') || makerOf(model),
    model_requested: requested,
    model: model || unnamedModel,
    service_tier: tierOf(read.text(...tierKeys)),
    session_id: session,
    flags: inconsistent ? 'inconsistent-input' : '',
    requests: 1,
    uncached_input: inconsistent ? input : input - cacheRead - cacheWrite,
    cache_read: cacheRead,
    cache_write_unknown: cacheWrite,
    output: read.count(...outputKeys),
    reasoning: read.count(reasoningKey),
    reasoning_reported: read.has(reasoningKey) ? 1 : 0,
    duration_ms: durationOf(span),
    ...whereabouts(span.origin, span.attributes),
    agent: tree.nearest(span, 'gen_ai.agent.name', 'gen_ai.agent.id'),
    workflow: tree.nearest(span, 'gen_ai.workflow.name'),
    aliases: aliasesOf(span, tool, read.text('gen_ai.response.id'), session, when),
  };
}

const tierOf = (said: string): string => (said === 'default' ? 'standard' : said === 'auto' ? '' : said);

function durationOf(span: Span): number {
  const ms = Number((BigInt(span.endNanos) - BigInt(span.startNanos)) / 1_000_000n);
  return ms > 0 && ms < 7 * 86_400_000 ? ms : 0;
}

function aliasesOf(span: Span, tool: string, response: string, session: string, when: string): UsageAlias[] {
  const aliases = response === '' ? [] : [messageAlias('otlp.genai', response)];
  if (tool === genai) {
    aliases.push(metricsOfHour(genai, emitterOf(span.origin, false), when, coverRanks.event));
  } else if (session !== '') {
    aliases.push(metricsOfSession(tool, session, coverRanks.span));
  }
  return aliases;
}
