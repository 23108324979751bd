import { type Ask, asCount, asList, asText, billOf, createdAt, idOf, parts, tokens } from './ask.ts';
import type { Bill } from './bill.ts';
import { chatUsage } from './openai-chat.ts';
import { openaiHeaders } from './openai-shared.ts';
import { type Script, sse, streamed, whole } from './script.ts';

const silent = (ask: Ask): boolean => ask.wish.fault === 'no-usage';

function common(ask: Ask, endpoint: string, model: string, bill: Bill, messageId = '') {
  return { provider: 'openai', endpoint, model, messageId, headers: openaiHeaders(ask, model), bill };
}

/** `POST /v1/completions`, the old way to ask. */
export function textCompletion(ask: Ask, deployment: string): Script {
  const { body } = ask;
  const model = asText(body.model) || deployment;
  const bill = billOf(ask, asCount(body.max_tokens) ?? 16);
  const id = idOf('cmpl-', ask.number, 29);
  const answer = (text: string, finish: string | null, usage?: unknown) => ({
    id,
    object: 'text_completion',
    created: createdAt(),
    model,
    choices: finish === 'none' ? [] : [{ text, index: 0, logprobs: null, finish_reason: finish }],
    ...(usage !== undefined && !silent(ask) && { usage }),
  });
  const facts = common(ask, 'completions', model, bill, id);
  if (body.stream !== true) return whole(facts, answer(tokens(0, bill.output), 'stop', chatUsage(bill)));
  const told = (body.stream_options as { include_usage?: boolean } | undefined)?.include_usage === true;
  return streamed({
    ...facts,
    frames: [
      ...parts(ask, bill).map(({ text, produced }) => ({ bytes: sse(answer(text, null)), produced })),
      { bytes: sse(answer('', 'stop')), produced: bill.output },
      ...(told && !silent(ask)
        ? [{ bytes: sse(answer('', 'none', chatUsage(bill))), produced: bill.output }]
        : []),
      { bytes: sse('[DONE]'), produced: bill.output },
    ],
  });
}

/** `POST /v1/embeddings`. */
export function embeddings(ask: Ask, deployment: string): Script {
  const { body } = ask;
  const model = asText(body.model) || deployment;
  const bill = { ...billOf(ask, null), output: 0, reasoning: 0 };
  const count = Array.isArray(body.input) ? asList(body.input).length : 1;
  const vector = new Float32Array(asCount(body.dimensions) ?? 8).fill(0.125);
  const embedding =
    body.encoding_format === 'base64' ? Buffer.from(vector.buffer).toString('base64') : [...vector];
  return whole(common(ask, 'embeddings', model, bill), {
    object: 'list',
    data: Array.from({ length: count }, (_, index) => ({ object: 'embedding', index, embedding })),
    model,
    ...(!silent(ask) && { usage: { prompt_tokens: bill.input, total_tokens: bill.input } }),
  });
}

const picture = Buffer.from('fake picture').toString('base64');

/** `POST /v1/images/generations` and `/edits`: output tokens are those of the pictures. */
export function images(ask: Ask, deployment: string): Script {
  const { body } = ask;
  const model = asText(body.model) || deployment || 'gpt-image-1';
  const count = asCount(body.n) ?? 1;
  const bill = { ...billOf(ask, null, count), reasoning: 0, images: count };
  return whole(common(ask, 'images', model, bill), {
    created: createdAt(),
    background: 'opaque',
    data: Array.from({ length: count }, () => ({ b64_json: picture })),
    output_format: 'png',
    quality: asText(body.quality) || 'medium',
    size: asText(body.size) || '1024x1024',
    ...(!silent(ask) && {
      usage: {
        input_tokens: bill.input,
        input_tokens_details: { image_tokens: 0, text_tokens: bill.input },
        output_tokens: bill.output,
        total_tokens: bill.input + bill.output,
      },
    }),
  });
}

/** `POST /v1/audio/speech`: sound, or events with sound and usage. */
export function speech(ask: Ask, deployment: string): Script {
  const { body } = ask;
  const model = asText(body.model) || deployment;
  const bill = billOf(ask, null);
  const facts = common(ask, 'speech', model, bill);
  const sound = Buffer.alloc(64, 'sound');
  if (body.stream_format !== 'sse')
    return whole({ ...facts, headers: { ...facts.headers, 'content-type': 'audio/mpeg' } }, sound);
  const delta = { type: 'speech.audio.delta', audio: sound.toString('base64') };
  const usage = {
    input_tokens: bill.input,
    output_tokens: bill.output,
    total_tokens: bill.input + bill.output,
  };
  const done = { type: 'speech.audio.done', ...(!silent(ask) && { usage }) };
  return streamed({
    ...facts,
    frames: [
      { bytes: sse(delta), produced: Math.floor(bill.output / 2) },
      { bytes: sse(delta), produced: bill.output },
      { bytes: sse(done), produced: bill.output },
    ],
  });
}

/** `POST /v1/audio/transcriptions` and `/translations`, a multipart body. */
export function transcription(ask: Ask, deployment: string): Script {
  const field = (name: string): string =>
    new RegExp(`name="${name}"\\r\\n\\r\\n([^\\r]*)\\r\\n`).exec(ask.text)?.[1] ?? '';
  const model = field('model') || deployment;
  const audio = ask.wish.inputTokens ?? 40;
  const bill = { ...billOf(ask, null), input: 0, audioInput: audio };
  const facts = common(ask, 'transcription', model, bill);
  const byDuration = model.startsWith('whisper');
  const usage = byDuration
    ? { type: 'duration', seconds: 9 }
    : {
        type: 'tokens',
        input_tokens: audio,
        input_token_details: { text_tokens: 0, audio_tokens: audio },
        output_tokens: bill.output,
        total_tokens: audio + bill.output,
      };
  const text = tokens(0, bill.output);
  if (field('stream') !== 'true') return whole(facts, { text, ...(!silent(ask) && { usage }) });
  const logprobs: unknown[] = [];
  return streamed({
    ...facts,
    frames: [
      ...parts(ask, bill).map((part) => ({
        bytes: sse({ type: 'transcript.text.delta', delta: part.text, logprobs }),
        produced: part.produced,
      })),
      {
        bytes: sse({ type: 'transcript.text.done', text, logprobs, ...(!silent(ask) && { usage }) }),
        produced: bill.output,
      },
    ],
  });
}
