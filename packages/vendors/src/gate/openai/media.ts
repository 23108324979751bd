import { type Dict, isDict } from '../answer.ts';
import { decodedBytes, pagesAtMost } from '../count.ts';

/** Pictures, sounds and documents of a request: bytes that are not text, and the tokens they are taken for. */
export interface Media {
  bytes: number;
  tokens: number;
}

/** Strings by which a body that has media is known, with their closing quote; others need no second look. */
export const mediaMarks: readonly string[] = [
  'image_url"',
  'input_image"',
  'input_audio"',
  'input_file"',
  'file"',
  'image_generation_call"',
];

/**
 * OpenAI's published limits: a picture is at most 2,500 patches or 8 tiles, times up to 2.46 for small
 * models (gpt-4o-mini: 48,169 tokens for 8 tiles), and 10,000 patches at `original` detail. A page of a
 * document is its text and a picture of it. Sound makes 10 tokens a second; it is taken for 8 kbit/s.
 */
const perImage = 4_000;
const perOriginalImage = 25_000;
const per4oMiniImage = 48_169;
const perPage = 5_000;
const bytesPerSoundToken = 100;
/** A document that is only named: as many tokens as a call may usefully have of it. */
const perFileByName = 100_000;

/** Media of the messages or input of a request; arguments of tools are text and not looked into. */
export function openAiMedia(root: unknown, model: string): Media {
  const sum: Media = { bytes: 0, tokens: 0 };
  walk(root, 0, (part) => countPart(part, model, sum));
  return sum;
}

/** Parts lie at most this deep: a list of messages, of contents, of outputs of tools. */
const deepestPart = 12;

function walk(value: unknown, depth: number, visit: (part: Dict) => void): void {
  if (depth > deepestPart) return;
  if (Array.isArray(value)) for (const item of value) walk(item, depth + 1, visit);
  else if (isDict(value)) {
    visit(value);
    for (const name of ['messages', 'input', 'content', 'output']) {
      if (typeof value[name] === 'object') walk(value[name], depth + 1, visit);
    }
  }
}

function countPart(part: Dict, model: string, sum: Media): void {
  if (part.type === 'image_url' || part.type === 'input_image' || part.type === 'computer_screenshot') {
    const image = isDict(part.image_url) ? part.image_url : part;
    const url = isDict(part.image_url) ? part.image_url.url : part.image_url;
    sum.tokens += imageTokens(model, image.detail ?? part.detail);
    if (typeof url === 'string' && url.startsWith('data:')) sum.bytes += url.length;
  } else if (part.type === 'input_audio' && isDict(part.input_audio)) {
    const { data } = part.input_audio;
    if (typeof data !== 'string') return;
    sum.bytes += data.length;
    sum.tokens += Math.ceil(decodedBytes(data) / bytesPerSoundToken);
  } else if (part.type === 'input_file' || part.type === 'file') {
    const data = isDict(part.file) ? part.file.file_data : part.file_data;
    if (typeof data !== 'string') sum.tokens += perFileByName;
    else {
      sum.bytes += data.length;
      sum.tokens += documentTokens(data);
    }
  } else if (part.type === 'image_generation_call' && typeof part.result === 'string') {
    sum.bytes += part.result.length;
    sum.tokens += imageTokens(model, part.detail);
  }
}

/** A PDF by its pages; any other file is text, of which a token is at least a byte. */
const documentTokens = (data: string): number =>
  data.startsWith('data:application/pdf') || data.startsWith('JVBERi')
    ? pagesAtMost(decodedBytes(data)) * perPage
    : decodedBytes(data);

function imageTokens(model: string, detail: unknown): number {
  if (/4o-mini/.test(model)) return per4oMiniImage;
  return detail === 'original' ? perOriginalImage : perImage;
}
