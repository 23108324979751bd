import {
  type Ask,
  argumentsFor,
  asCount,
  asList,
  asObject,
  asText,
  billOf,
  chosenTool,
  cutText,
  idOf,
  type Json,
  parts,
  type Tool,
  tokens,
} from './ask.ts';
import type { Bill } from './bill.ts';
import { free, type Script, sse, streamed, whole } from './script.ts';

export function anthropicHeaders(ask: Ask): Record<string, string> {
  return {
    'request-id': idOf('req_', ask.number),
    'anthropic-organization-id': '00000000-0000-4000-8000-000000000000',
    'anthropic-ratelimit-requests-limit': '4000',
    'anthropic-ratelimit-requests-remaining': '3999',
  };
}

/** A message and the events in which it comes, as Anthropic and Bedrock's InvokeModel send it. */
export interface Message {
  id: string;
  bill: Bill;
  whole: Json;
  events: { event: Json; produced: number }[];
}

export function messageFor(ask: Ask, model: string): Message {
  const { body, wish } = ask;
  const bill = billOf(ask, asCount(body.max_tokens));
  const tool = afterToolResult(body) ? null : chosenTool(wish, toolsOf(body));
  const cut = bill.output < wish.outputTokens + wish.reasoning;
  const reason = tool ? 'tool_use' : cut ? 'max_tokens' : 'end_turn';
  const id = idOf('msg_', ask.number);
  const block = tool
    ? { type: 'tool_use', id: idOf('toolu_', ask.number), name: tool.name, input: JSON.parse(tool.arguments) }
    : { type: 'text', text: tokens(0, bill.output - bill.reasoning) };
  const thinking = { type: 'thinking', thinking: 'Let me see.', signature: 'ZmFrZQ==' };
  const usage = wish.fault === 'no-usage' ? undefined : anthropicUsage(ask, bill);
  const message = {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content: bill.reasoning > 0 ? [thinking, block] : [block],
    stop_reason: reason,
    stop_sequence: null,
    usage,
  };
  return { id, bill, whole: message, events: events({ ask, message, bill, tool, block, reason, thinking }) };
}

/** `POST /v1/messages`. */
export function message(ask: Ask): Script {
  const model = asText(ask.body.model);
  const made = messageFor(ask, model);
  const common = {
    provider: 'anthropic',
    endpoint: 'messages',
    model,
    messageId: made.id,
    headers: anthropicHeaders(ask),
    serviceTier: ask.wish.tier || 'standard',
    bill: made.bill,
  };
  if (ask.body.stream !== true) return whole(common, made.whole);
  const frames = made.events.map(({ event, produced }) => ({
    bytes: sse(event, asText(event.type)),
    produced,
  }));
  return streamed({ ...common, frames });
}

export const countTokens = (ask: Ask): Script =>
  free('anthropic', 'count_tokens', anthropicHeaders(ask), { input_tokens: billOf(ask, null).input });

const afterToolResult = (body: Json): boolean =>
  asList(asObject(asList(body.messages).at(-1)).content).some(
    (part) => asText(asObject(part).type) === 'tool_result',
  );

const toolsOf = (body: Json): Tool[] =>
  asList(body.tools).map((tool) => {
    const { name, input_schema } = asObject(tool);
    return { name: asText(name), arguments: argumentsFor(input_schema) };
  });

function anthropicUsage(ask: Ask, bill: Bill): Json {
  return {
    input_tokens: bill.input,
    cache_creation_input_tokens: bill.cacheWrite5m + bill.cacheWrite1h,
    cache_read_input_tokens: bill.cacheRead,
    cache_creation: {
      ephemeral_5m_input_tokens: bill.cacheWrite5m,
      ephemeral_1h_input_tokens: bill.cacheWrite1h,
    },
    output_tokens: bill.output,
    ...(bill.reasoning > 0 && { output_tokens_details: { thinking_tokens: bill.reasoning } }),
    ...(bill.webSearches > 0 && {
      server_tool_use: { web_search_requests: bill.webSearches, web_fetch_requests: 0 },
    }),
    service_tier: ask.wish.tier || 'standard',
    inference_geo: 'not_available',
  };
}

interface Course {
  ask: Ask;
  message: Json;
  bill: Bill;
  tool: Tool | null;
  block: Json;
  reason: string;
  thinking: Json;
}

function events(course: Course): Message['events'] {
  const { ask, message, bill, tool, block, reason, thinking } = course;
  const found: Message['events'] = [];
  const say = (event: Json, produced: number) => found.push({ event, produced });
  const usage = message.usage as Json | undefined;
  const first = {
    ...message,
    content: [],
    stop_reason: null,
    usage: usage && { ...usage, output_tokens: 1 },
  };
  say({ type: 'message_start', message: first }, 0);
  let index = 0;
  const delta = (fields: Json, produced: number) =>
    say({ type: 'content_block_delta', index, delta: fields }, produced);
  if (bill.reasoning > 0) {
    say(
      { type: 'content_block_start', index, content_block: { ...thinking, thinking: '', signature: '' } },
      0,
    );
    delta({ type: 'thinking_delta', thinking: thinking.thinking }, bill.reasoning);
    delta({ type: 'signature_delta', signature: thinking.signature }, bill.reasoning);
    say({ type: 'content_block_stop', index }, bill.reasoning);
    index += 1;
  }
  const empty = tool ? { ...block, input: {} } : { ...block, text: '' };
  say({ type: 'content_block_start', index, content_block: empty }, bill.reasoning);
  say({ type: 'ping' }, bill.reasoning);
  if (tool) {
    const pieces = cutText(tool.arguments, 4);
    for (const [at, piece] of pieces.entries())
      delta(
        { type: 'input_json_delta', partial_json: piece },
        bill.reasoning + Math.ceil(((bill.output - bill.reasoning) * (at + 1)) / pieces.length),
      );
  } else for (const part of parts(ask, bill)) delta({ type: 'text_delta', text: part.text }, part.produced);
  say({ type: 'content_block_stop', index }, bill.output);
  const last = { type: 'message_delta', delta: { stop_reason: reason, stop_sequence: null } };
  say(usage ? { ...last, usage: finalUsage(usage) } : last, bill.output);
  say({ type: 'message_stop' }, bill.output);
  return found;
}

/** The last event repeats the totals; they stand in for those of the first and are not added to them. */
const finalUsage = ({ service_tier, inference_geo, cache_creation, ...totals }: Json): Json => totals;
