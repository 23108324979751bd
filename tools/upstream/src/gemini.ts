import {
  type Ask,
  argumentsFor,
  asCount,
  asList,
  asObject,
  asText,
  billOf,
  chosenTool,
  idOf,
  type Json,
  parts,
  type Tool,
  tokens,
} from './ask.ts';
import type { Bill } from './bill.ts';
import { type Frame, free, type Script, sse, streamed, whole } from './script.ts';

const headers = { 'x-gemini-service-tier': 'standard', 'server-timing': 'gfet4t7; dur=1' };

/** `…/models/{model}:{method}` of the Gemini API. */
export function gemini(ask: Ask, model: string, method: string): Script | null {
  if (method === 'generateContent') return generate(ask, model, false);
  if (method === 'streamGenerateContent') return generate(ask, model, true);
  if (method === 'countTokens')
    return free('gemini', 'count_tokens', headers, { totalTokens: billOf(ask, null).input });
  if (method === 'embedContent') return embed(ask, model, 1);
  if (method === 'batchEmbedContents') return embed(ask, model, asList(ask.body.requests).length);
  return null;
}

function generate(ask: Ask, model: string, stream: boolean): Script {
  const { body } = ask;
  const bill = billOf(ask, asCount(asObject(body.generationConfig).maxOutputTokens));
  const last = asObject(asList(body.contents).at(-1));
  const answered = asList(last.parts).some((part) => asObject(part).functionResponse !== undefined);
  const tool = answered ? null : chosenTool(ask.wish, toolsOf(body));
  const id = idOf('', ask.number);
  const common = {
    provider: 'gemini',
    endpoint: 'generate',
    model,
    messageId: id,
    headers: { ...headers },
    bill,
  };
  const text = tokens(0, bill.output - bill.reasoning);
  const finish = bill.output < ask.wish.outputTokens + ask.wish.reasoning ? 'MAX_TOKENS' : 'STOP';
  const part = tool ? { functionCall: { name: tool.name, args: JSON.parse(tool.arguments) } } : { text };
  if (!stream) {
    const answer = {
      candidates: [candidate(part, finish)],
      ...usage(ask, bill, bill.output),
      ...tail(model, id),
    };
    return whole(
      { ...common, headers: { ...headers, 'content-type': 'application/json; charset=UTF-8' } },
      answer,
    );
  }
  const chunks = tool
    ? [{ part, produced: bill.output }]
    : parts(ask, bill).map(({ text, produced }) => ({ part: { text }, produced }));
  const answers = chunks.map(({ part, produced }, at) => ({
    produced,
    answer: {
      candidates: [candidate(part, at === chunks.length - 1 ? finish : null)],
      ...usage(ask, bill, produced),
      ...tail(model, id),
    },
  }));
  if (ask.query.get('alt') === 'sse')
    return streamed({
      ...common,
      headers: { ...headers, 'content-type': 'text/event-stream' },
      frames: answers.map(({ answer, produced }) => ({
        // Gemini ends its lines as HTTP does.
        bytes: sse(answer).replace(/\n/g, '\r\n'),
        produced,
      })),
    });
  return streamed({
    ...common,
    headers: { ...headers, 'content-type': 'application/json; charset=UTF-8' },
    frames: inList(answers),
  });
}

/** Without `alt=sse` the answers are the items of one JSON list. */
const inList = (answers: readonly { answer: Json; produced: number }[]): Frame[] =>
  answers.map(({ answer, produced }, at) => ({
    bytes: `${at === 0 ? '[' : ',\r\n'}${JSON.stringify(answer, null, 2)}${at === answers.length - 1 ? '\n]' : ''}`,
    produced,
  }));

const candidate = (part: Json, finish: string | null): Json => ({
  content: { parts: [part], role: 'model' },
  ...(finish && { finishReason: finish }),
  index: 0,
});

const tail = (model: string, id: string): Json => ({ modelVersion: model, responseId: id });

function usage(ask: Ask, bill: Bill, produced: number): Json {
  if (ask.wish.fault === 'no-usage') return {};
  const prompt = bill.input + bill.cacheRead;
  const thoughts = Math.min(bill.reasoning, produced);
  const said = produced - thoughts;
  return {
    usageMetadata: {
      promptTokenCount: prompt,
      ...(bill.cacheRead > 0 && { cachedContentTokenCount: bill.cacheRead }),
      candidatesTokenCount: said,
      ...(thoughts > 0 && { thoughtsTokenCount: thoughts }),
      totalTokenCount: prompt + produced,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: prompt }],
      trafficType: 'ON_DEMAND',
    },
  };
}

const toolsOf = (body: Json): Tool[] =>
  asList(body.tools)
    .flatMap((tool) => asList(asObject(tool).functionDeclarations))
    .map((declaration) => {
      const { name, parameters, parametersJsonSchema } = asObject(declaration);
      return { name: asText(name), arguments: argumentsFor(parameters ?? parametersJsonSchema) };
    });

function embed(ask: Ask, model: string, count: number): Script {
  const values = [0.1, 0.2, 0.3, 0.4];
  const bill = { ...billOf(ask, null), output: 0, reasoning: 0 };
  const usageMetadata = { promptTokenCount: bill.input, totalTokenCount: bill.input };
  const body =
    count === 1 && !ask.path.endsWith('batchEmbedContents')
      ? { embedding: { values }, usageMetadata }
      : { embeddings: Array.from({ length: count }, () => ({ values })), usageMetadata };
  return whole({ provider: 'gemini', endpoint: 'embeddings', model, messageId: '', headers, bill }, body);
}
