import { describe, expect, test } from 'vitest';
import { pagesAtMost, secondsAtMost, textTokensAtMost } from './count.ts';

/** A run of characters that looks random and is the same every time. */
function scrambled(alphabet: string, length: number): string {
  let state = 12_345;
  let text = '';
  for (let i = 0; i < length; i++) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    text += alphabet[Math.floor((state / 2_147_483_648) * alphabet.length)];
  }
  return text;
}

const letters = 'abcdefghijklmnopqrstuvwxyz';

/**
 * Texts with the most tokens that a public vocabulary (cl100k_base, o200k_base) makes of them.
 * Counted once with gpt-tokenizer 4.0.0.
 */
const texts: readonly (readonly [string, string, number])[] = [
  [
    'prose',
    'The gateway holds what a call may cost before it starts, and gives the rest back. '.repeat(50),
    901,
  ],
  ['code', 'export const sum = (values: readonly number[]): number => {\n  return 0;\n};\n'.repeat(50), 950],
  [
    'JSON',
    JSON.stringify(Array.from({ length: 200 }, (_, id) => ({ id, name: `user ${id}`, ok: true }))),
    2802,
  ],
  ['digits', scrambled('0123456789', 4000), 1334],
  ['hex', scrambled('0123456789abcdef', 4000), 2292],
  ['base64', scrambled(`${letters}${letters.toUpperCase()}0123456789+/`, 4000), 2913],
  ['random letters', scrambled(letters, 4000), 2166],
  ['punctuation', scrambled('!@#$%^&*()_+-=[]{}|;:,.<>?/~', 4000), 2681],
  ['Japanese', '漢字かな交じり文は日本語の書記体系である。'.repeat(50), 1200],
  ['Russian', 'Быстрая коричневая лиса прыгает через ленивую собаку. '.repeat(50), 1401],
  ['Amharic', 'ፈጣኑ ቡናማ ቀበሮ ሰነፍ ውሻ ላይ ዘለለ '.repeat(50), 2851],
  ['emoji', '😀🧑‍🚀🏳️‍🌈👩🏽‍💻🇵🇱'.repeat(50), 1750],
];

describe('bounds of token counts', () => {
  test.each(texts)('%s is never counted below what tokenizers make of it', (_, text, tokens) => {
    const bytes = Buffer.from(text);
    expect(textTokensAtMost(bytes)).toBeGreaterThanOrEqual(tokens);
    expect(textTokensAtMost(bytes)).toBeLessThanOrEqual(Math.ceil(bytes.length * 1.0001));
  });

  test('words are held for at about half a token per byte', () => {
    const bytes = Buffer.from('some plain words and a few more '.repeat(4000));
    expect(textTokensAtMost(bytes) / bytes.length).toBeCloseTo(0.42, 2);
  });

  test('rows of equal width do not hide what they are made of', () => {
    const row = `${'1234567890,'.repeat(9)}a\n`;
    const bytes = Buffer.from(row.repeat(2000));
    expect(textTokensAtMost(bytes) / bytes.length).toBeGreaterThan(0.85);
  });

  test('an empty text has no tokens', () => {
    expect(textTokensAtMost(Buffer.alloc(0))).toBe(0);
  });

  test('a document has a page for every 10 KB, and 600 at most', () => {
    expect([pagesAtMost(1), pagesAtMost(25_000), pagesAtMost(1e9)]).toEqual([1, 3, 600]);
  });

  test('sound that does not say its rate is taken for the longest that it could be', () => {
    expect(secondsAtMost(Buffer.alloc(8_000))).toBe(8);
  });
});
