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

interface Chat {
  ask: Ask;
  id: string;
  model: string;
  bill: Bill;
  tool: Tool | null;
  finish: string;
  tier: string;
  answers: number;
  azure: boolean;
}

/** `POST /v1/chat/completions` of OpenAI, Azure and servers that speak like it. */
export function chatCompletion(ask: Ask, deployment: string): Script {
  const { body, wish } = ask;
  const maxOutput = asCount(body.max_completion_tokens) ?? asCount(body.max_tokens);
  const answers = asCount(body.n) ?? 1;
  const bill = billOf(ask, maxOutput, answers);
  const tool = afterToolResult(body) ? null : chosenTool(wish, toolsOf(body));
  const asked = wish.outputTokens + wish.reasoning;
  const chat: Chat = {
    ask,
    id: idOf('chatcmpl-', ask.number, 29),
    model: asText(body.model) || deployment,
    bill,
    tool,
    finish: tool ? 'tool_calls' : bill.output < asked * answers ? 'length' : 'stop',
    tier: wish.tier || 'default',
    answers,
    azure: deployment !== '',
  };
  const stream = body.stream === true;
  const common = {
    provider: 'openai',
    endpoint: 'chat',
    model: chat.model,
    messageId: chat.id,
    headers: openaiHeaders(ask, chat.model),
    serviceTier: chat.tier,
    bill,
  };
  return stream ? streamed({ ...common, frames: chunks(chat) }) : whole(common, completion(chat));
}

const afterToolResult = (body: Json): boolean =>
  asText(asObject(asList(body.messages).at(-1)).role) === 'tool';

const toolsOf = (body: Json): Tool[] =>
  asList(body.tools).map((tool) => {
    const { name, parameters } = asObject(asObject(tool).function);
    return { name: asText(name), arguments: argumentsFor(parameters) };
  });

export function chatUsage(bill: Bill): Json {
  const prompt = bill.input + bill.cacheRead + bill.cacheWrite5m + bill.cacheWrite1h;
  return {
    prompt_tokens: prompt,
    completion_tokens: bill.output,
    total_tokens: prompt + bill.output,
    prompt_tokens_details: { cached_tokens: bill.cacheRead, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: bill.reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

function completion({ ask, id, model, bill, tool, finish, tier, answers }: Chat): Json {
  const content = tool ? null : tokens(0, bill.output / answers - bill.reasoning / answers);
  const message = {
    role: 'assistant',
    content,
    refusal: null,
    annotations: [],
    ...(tool && { tool_calls: [calledTool(ask, tool)] }),
  };
  return {
    id,
    object: 'chat.completion',
    created: createdAt(),
    model,
    choices: Array.from({ length: answers }, (_, index) => ({
      index,
      message,
      logprobs: null,
      finish_reason: finish,
    })),
    ...(ask.wish.fault !== 'no-usage' && { usage: chatUsage(bill) }),
    service_tier: tier,
    system_fingerprint: 'fp_44709d6fcb',
  };
}

const calledTool = (ask: Ask, tool: Tool) => ({
  id: idOf('call_', ask.number),
  type: 'function',
  function: { name: tool.name, arguments: tool.arguments },
});

function chunks(chat: Chat): Frame[] {
  const { ask, id, model, bill, tool, finish, tier, azure, answers } = chat;
  const wantsUsage = asObject(ask.body.stream_options).include_usage === true;
  const created = createdAt();
  const chunk = (choices: unknown[], usage?: unknown) =>
    sse({
      id,
      object: 'chat.completion.chunk',
      created,
      model,
      service_tier: tier,
      system_fingerprint: 'fp_44709d6fcb',
      choices,
      ...(wantsUsage && { usage: usage ?? null }),
    });
  const indexes = Array.from({ length: answers }, (_, index) => index);
  const each = (delta: unknown, reason: string | null = null) =>
    indexes.map((index) => chunk([{ index, delta, logprobs: null, finish_reason: reason }])).join('');
  const frames: Frame[] = [];
  if (azure) frames.push({ bytes: azureFilter(), produced: 0 });
  frames.push({ bytes: each({ role: 'assistant', content: tool ? null : '', refusal: null }), produced: 0 });
  if (tool) frames.push(...toolDeltas(ask, tool, bill, each));
  else {
    const perAnswer = { ...bill, output: bill.output / answers, reasoning: bill.reasoning / answers };
    for (const part of parts(ask, perAnswer))
      frames.push({ bytes: each({ content: part.text }), produced: part.produced * answers });
  }
  frames.push({ bytes: each({}, finish), produced: bill.output });
  if (wantsUsage && ask.wish.fault !== 'no-usage')
    frames.push({ bytes: chunk([], chatUsage(bill)), produced: bill.output });
  frames.push({ bytes: sse('[DONE]'), produced: bill.output });
  return frames;
}

function toolDeltas(ask: Ask, tool: Tool, bill: Bill, each: (delta: unknown) => string): Frame[] {
  const head = { ...calledTool(ask, tool), index: 0, function: { name: tool.name, arguments: '' } };
  const pieces = cutText(tool.arguments, 4);
  return [
    { bytes: each({ tool_calls: [head] }), produced: bill.reasoning },
    ...pieces.map((piece, at) => ({
      bytes: each({ tool_calls: [{ index: 0, function: { arguments: piece } }] }),
      produced: bill.reasoning + Math.ceil(((bill.output - bill.reasoning) * (at + 1)) / pieces.length),
    })),
  ];
}

/** Azure begins its streams with a chunk that has no choices. */
const azureFilter = (): string =>
  sse({
    choices: [],
    created: 0,
    id: '',
    model: '',
    object: '',
    prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }],
  });
