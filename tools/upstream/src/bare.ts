import type { IncomingMessage, ServerResponse } from 'node:http';
import { message } from './anthropic.ts';
import { type Ask, readAsk } from './ask.ts';
import { bedrock } from './bedrock.ts';
import { gemini } from './gemini.ts';
import { chatCompletion } from './openai-chat.ts';
import { embeddings } from './openai-media.ts';
import { response } from './openai-responses.ts';
import type { Script } from './script.ts';
import type { TruthBook } from './truth.ts';

/** A stream leaves in so many writes, so that whoever passes it on sees parts of it. */
const writes = 8;

interface Prepared {
  script: Script;
  headers: Record<string, string | number>;
  parts: Buffer[];
}

const prepared = new Map<string, Prepared | null>();
const streamWish = Buffer.from('"stream":true');

/**
 * Answers with bytes that were made once per path: 64 output tokens, 250 of input whatever was sent.
 * The body is read to its end and otherwise only searched for the wish to stream.
 */
export function answerBare(req: IncomingMessage, res: ServerResponse, book: TruthBook): void {
  let stream = false;
  req.on('data', (part: Buffer) => {
    stream ||= part.includes(streamWish);
  });
  req.on('end', () => {
    const found = preparedFor(req.url ?? '/', stream);
    if (!found) {
      res.writeHead(404).end();
      return;
    }
    const { script, headers, parts } = found;
    book.count(script.provider, script.model, script.bill);
    res.writeHead(200, headers);
    if (parts.length === 1) res.end(parts[0]);
    else send(res, parts, 0);
  });
}

function send(res: ServerResponse, parts: readonly Buffer[], at: number): void {
  if (res.destroyed) return;
  if (at === parts.length - 1) {
    res.end(parts[at]);
    return;
  }
  res.write(parts[at]);
  setImmediate(send, res, parts, at + 1);
}

function preparedFor(url: string, stream: boolean): Prepared | null {
  const key = stream ? `${url} stream` : url;
  const known = prepared.get(key);
  if (known !== undefined) return known;
  const script = scriptFor(url, stream);
  const made = script && prepare(script);
  // Paths that nobody planned for are not kept, since they are without number.
  if (made) prepared.set(key, made);
  return made;
}

function prepare(script: Script): Prepared {
  const bytes = script.frames.map((frame) => Buffer.from(frame.bytes as string));
  if (!script.stream) {
    const body = Buffer.concat(bytes);
    return { script, headers: { ...script.headers, 'content-length': body.length }, parts: [body] };
  }
  const size = Math.ceil(bytes.length / writes);
  const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    Buffer.concat(bytes.slice(at * size, (at + 1) * size)),
  );
  return { script, headers: script.headers, parts };
}

function scriptFor(url: string, stream: boolean): Script | null {
  const body = JSON.stringify({
    model: url.includes('messages') ? 'claude-sonnet-4-6' : 'gpt-4o-mini',
    stream,
    stream_options: { include_usage: true },
  });
  const headers = { 'x-fake-output-tokens': '64', 'x-fake-input-tokens': '250' };
  const ask = readAsk(headers, url, Buffer.from(body), 1) as Ask;
  const { path } = ask;
  if (path.endsWith('/chat/completions')) return chatCompletion(ask, '');
  if (path.endsWith('/responses')) return response(ask);
  if (path.endsWith('/embeddings')) return embeddings(ask, '');
  if (path.endsWith('/messages')) return message(ask);
  const [, model = '', method = ''] = /\/models?\/([^/:]+)[:/](.+)$/.exec(path) ?? [];
  return path.startsWith('/model/') ? bedrock(ask, model, method) : gemini(ask, model, method);
}
