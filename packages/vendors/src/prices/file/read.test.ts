import { formatUsd } from '@exchequer/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PriceFileFormat, readPriceFile } from './read.ts';

const perMillion = (amount: bigint | undefined) =>
  amount === undefined ? undefined : formatUsd(amount * 1_000_000n);
const only = (format: PriceFileFormat, content: string) => {
  const file = readPriceFile(format, content, 'ours');
  expect(file.errors).toEqual([]);
  return file.entries.map((e) => e.entry);
};

describe('CSV', () => {
  test('takes short names, a semicolon, a byte-order mark and dates', () => {
    const [entry] = only(
      'csv',
      '\uFEFFProvider;Model;Input;Output;Cache read;Tier;From\nacme;thinker;$2.5;10;0.25;batch;2026-07-01\n',
    );
    expect(entry).toMatchObject({
      provider: 'acme',
      service_tier: 'batch',
      validFrom: '2026-07-01T00:00:00.000Z',
      contextOver: -1,
      source: 'ours',
    });
    expect(perMillion(entry?.prices.uncached_input)).toBe('2.5');
    expect(perMillion(entry?.prices.cache_read)).toBe('0.25');
  });

  test('names unknown columns instead of passing over a price', () => {
    const { errors } = readPriceFile('csv', 'model,inptu\nthinker,3\n', 'ours');
    expect(errors).toEqual([
      { row: 1, error: 'unknown columns: inptu', fix: expect.stringContaining('header') },
    ]);
  });

  test.each(['-1', '1e3', 'NaN', '3,5', '0.1234567', '١'])('refuses the price %s', (price) => {
    const { entries, errors } = readPriceFile('csv', `model,output\nthinker,"${price}"\n`, 'ours');
    expect(entries).toEqual([]);
    expect(errors).toMatchObject([{ row: 2, error: expect.stringContaining(price) }]);
  });

  test('an empty file is an error, not silence', () => {
    expect(readPriceFile('csv', '', 'ours').errors).toHaveLength(1);
  });
});

describe('YAML', () => {
  test('keeps every digit of a price', () => {
    const [entry] = only(
      'yaml',
      'prices:\n  - provider: acme\n    model: thinker\n    input: 0.100001\n    output: 10\n',
    );
    expect(perMillion(entry?.prices.uncached_input)).toBe('0.100001');
  });

  test('points at the entry that is wrong and keeps the others', () => {
    const file = readPriceFile('yaml', '- {model: a, output: 1}\n- {model: b, outptu: 1}\n- [1]\n', 'ours');
    expect(file.entries.map((e) => e.entry.model)).toEqual(['a']);
    expect(file.errors.map((e) => e.row)).toEqual([2, 3]);
  });

  test('is not blown up by aliases', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
      .split('')
      .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`)
      .join('\n')}\nprices: *i\n`;
    expect(readPriceFile('yaml', bomb, 'ours').errors.length).toBeGreaterThan(0);
  });
});

describe('LiteLLM’s map', () => {
  test('is read exactly, with tiers, contexts and provider prefixes', () => {
    const content = JSON.stringify({
      sample_spec: { input_cost_per_token: 1 },
      'gemini/gemini-x': {
        litellm_provider: 'gemini',
        input_cost_per_token: 1.25e-6,
        output_cost_per_token: 1e-5,
        cache_creation_input_token_cost_above_1hr: 2.5e-6,
        input_cost_per_token_above_200k_tokens: 2.5e-6,
        output_cost_per_token_above_200k_tokens: 1.5e-5,
        input_cost_per_token_batches: 6.25e-7,
        output_cost_per_token_batches: 5e-6,
      },
      'image-only': { litellm_provider: 'acme', output_cost_per_image: 0.04 },
    });
    const entries = only('litellm', content);
    expect(
      entries.map((e) => [
        e.provider,
        e.model,
        e.service_tier,
        e.contextOver,
        perMillion(e.prices.uncached_input),
        perMillion(e.prices.output),
      ]),
    ).toEqual([
      ['google', 'gemini-x', 'standard', -1, '1.25', '10'],
      ['google', 'gemini-x', 'standard', 200_000, '2.5', '15'],
      ['google', 'gemini-x', 'batch', -1, '0.625', '5'],
    ]);
    expect(perMillion(entries[0]?.prices.cache_write_1h)).toBe('2.5');
  });

  test('a negative price is an error of that model alone', () => {
    const content = JSON.stringify({
      a: { input_cost_per_token: -1 },
      b: { input_cost_per_token: 1e-6, output_cost_per_token: 0 },
    });
    const file = readPriceFile('litellm', content, 'map.json');
    expect(file.entries.map((e) => e.entry.model)).toEqual(['b']);
    expect(file.errors).toMatchObject([{ row: 1, error: expect.stringContaining('a:') }]);
  });
});

test.each<PriceFileFormat>(['csv', 'yaml', 'litellm'])(
  '%s: nothing in a file makes the reader throw',
  (format) => {
    const json = fc.json();
    const table = fc
      .array(
        fc.array(fc.string(), { maxLength: 5 }).map((cells) => cells.join(',')),
        { maxLength: 6 },
      )
      .map((rows) => rows.join('\n'));
    const headed = table.map((rows) => `provider,model,input,output,valid_from\n${rows}`);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), json, table, headed), (content) => {
        const file = readPriceFile(format, content, 'ours');
        for (const { entry } of file.entries) {
          for (const amount of Object.values(entry.prices)) expect(amount).toBeGreaterThanOrEqual(0n);
        }
      }),
      { numRuns: 100 },
    );
  },
);
