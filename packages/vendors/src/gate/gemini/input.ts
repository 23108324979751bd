import { isDict } from '../answer.ts';
import { decodedBytes, pagesAtMost, secondsAtMost, tokensPerByte, withSearches } from '../count.ts';
import type { JsonScan } from '../json-scan.ts';
import type { GeminiSettings } from './settings.ts';

/** Starts of strings by which a body shows that it holds more than text, in both spellings. */
export const inputMarks = ['inlineData', 'inline_data', 'fileData', 'file_data'] as const;

/** What is not seen here is held as the largest context that Gemini's current models take. */
const unseen = 1_048_576;
/** Sixteen tiles of 258 tokens, as much as a picture of 3,072 pixels square takes, or one of high resolution. */
const perPicture = 4_200;
/** A page at the highest resolution. */
const perPage = 1_120;
const perSecondOfSound = 32;
/** Google lets a model search or run code as often as it likes; it seldom does so more than this often. */
export const searchesTaken = 5;

/** Tools that run at Google and feed what they find back as input. */
const feeding = ['googleSearch', 'googleSearchRetrieval', 'codeExecution', 'googleMaps', 'computerUse'];
const fetching = ['urlContext', 'fileSearch'];

const has = ({ tools }: GeminiSettings, names: readonly string[]): boolean =>
  tools.some((tool) => names.some((name) => camelNames(tool).has(name)));
const camelNames = (tool: object): Set<string> =>
  new Set(
    Object.keys(tool).map((name) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())),
  );

export const searches = (settings: GeminiSettings): boolean => has(settings, feeding.slice(0, 2));

/**
 * Input tokens of a body, never fewer than Google will count: text by its bytes, media by what they are at
 * most, and what lies elsewhere (files by name, cached contents, pages to be fetched) by the largest context.
 * Null where the body is no JSON after all.
 */
export function inputAtMost(body: Buffer, scan: JsonScan, settings: GeminiSettings): number | null {
  const marked = inputMarks.some((mark) => scan.marks.has(mark));
  const media = marked ? mediaOf(body) : { bytes: 0, tokens: 0 };
  if (!media) return null;
  const text = Math.ceil((body.length - media.bytes) * tokensPerByte(body));
  const elsewhere = (settings.cached ? unseen : 0) + (has(settings, fetching) ? unseen : 0);
  return withSearches(text + media.tokens, has(settings, feeding) ? searchesTaken : 0) + elsewhere;
}

/** The bytes that media take in a body, and the tokens that they count at most. */
interface Media {
  bytes: number;
  tokens: number;
}

function mediaOf(body: Buffer): Media | null {
  try {
    const found: Media = { bytes: 0, tokens: 0 };
    addMedia(JSON.parse(body.toString('utf8')), found);
    return found;
  } catch {
    return null;
  }
}

function addMedia(value: unknown, found: Media): void {
  if (Array.isArray(value)) for (const item of value) addMedia(item, found);
  if (!isDict(value)) return;
  for (const [name, item] of Object.entries(value)) {
    if (name === 'fileData' || name === 'file_data') found.tokens += unseen;
    else if ((name === 'inlineData' || name === 'inline_data') && isDict(item)) {
      const data = typeof item.data === 'string' ? item.data : '';
      found.bytes += data.length;
      found.tokens += tokensOf(data, String(item.mimeType ?? item.mime_type ?? ''));
    } else addMedia(item, found);
  }
}

function tokensOf(data: string, mimeType: string): number {
  const size = decodedBytes(data);
  if (mimeType.startsWith('image/')) return perPicture;
  if (mimeType === 'application/pdf') return pagesAtMost(size) * perPage;
  if (mimeType.startsWith('audio/')) return secondsAtMost(Buffer.from(data, 'base64')) * perSecondOfSound;
  // Text has at most a token per byte, and films have more bytes than the 300 tokens of a second.
  return Math.max(size, perPicture);
}
