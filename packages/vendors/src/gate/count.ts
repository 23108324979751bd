/**
 * Upper bounds of token counts, taken from bytes alone. What is assumed:
 *
 * - Byte-level tokenizers never make more tokens than bytes. Text that looks like words makes far fewer.
 *   Measured with the public vocabularies cl100k and o200k, in bytes per token: prose and code 3.7 to
 *   4.2, CSV and lock files 2.6, digits and UUIDs 1.6, base64 and random letters 1.4, Chinese, Russian,
 *   Arabic and Hindi 2.5 to 3.8 at worst, rare scripts 1.0. The weights below stay above every one of
 *   them (words by about 1.9 times, lock files by 1.4), which leaves room for vocabularies that are not public.
 * - The whole body is counted, names and brackets of JSON included; they stand for the few tokens that
 *   providers add per message and tool.
 * - Which bytes a text is made of is learned from evenly spread samples; four hundred of them are off by about
 *   two and a half percent, well inside the margin.
 */

const samples = 400;

/** Counts of lower-case letters, of blanks and of bytes beyond ASCII, side by side in one number. */
const [lowerUnit, blankUnit, highUnit] = [1, 1 << 10, 1 << 20];
const fieldMask = (1 << 10) - 1;
const units = new Int32Array(256).map((_, byte) => {
  if (byte >= 0x80) return highUnit;
  if (byte === 0x20 || byte === 0x0a) return blankUnit;
  return byte >= 0x61 && byte <= 0x7a ? lowerUnit : 0;
});

/** Tokens per byte of lower-case letters where words are parted by blanks, and where they are not. */
const perWordByte = 0.42;
const perUnpartedByte = 0.65;
const perBlank = 0.42;
const perOtherByte = 0.95;
/** Texts with fewer blanks than this share are no words: encoded data, packed JSON. */
const fewBlanks = 0.05;

/** The most tokens that a text of these bytes is taken for. */
export function textTokensAtMost(body: Uint8Array): number {
  return Math.ceil(body.length * tokensPerByte(body));
}

/** Tokens per byte, 0.4 to 1, as the bytes of a text suggest. */
export function tokensPerByte(body: Uint8Array): number {
  const { length } = body;
  if (length === 0) return 1;
  const stride = Math.max(1, Math.floor(length / samples));
  const taken = Math.min(samples, length);
  let sum = 0;
  let scatter = 1;
  for (let i = 0, at = 0; i < taken; i++, at += stride) {
    // One byte anywhere in each stretch: on an even grid, texts that repeat would show one face alone.
    scatter = (Math.imul(scatter, 1_664_525) + 1_013_904_223) | 0;
    sum += units[body[at + (((scatter >>> 16) * stride) >>> 16)] ?? 0] ?? 0;
  }
  const lower = sum & fieldMask;
  const blank = (sum >> 10) & fieldMask;
  const high = sum >> 20;
  const perLower = blank < taken * fewBlanks ? perUnpartedByte : perWordByte;
  return (lower * perLower + blank * perBlank + high + (taken - lower - blank - high) * perOtherByte) / taken;
}

/** Bytes that base64 text stands for. */
export const decodedBytes = (base64: string): number => Math.floor((base64.length * 3) / 4);

/**
 * Pages of a document by its bytes, where nobody says how many it has: a page of a PDF seldom takes
 * less than 10 KB, and providers take at most 600.
 */
export const pagesAtMost = (bytes: number): number => Math.min(600, Math.max(1, Math.ceil(bytes / 10_000)));

/** Seconds of sound by its bytes: a WAV file says its rate, anything else is taken for 8 kbit/s. */
export function secondsAtMost(sound: Uint8Array): number {
  const wav = sound.length >= 44 && ascii(sound, 0, 4) === 'RIFF' && ascii(sound, 8, 12) === 'WAVE';
  const rate = wav ? new DataView(sound.buffer, sound.byteOffset).getUint32(28, true) : 0;
  return Math.ceil(sound.length / Math.max(1000, rate));
}

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

/**
 * What tools that run at the provider may add: every search is taken to bring this many tokens of
 * results, and to have the whole input read once more.
 */
const tokensPerSearch = 15_000;

export const withSearches = (inputTokens: number, searches: number): number =>
  inputTokens * (1 + searches) + tokensPerSearch * searches;

/**
 * Output tokens by the bytes of streamed text, for calls that end before the provider counts: two
 * bytes per token, which is about double what words take. What a model thinks unseen is not in it.
 */
export const streamedTokensAtMost = (bytes: number): number => Math.ceil(bytes / 2);
