import {
  type Ask,
  argumentsFor,
  asCount,
  asList,
  asObject,
  asText,
  billOf,
  chosenTool,
  createdAt,
  cutText,
  idOf,
  type Json,
  parts,
  type Tool,
  tokens,
} from './ask.ts';
import type { Bill } from './bill.ts';
import { openaiHeaders } from './openai-shared.ts';
import { type Frame, type Script, sse, streamed, whole } from './script.ts';

/** `POST /v1/responses`. */
export function response(ask: Ask): Script {
  const { body, wish } = ask;
  const model = asText(body.model);
  const bill = billOf(ask, asCount(body.max_output_tokens));
  const tool = afterToolResult(body) ? null : chosenTool(wish, toolsOf(body));
  const id = idOf('resp_', ask.number, 48);
  const common = {
    provider: 'openai',
    endpoint: 'responses',
    model,
    messageId: id,
    headers: openaiHeaders(ask, model),
    serviceTier: wish.tier || 'default',
    bill,
  };
  const item = tool ? callItem(ask, tool) : messageItem(ask, tokens(0, bill.output - bill.reasoning));
  const output = bill.reasoning > 0 ? [reasoningItem(ask), item] : [item];
  const done = responseObject(ask, id, bill, output);
  if (body.stream !== true) return whole(common, done);
  return streamed({ ...common, frames: events({ ask, id, bill, tool, item, output, done }) });
}

const afterToolResult = (body: Json): boolean =>
  asText(asObject(asList(body.input).at(-1)).type) === 'function_call_output';

const toolsOf = (body: Json): Tool[] =>
  asList(body.tools).map((tool) => {
    const { name, parameters } = asObject(tool);
    return { name: asText(name), arguments: argumentsFor(parameters) };
  });

export function responsesUsage(bill: Bill): Json {
  const input = bill.input + bill.cacheRead + bill.cacheWrite5m + bill.cacheWrite1h;
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: bill.cacheRead },
    output_tokens: bill.output,
    output_tokens_details: { reasoning_tokens: bill.reasoning },
    total_tokens: input + bill.output,
  };
}

const reasoningItem = (ask: Ask) => ({ id: idOf('rs_', ask.number, 48), type: 'reasoning', summary: [] });

const callItem = (ask: Ask, tool: Tool) => ({
  id: idOf('fc_', ask.number, 48),
  type: 'function_call',
  status: 'completed',
  call_id: idOf('call_', ask.number),
  name: tool.name,
  arguments: tool.arguments,
});

const textPart = (text: string) => ({ type: 'output_text', text, annotations: [], logprobs: [] });

const messageItem = (ask: Ask, text: string) => ({
  id: idOf('msg_', ask.number, 48),
  type: 'message',
  status: 'completed',
  role: 'assistant',
  content: [textPart(text)],
});

/** Null leaves out the usage and says that the response is under way. */
function responseObject(ask: Ask, id: string, bill: Bill | null, output: readonly unknown[]): Json {
  const { body, wish } = ask;
  const cut = bill !== null && bill.output < wish.outputTokens + wish.reasoning;
  return {
    id,
    object: 'response',
    created_at: createdAt(),
    status: bill === null ? 'in_progress' : cut ? 'incomplete' : 'completed',
    background: false,
    error: null,
    incomplete_details: cut ? { reason: 'max_output_tokens' } : null,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    model: asText(body.model),
    output,
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    service_tier: bill === null ? asText(body.service_tier) || 'auto' : wish.tier || 'default',
    store: true,
    temperature: 1,
    text: { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: asList(body.tools),
    top_p: 1,
    truncation: 'disabled',
    usage: bill === null || wish.fault === 'no-usage' ? null : responsesUsage(bill),
    user: null,
    metadata: {},
  };
}

interface Course {
  ask: Ask;
  id: string;
  bill: Bill;
  tool: Tool | null;
  item: ReturnType<typeof callItem> | ReturnType<typeof messageItem>;
  output: readonly unknown[];
  done: Json;
}

function events(course: Course): Frame[] {
  const { ask, id, bill, tool, item, output, done } = course;
  const frames: Frame[] = [];
  let sequence = 0;
  const say = (type: string, fields: Json, produced: number) => {
    frames.push({ bytes: sse({ type, sequence_number: sequence, ...fields }, type), produced });
    sequence += 1;
  };
  const begun = responseObject(ask, id, null, []);
  say('response.created', { response: begun }, 0);
  say('response.in_progress', { response: begun }, 0);
  const at = { output_index: output.length - 1 };
  if (output.length > 1) {
    say('response.output_item.added', { output_index: 0, item: output[0] }, 0);
    say('response.output_item.done', { output_index: 0, item: output[0] }, bill.reasoning);
  }
  if (tool) sayCall(say, course, at);
  else sayText(say, course, at);
  say('response.output_item.done', { ...at, item }, bill.output);
  say(`response.${asText(done.status)}`, { response: done }, bill.output);
  return frames;
}

type Say = (type: string, fields: Json, produced: number) => void;

function sayCall(say: Say, { bill, tool, item }: Course, at: Json): void {
  const of = { ...at, item_id: item.id };
  say('response.output_item.added', { ...at, item: { ...item, status: 'in_progress', arguments: '' } }, 0);
  const pieces = cutText(tool?.arguments ?? '', 4);
  for (const [index, delta] of pieces.entries())
    say(
      'response.function_call_arguments.delta',
      { ...of, delta },
      bill.reasoning + Math.ceil(((bill.output - bill.reasoning) * (index + 1)) / pieces.length),
    );
  say('response.function_call_arguments.done', { ...of, arguments: tool?.arguments ?? '' }, bill.output);
}

function sayText(say: Say, { ask, bill, item }: Course, at: Json): void {
  const of = { ...at, item_id: item.id, content_index: 0 };
  say('response.output_item.added', { ...at, item: { ...item, status: 'in_progress', content: [] } }, 0);
  say('response.content_part.added', { ...of, part: textPart('') }, 0);
  for (const part of parts(ask, bill))
    say('response.output_text.delta', { ...of, delta: part.text, logprobs: [] }, part.produced);
  const text = tokens(0, bill.output - bill.reasoning);
  say('response.output_text.done', { ...of, text, logprobs: [] }, bill.output);
  say('response.content_part.done', { ...of, part: textPart(text) }, bill.output);
}
