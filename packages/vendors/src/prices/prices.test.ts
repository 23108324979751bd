import { listCost, type PricedQuantities } from '@exchequer/core/pricing';
import { formatUsd, type PriceQuestion } from '@exchequer/model';
import { describe, expect, test } from 'vitest';
import { catalogueBook } from './index.ts';

const book = catalogueBook(() => new Date('2026-11-21T09:00:00Z'));

async function cost(
  question: Partial<PriceQuestion> & { model: string },
  at: string,
  usage: PricedQuantities,
): Promise<string | null> {
  const full = {
    provider: 'anthropic',
    service_tier: 'standard',
    speed: 'standard',
    region: '',
    ...question,
  };
  const [answer] = await book.answers([full]);
  const amount = listCost(answer?.slices ?? [], Date.parse(at), usage);
  return amount === null ? null : formatUsd(amount);
}

describe('long context moves the whole request', () => {
  const usage = { uncached_input: 300_000, output: 1_000 };

  test('claude-opus-4-6 carries the surcharge until 13 March 2026 and not after', async () => {
    const model = 'claude-opus-4-6';
    expect(await cost({ model }, '2026-03-12T23:59:59.999Z', usage)).toBe('3.0375');
    expect(await cost({ model }, '2026-03-13T00:00:00.000Z', usage)).toBe('1.525');
  });

  test('gpt-5.4 turns dearer at exactly 272,000 input tokens, cache included', async () => {
    const at = '2026-06-01T00:00:00Z';
    const ask = (uncached: number) =>
      cost({ provider: 'openai', model: 'gpt-5.4' }, at, {
        uncached_input: uncached,
        cache_read: 200_000,
        output: 100,
      });
    expect(await ask(71_999)).toBe('0.2314975');
    expect(await ask(72_000)).toBe('0.46225');
  });

  test('a request without input tokens is priced too', async () => {
    expect(await cost({ model: 'claude-opus-4-6' }, '2026-02-10T00:00:00Z', { output: 1_000 })).toBe('0.025');
  });
});

describe('cache classes', () => {
  const at = '2026-02-10T12:00:00Z';

  test('haiku 4.5 by its dated name, with 5-minute writes', async () => {
    const usage = { uncached_input: 100, cache_read: 3_000, cache_write_5m: 1_200, output: 50 };
    expect(await cost({ model: 'claude-haiku-4-5-20251001' }, at, usage)).toBe('0.00215');
  });

  test('sonnet 4.5 pays twice the input price for 1-hour writes, and the plain price for unknown ones', async () => {
    const model = 'claude-sonnet-4-5-20250929';
    expect(await cost({ model }, at, { cache_write_1h: 1_000 })).toBe('0.006');
    expect(await cost({ model }, at, { cache_write_unknown: 1_000 })).toBe('0.00375');
  });

  test('the cache-read discount is the model’s own', async () => {
    expect(await cost({ model: 'claude-opus-5-5' }, at, { cache_read: 1_000_000 })).toBe('0.2');
    expect(await cost({ model: 'claude-fable-5-1' }, at, { cache_read: 1_000_000 })).toBe('0.25');
  });

  test('GPT-5.6 writes cost 1.25 times the input whatever their lifetime', async () => {
    const question = { provider: 'openai', model: 'gpt-5.6-sol' };
    expect(await cost(question, '2026-09-01T00:00:00Z', { cache_write_30m: 1_000 })).toBe('0.005');
    expect(await cost(question, '2026-09-01T00:00:00Z', { cache_write_12h: 1_000 })).toBe('0.005');
  });

  test('a model without a cache price pays its input price for cache reads', async () => {
    expect(await cost({ provider: 'openai', model: 'gpt-4' }, at, { cache_read: 1_000 })).toBe('0.03');
  });
});

describe('tiers, speeds and regions', () => {
  const usage = { uncached_input: 1_000, output: 1_000 };

  test('batches cost half', async () => {
    expect(
      await cost({ model: 'claude-sonnet-4-6', service_tier: 'batch' }, '2026-06-01T00:00:00Z', usage),
    ).toBe('0.009');
  });

  test('fast mode costs what it cost on its day', async () => {
    const fast = { model: 'claude-opus-4-6', speed: 'fast' };
    expect(await cost(fast, '2026-02-10T00:00:00Z', usage)).toBe('0.09');
    expect(await cost(fast, '2026-06-01T00:00:00Z', usage)).toBe('0.18');
    expect(await cost({ ...fast, model: 'claude-opus-4-8' }, '2026-06-01T00:00:00Z', usage)).toBe('0.06');
  });

  test('US inference costs a tenth more on the models that offer it', async () => {
    const us = { region: 'us' };
    expect(await cost({ ...us, model: 'claude-opus-4-6' }, '2026-06-01T00:00:00Z', usage)).toBe('0.033');
    expect(await cost({ ...us, model: 'claude-haiku-4-5' }, '2026-06-01T00:00:00Z', usage)).toBe('0.006');
  });

  test('Bedrock regional endpoints cost a tenth more than global ones', async () => {
    const at = '2026-06-01T00:00:00Z';
    const bedrock = (model: string) => cost({ provider: 'aws.bedrock', model }, at, usage);
    expect(await bedrock('us.anthropic.claude-opus-4-6-v1')).toBe('0.033');
    expect(await bedrock('global.anthropic.claude-opus-4-6-v1')).toBe('0.03');
  });

  test('OpenAI’s fast is its priority tier, at the model’s own factor', async () => {
    const at = '2026-06-01T00:00:00Z';
    const fast = (model: string) => cost({ provider: 'openai', model, speed: 'fast' }, at, usage);
    expect(await fast('gpt-5.4')).toBe('0.035');
    expect(await cost({ provider: 'openai', model: 'gpt-5-mini', service_tier: 'priority' }, at, usage)).toBe(
      '0.00405',
    );
  });

  test('a tier without a published price stays unpriced', async () => {
    const at = '2026-06-01T00:00:00Z';
    expect(
      await cost({ provider: 'openai', model: 'gpt-5.4', service_tier: 'ultrafast' }, at, usage),
    ).toBeNull();
    expect(await cost({ model: 'claude-haiku-4-5', speed: 'fast' }, at, usage)).toBeNull();
  });

  test('web searches are never discounted with the tokens', async () => {
    const batch = { model: 'claude-sonnet-4-6', service_tier: 'batch' };
    expect(await cost(batch, '2026-06-01T00:00:00Z', { web_searches: 3 })).toBe('0.03');
  });
});

test('DeepSeek is cheaper outside 00:30–16:30 UTC', async () => {
  const question = { provider: 'deepseek', model: 'deepseek-chat' };
  const usage = { uncached_input: 1_000_000 };
  expect(await cost(question, '2026-01-10T00:29:59.999Z', usage)).toBe('0.135');
  expect(await cost(question, '2026-01-10T00:30:00.000Z', usage)).toBe('0.27');
  expect(await cost(question, '2026-01-10T16:30:00.000Z', usage)).toBe('0.135');
});

test.each(['claude-haiku-5-5', 'claude-fable-5-2', 'my-own-model'])(
  '%s is unpriced, with a ceiling',
  async (model) => {
    const [answer] = await book.answers([
      { provider: 'anthropic', model, service_tier: 'standard', speed: 'standard', region: '' },
    ]);
    expect(answer?.slices).toEqual([]);
    expect(answer?.base).toBeNull();
    expect(formatUsd(answer?.ceiling.uncached_input ?? 0n)).toBe('0.000015');
    expect(formatUsd(answer?.ceiling.output ?? 0n)).toBe('0.000075');
  },
);

test('the base period weighs a batch like any other request, and a later model at its first prices', async () => {
  const standard = { provider: 'anthropic', service_tier: 'standard', speed: 'standard', region: '' };
  const [batch, later] = await book.answers([
    { ...standard, model: 'claude-opus-4-6', service_tier: 'batch' },
    { ...standard, provider: 'openai', model: 'gpt-5.6-sol' },
  ]);
  expect(formatUsd(batch?.base?.uncached_input ?? 0n)).toBe('0.000005');
  expect(formatUsd(later?.base?.uncached_input ?? 0n)).toBe('0.000005');
});
