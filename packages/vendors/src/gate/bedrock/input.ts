import { type Dict, isDict } from '../answer.ts';
import { decodedBytes, pagesAtMost, tokensPerByte } from '../count.ts';
import type { JsonScan } from '../json-scan.ts';

const media = ['image', 'document', 'video', 'audio'] as const;
type Medium = (typeof media)[number];

/** Starts of strings by which a body shows that it holds more than text. */
export const inputMarks = [...media, 'tool', 'systemTool'] as const;

/** What models add for tools: Anthropic's tool prompt, the longest that is published, is below 700 tokens. */
const toolPrompt = 1_000;
/** The largest picture that is published counts 4,784 tokens. */
const perPicture = 5_000;
/** A page of a PDF is read as text, up to 3,000 tokens, and as a picture of up to 1,600. */
const perPage = 4_600;
/** What is not seen here is held as the largest context that a model of Bedrock takes. */
const unseen = 1_000_000;

/**
 * Input tokens of a body, never fewer than the provider will count. Text counts by its bytes; pictures and
 * files by what they are at most; what lies in a bucket, in a stored prompt, or is found by a tool that
 * runs at the provider, by the largest context. Null where the body is no JSON after all.
 */
export function inputAtMost(pathModel: string, body: Buffer, { marks }: JsonScan): number | null {
  const pictured = media.some((mark) => marks.has(mark));
  const held = pictured ? heldIn(body) : none;
  if (!held) return null;
  const text = Math.ceil((body.length - held.bytes) * tokensPerByte(body));
  const stored = pathModel.includes(':prompt/') || marks.has('systemTool') ? unseen : 0;
  return text + held.tokens + stored + (marks.has('tool') ? toolPrompt : 0);
}

/** Media of a body: the bytes that they take in it, and the tokens that they count at most. */
interface Held {
  bytes: number;
  tokens: number;
}

const none: Held = { bytes: 0, tokens: 0 };
const sum = (parts: readonly Held[]): Held =>
  parts.reduce((all, part) => ({ bytes: all.bytes + part.bytes, tokens: all.tokens + part.tokens }), none);

function heldIn(body: Buffer): Held | null {
  try {
    return mediaIn(JSON.parse(body.toString('utf8')));
  } catch {
    return null;
  }
}

function mediaIn(value: unknown): Held {
  if (Array.isArray(value)) return sum(value.map(mediaIn));
  if (!isDict(value)) return none;
  const typed = media.find((kind) => kind === value.type);
  if (typed && isDict(value.source)) return medium(typed, value.source, value.source.media_type);
  return sum(
    Object.entries(value).map(([name, item]) => {
      const kind = media.find((known) => known === name);
      return kind && isDict(item) && isDict(item.source)
        ? medium(kind, item.source, item.format)
        : mediaIn(item);
    }),
  );
}

/** Converse's and Nova's `source.bytes`, or Anthropic's `source.data`. */
function medium(kind: Medium, source: Dict, format: unknown): Held {
  if (isDict(source.s3Location)) return { bytes: 0, tokens: unseen };
  const data = source.bytes ?? source.data;
  if (typeof data !== 'string') return mediaIn(source);
  const size = decodedBytes(data);
  if (kind === 'image') return { bytes: data.length, tokens: perPicture };
  if (kind === 'document' && /pdf/i.test(String(format))) {
    return { bytes: data.length, tokens: pagesAtMost(size) * perPage };
  }
  // Files of text have at most a token per byte, and so have sound and films.
  return { bytes: data.length, tokens: Math.max(size, perPicture) };
}
