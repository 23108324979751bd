import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type CatalogueModel, listCost, type PriceCatalogue, PriceResolver } from '@exchequer/core/pricing';
import { calcPrice } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { edition, loadCatalogue } from './index.ts';

let catalogue: PriceCatalogue;
let models: readonly CatalogueModel[];
let resolver: PriceResolver;
beforeAll(async () => {
  catalogue = await loadCatalogue();
  models = catalogue.models();
  resolver = new PriceResolver({
    catalogue,
    held: () => [],
    overrides: [],
    discounts: [],
    aliases: [],
    nowMs: Date.parse('2026-11-21T00:00:00Z'),
  });
});
const question = (provider: string, model: string) => ({
  provider,
  model,
  service_tier: 'standard',
  speed: 'standard',
  region: '',
});

/** Priced per request, which our token classes cannot carry; the row's note says so. */
const feePerRequest = /a fee per request/;

test('the named edition is the installed one', () => {
  const entry = createRequire(import.meta.url).resolve('@pydantic/genai-prices');
  const manifest = JSON.parse(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8'));
  expect(edition.source).toBe(`genai-prices ${manifest.version}`);
});

test('every price is exact, but for seven whose decimals have no end', () => {
  const rounded = models.filter((m) => m.prices.some((p) => p.note.includes('rounded')));
  expect(rounded.map((m) => `${m.provider}/${m.model}`).sort()).toEqual([
    'huggingface_together/Qwen/Qwen3-VL-8B-Instruct',
    'openrouter/google/gemini-2.5-flash-image',
    'openrouter/google/gemini-2.5-flash-lite',
    'openrouter/google/gemini-3-flash-preview',
    'openrouter/google/gemini-3.1-flash-lite',
    'openrouter/google/gemini-3.5-flash',
    'openrouter/~google/gemini-flash-latest',
  ]);
});

test('a model that is sold by the hour or the page is unpriced, never free', () => {
  const find = (provider: string, model: string) => catalogue.find(provider, model)?.prices;
  expect(find('groq', 'whisper-large-v3')).toEqual([]);
  expect(find('mistral', 'mistral-ocr-latest')).toEqual([]);
});

describe('slices of a question', () => {
  test('hold exactly once for every time and every context length', () => {
    const priced = models.filter((m) => m.prices.length > 0);
    fc.assert(
      fc.property(
        fc.nat(priced.length - 1),
        fc.date({ min: new Date('2024-01-01'), max: new Date('2028-01-01'), noInvalidDate: true }),
        fc.nat(2_000_000),
        (index, at, input) => {
          const { provider, model } = priced[index] as CatalogueModel;
          const { slices } = resolver.resolve(question(provider, model)).answer;
          const second = Math.floor((at.getTime() % 86_400_000) / 1000);
          const holding = slices.filter(
            (s) =>
              (s.validFrom === null || Date.parse(s.validFrom) <= at.getTime()) &&
              (s.validTo === null || at.getTime() < Date.parse(s.validTo)) &&
              (s.secondsFrom < s.secondsTo
                ? s.secondsFrom <= second && second < s.secondsTo
                : second >= s.secondsFrom || second < s.secondsTo) &&
              input > s.contextOver &&
              (s.contextUpTo === null || input <= s.contextUpTo),
          );
          expect(holding).toHaveLength(1);
        },
      ),
      { numRuns: 300 },
    );
  });
});

const count = fc.oneof(fc.constant(0), fc.nat(5_000), fc.nat(600_000));
const usage = fc.record({
  uncached_input: count,
  cache_read: count,
  cache_write_5m: count,
  cache_write_1h: count,
  output: count,
  web_searches: fc.nat(5),
});

test('the cost of any usage equals what the catalogue’s own calculator says', () => {
  fc.assert(
    fc.property(
      fc.nat(models.length - 1),
      fc.date({ min: new Date('2025-01-01'), max: new Date('2027-06-01'), noInvalidDate: true }),
      usage,
      (index, at, used) => {
        const { provider, model, prices } = models[index] as CatalogueModel;
        fc.pre(
          prices.length > 0 && !prices.some((p) => feePerRequest.test(p.note) || p.note.includes('rounded')),
        );
        const theirs = calcPrice(
          {
            input_tokens: used.uncached_input + used.cache_read + used.cache_write_5m + used.cache_write_1h,
            cache_read_tokens: used.cache_read,
            cache_write_tokens: used.cache_write_5m + used.cache_write_1h,
            cache_write_1h_tokens: used.cache_write_1h,
            output_tokens: used.output,
            web_searches: used.web_searches,
          },
          model,
          { providerId: provider, timestamp: at },
        );
        // A name that the catalogue itself matches to another model is compared with that one.
        fc.pre(theirs?.model.id === model && theirs.provider.id === provider);
        const { answer } = resolver.resolve(question(provider, model));
        const ours = Number(listCost(answer.slices, at.getTime(), used)) / 1e12;
        const total = theirs?.total_price ?? 0;
        expect(Math.abs(ours - total)).toBeLessThanOrEqual(1e-9 * Math.max(total, 1e-3));
      },
    ),
    { numRuns: 1_000 },
  );
});

test('audio and images are billed at their own price within input and output', () => {
  const priced = models.filter((m) => m.prices.some((p) => p.prices.audio_input !== p.prices.uncached_input));
  expect(priced.length).toBeGreaterThan(5);
  for (const { provider, model } of priced) {
    const theirs = calcPrice({ input_tokens: 1_000, input_audio_tokens: 400, output_tokens: 0 }, model, {
      providerId: provider,
      timestamp: new Date('2026-09-01T12:00:00Z'),
    });
    if (theirs?.model.id !== model) continue;
    const { answer } = resolver.resolve(question(provider, model));
    const used = { uncached_input: 1_000, audio_input: 400 };
    const ours = Number(listCost(answer.slices, Date.parse('2026-09-01T12:00:00Z'), used)) / 1e12;
    expect(ours, `${provider}/${model}`).toBeCloseTo(theirs.total_price, 12);
  }
});
