import { messageFor } from './anthropic.ts';
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
import { bedrockEvent } from './event-frame.ts';
import { type Frame, type Script, streamed, whole } from './script.ts';

const eventStream = 'application/vnd.amazon.eventstream';

/** `/model/{id}/{method}` of the Bedrock runtime. */
export function bedrock(ask: Ask, model: string, method: string): Script | null {
  if (method === 'converse') return converse(ask, model, false);
  if (method === 'converse-stream') return converse(ask, model, true);
  if (method === 'invoke') return invoke(ask, model, false);
  if (method === 'invoke-with-response-stream') return invoke(ask, model, true);
  return null;
}

export const requestIdHeader = (ask: Ask): Record<string, string> => ({
  'x-amzn-requestid': `00000000-0000-4000-8000-${ask.number.toString(16).padStart(12, '0')}`,
});

function converse(ask: Ask, model: string, stream: boolean): Script {
  const { body, wish } = ask;
  const bill = billOf(ask, asCount(asObject(body.inferenceConfig).maxTokens));
  const last = asList(asObject(asList(body.messages).at(-1)).content);
  const answered = last.some((part) => asObject(part).toolResult !== undefined);
  const tool = answered ? null : chosenTool(wish, toolsOf(body));
  const cut = bill.output < wish.outputTokens + wish.reasoning;
  const stopReason = tool ? 'tool_use' : cut ? 'max_tokens' : 'end_turn';
  const common = {
    provider: 'bedrock',
    endpoint: 'converse',
    model,
    messageId: '',
    headers: requestIdHeader(ask),
    serviceTier: wish.tier || 'default',
    bill,
  };
  if (stream)
    return streamed({
      ...common,
      headers: { ...common.headers, 'content-type': eventStream },
      frames: events(ask, bill, tool, stopReason),
    });
  const block = tool
    ? { toolUse: { toolUseId: callId(ask), name: tool.name, input: JSON.parse(tool.arguments) } }
    : { text: tokens(0, bill.output - bill.reasoning) };
  const content = bill.reasoning > 0 ? [{ reasoningContent: reasoning }, block] : [block];
  return whole(common, {
    output: { message: { role: 'assistant', content } },
    stopReason,
    ...usage(ask, bill),
    metrics: { latencyMs: 1 },
  });
}

const callId = (ask: Ask): string => idOf('tooluse_', ask.number, 22);

const reasoning = { reasoningText: { text: 'Let me see.', signature: 'ZmFrZQ==' } };

function usage(ask: Ask, bill: Bill): Json {
  if (ask.wish.fault === 'no-usage') return {};
  const cacheWrite = bill.cacheWrite5m + bill.cacheWrite1h;
  const details = [
    { ttl: '5m', inputTokens: bill.cacheWrite5m },
    { ttl: '1h', inputTokens: bill.cacheWrite1h },
  ].filter(({ inputTokens }) => inputTokens > 0);
  return {
    usage: {
      inputTokens: bill.input,
      outputTokens: bill.output,
      totalTokens: bill.input + bill.cacheRead + cacheWrite + bill.output,
      cacheReadInputTokens: bill.cacheRead,
      cacheWriteInputTokens: cacheWrite,
      ...(details.length > 0 && { cacheDetails: details }),
    },
    serviceTier: { type: ask.wish.tier || 'default' },
  };
}

function events(ask: Ask, bill: Bill, tool: Tool | null, stopReason: string): Frame[] {
  const frames: Frame[] = [];
  const say = (type: string, payload: Json, produced: number) =>
    frames.push({ bytes: bedrockEvent(type, { ...payload, p: 'abcdef' }), produced });
  const visible = bill.output - bill.reasoning;
  let contentBlockIndex = 0;
  const delta = (delta: Json, produced: number) =>
    say('contentBlockDelta', { contentBlockIndex, delta }, produced);
  say('messageStart', { role: 'assistant' }, 0);
  if (bill.reasoning > 0) {
    delta({ reasoningContent: { text: 'Let me see.' } }, bill.reasoning);
    say('contentBlockStop', { contentBlockIndex }, bill.reasoning);
    contentBlockIndex += 1;
  }
  if (tool) {
    const toolUse = { toolUseId: callId(ask), name: tool.name };
    say('contentBlockStart', { contentBlockIndex, start: { toolUse } }, bill.reasoning);
    const pieces = cutText(tool.arguments, 4);
    for (const [at, input] of pieces.entries())
      delta({ toolUse: { input } }, bill.reasoning + Math.ceil((visible * (at + 1)) / pieces.length));
  } else for (const part of parts(ask, bill)) delta({ text: part.text }, part.produced);
  say('contentBlockStop', { contentBlockIndex }, bill.output);
  say('messageStop', { stopReason }, bill.output);
  say('metadata', { ...usage(ask, bill), metrics: { latencyMs: 1 } }, bill.output);
  return frames;
}

const toolsOf = (body: Json): Tool[] =>
  asList(asObject(body.toolConfig).tools).map((tool) => {
    const { name, inputSchema } = asObject(asObject(tool).toolSpec);
    return { name: asText(name), arguments: argumentsFor(asObject(inputSchema).json) };
  });

/** InvokeModel speaks the format of the model's maker; here that of Anthropic's models. */
function invoke(ask: Ask, model: string, stream: boolean): Script {
  const made = messageFor(ask, model);
  const { bill } = made;
  const common = {
    provider: 'bedrock',
    endpoint: 'invoke',
    model,
    messageId: made.id,
    headers: requestIdHeader(ask),
    bill,
  };
  const counts = {
    'x-amzn-bedrock-input-token-count': String(bill.input),
    'x-amzn-bedrock-output-token-count': String(bill.output),
    'x-amzn-bedrock-invocation-latency': '1',
  };
  const silent = ask.wish.fault === 'no-usage';
  if (!stream)
    return whole(
      { ...common, headers: silent ? common.headers : { ...common.headers, ...counts } },
      made.whole,
    );
  const metrics = {
    'amazon-bedrock-invocationMetrics': {
      inputTokenCount: bill.input,
      outputTokenCount: bill.output,
      invocationLatency: 1,
      firstByteLatency: 1,
      ...(bill.cacheRead > 0 && { cacheReadInputTokenCount: bill.cacheRead }),
      ...(bill.cacheWrite5m > 0 && { cacheWriteInputTokenCount: bill.cacheWrite5m }),
    },
  };
  const frames = made.events.map(({ event, produced }) => {
    const last = event.type === 'message_stop' && !silent;
    const json = JSON.stringify(last ? { ...event, ...metrics } : event);
    return { bytes: bedrockEvent('chunk', { bytes: Buffer.from(json).toString('base64') }), produced };
  });
  const headers = { 'content-type': eventStream, 'x-amzn-bedrock-content-type': 'application/json' };
  return streamed({ ...common, headers: { ...common.headers, ...headers }, frames });
}
