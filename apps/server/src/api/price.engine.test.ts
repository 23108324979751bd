import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NormalisedUsage } from '@exchequer/model';
import { type AnalyticsEngine, openEngine } from '@exchequer/store/analytics/engine';
import { createJournal, type Journal, journalDdl } from '@exchequer/store/analytics/journal';
import { createPriceBook, journalRerating, PriceDesk } from '@exchequer/store/prices';
import { loadCatalogue } from '@exchequer/vendors/prices';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ApiContext } from './context.ts';
import { priceRouter } from './price.ts';

const home = mkdtempSync(join(tmpdir(), 'exchequer-prices-'));
const now = () => new Date('2026-11-21T09:00:00.000Z');
const catalogue = loadCatalogue();
let engine: AnalyticsEngine;
let journal: Journal;
let prices: PriceDesk;

beforeAll(async () => {
  engine = await openEngine({ path: home, readers: 1 });
  for (const statement of journalDdl(null)) await engine.command(statement);
});
beforeEach(async () => {
  await engine.command('TRUNCATE TABLE usage_journal');
  await engine.command('TRUNCATE TABLE usage_identity');
  let serial = 0;
  const book = createPriceBook({ sql: null, catalogue, now });
  journal = createJournal({
    engine,
    prices: (questions) => book.answers(questions),
    identities: async (_workspace, questions) => questions.map((question) => ({ question, slices: [] })),
  });
  const rerating = journalRerating(engine, journal);
  prices = new PriceDesk({ book, rerating, now, newId: () => `${++serial}` });
});
afterAll(async () => {
  await engine?.close();
  rmSync(home, { recursive: true, force: true });
});

const client = (scopes: ApiContext['actor']['scopes'] = ['admin']) =>
  createRouterClient(priceRouter, {
    context: () =>
      ({
        actor: { id: 'usr_1', kind: 'person', name: 'Ada', scopes, workspace: 'live', workerId: null },
        services: { prices },
        now,
      }) as unknown as ApiContext,
  });

const request = (over: Partial<NormalisedUsage> = {}): NormalisedUsage => ({
  workspace: 'live',
  source: 'api',
  source_event_id: 'e1',
  occurred_at: '2026-10-10T12:00:00.000Z',
  tool: 'api',
  provider: 'anthropic',
  model: 'claude-haiku-5-5',
  service_tier: 'standard',
  speed: 'standard',
  requests: 1,
  uncached_input: 5_000,
  output: 300,
  aliases: [],
  ...over,
});

const journalTotals = async () => {
  const [row] = await engine.query<Record<string, string>>(
    `SELECT toString(sum(requests)) AS requests, toString(sum(cost_list)) AS list, toString(sum(cost_contracted)) AS contracted,
      toString(sum(suspense)) AS suspense, toString(sum(unpriced_requests)) AS unpriced FROM usage_journal`,
  );
  return row;
};

describe('a model without a price', () => {
  test('stands in suspense at the provider’s ceiling until its price is set, then is re-rated at once', async () => {
    await journal.book('live', [request()]);
    expect(await journalTotals()).toMatchObject({ list: '0', suspense: '0.0975', unpriced: '1' });

    const done = await client().set({
      provider: 'anthropic',
      model: 'claude-haiku-5-5',
      usd_per_million: { uncached_input: '1', output: '5' },
    });
    expect(done).toMatchObject({ was_unpriced: true, entry: { valid_from: null } });
    expect(done.rerated.items).toMatchObject([
      { model: 'claude-haiku-5-5', suspense: '0.0975', amended: 1, cost_change: '0.0065' },
    ]);
    expect(await journalTotals()).toEqual({
      requests: '1',
      list: '0.0065',
      contracted: '0.0065',
      suspense: '0',
      unpriced: '0',
    });
    expect((await client().rerate({})).items).toEqual([]);
  });

  test('takes no price without an output price, and says how to give it', async () => {
    const half = client().set({
      provider: 'anthropic',
      model: 'claude-haiku-5-5',
      usd_per_million: { uncached_input: '1' },
    });
    await expect(half).rejects.toMatchObject({
      code: 'no-output-price',
      data: { fix: expect.stringContaining('--output') },
    });
  });

  test('can be told apart by an alias', async () => {
    await journal.book('live', [request({ provider: 'our-gateway', model: 'smart' })]);
    const alias = {
      provider: 'our-gateway',
      model: 'smart',
      to_provider: 'anthropic',
      to_model: 'claude-haiku-4-5-20251001',
    };
    const done = await client().alias(alias);
    expect(done.alias).toMatchObject({ to_model: 'claude-haiku-4-5' });
    expect(await journalTotals()).toMatchObject({ list: '0.0065', unpriced: '0' });
    await expect(client().alias({ ...alias, to_model: 'no-such-model' })).rejects.toMatchObject({
      code: 'no-price',
    });
  });
});

describe('the company’s own terms', () => {
  const opus = { model: 'claude-opus-4-6', uncached_input: 1_000_000, output: 0, service_tier: 'batch' };

  test('change booked usage only when re-rating is asked for', async () => {
    await journal.book('live', [request(opus)]);
    await client().discount({ provider: 'anthropic', percent: '20', valid_from: '2026-10-01' });
    expect(await journalTotals()).toMatchObject({ list: '2.5', contracted: '2.5' });

    const dry = await client().rerate({ dry_run: true });
    expect(dry.items).toMatchObject([{ model: 'claude-opus-4-6', requests: '1', amended: null }]);
    expect(await journalTotals()).toMatchObject({ contracted: '2.5' });

    await client().rerate({});
    expect(await journalTotals()).toMatchObject({ requests: '1', list: '2.5', contracted: '2' });
  });

  test('carry the published factor of a tier', async () => {
    await client().set({
      provider: 'anthropic',
      model: 'claude-opus-4-6',
      usd_per_million: { uncached_input: '4' },
      valid_from: '2026-10-01',
    });
    await journal.book('live', [request(opus)]);
    expect(await journalTotals()).toMatchObject({ list: '2.5', contracted: '2' });
    const terms = await client().terms();
    expect(terms.prices).toMatchObject([
      { usd_per_million: { uncached_input: '4' }, source: 'entered by Ada' },
    ]);
    await client().withdraw({ id: terms.prices[0]?.id ?? '' });
    await client().rerate({});
    expect(await journalTotals()).toMatchObject({ contracted: '2.5' });
  });
});

describe('reading', () => {
  test('lists prices of a day with source and date, and shows the row that usage names', async () => {
    const page = await client(['read']).list({ provider: 'anthropic', model: 'opus-4-6', at: '2026-02-10' });
    expect(page.total).toBe(1);
    expect(page.items.map((row) => [row.context_over, row.usd_per_million.output])).toEqual([
      [-1, '25'],
      [200_000, '37.5'],
    ]);
    expect(page.items[0]).toMatchObject({
      source: 'genai-prices 0.1.8',
      observed_at: '2026-09-23T00:00:00.000Z',
    });
    await journal.book('live', [
      request({ model: 'claude-opus-4-6', occurred_at: '2026-02-10T12:00:00.000Z' }),
    ]);
    const [used] = await engine.query<{ price_id: string }>('SELECT price_id FROM usage_journal');
    expect((await client(['read']).get({ id: used?.price_id ?? '' })).row).toEqual(page.items[0]);
  });

  test('tells where catalogues disagree', async () => {
    const { differences } = await client(['read']).diff({});
    expect(differences).toContainEqual(
      expect.objectContaining({
        model: 'deepseek-chat',
        priced_class: 'output',
        ours: '1.1',
        theirs: '0.28',
        source: 'models.dev, seen 2026-04-25',
      }),
    );
  });

  test('pages through the whole book', async () => {
    const first = await client(['read']).list({ limit: 500 });
    const second = await client(['read']).list({ limit: 500, cursor: first.next_cursor ?? '' });
    expect(first.total).toBeGreaterThan(1_500);
    expect(second.items[0]?.id).not.toBe(first.items[0]?.id);
  });

  test('does not let a reader set a price', async () => {
    const attempt = client(['read']).set({ model: 'x', usd_per_million: { output: '1' } });
    await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('price files', () => {
  test('good rows are taken, bad ones named with line and fix', async () => {
    const content =
      'provider,model,input,output\nanthropic,claude-haiku-5-5,1,5\nanthropic,claude-fable-5-2,abc,5\n';
    const done = await client().import({ format: 'csv', content, name: 'ours.csv' });
    expect(done).toMatchObject({ entered: 1, models: ['anthropic/claude-haiku-5-5'] });
    expect(done.errors).toEqual([
      { row: 3, error: 'uncached_input: "abc" is no price', fix: expect.stringContaining('per million') },
    ]);
  });

  test('LiteLLM’s map fills gaps and leaves list prices alone', async () => {
    const model = (input: number, output: number) => ({
      litellm_provider: 'anthropic',
      input_cost_per_token: input,
      output_cost_per_token: output,
    });
    const content = JSON.stringify({
      'claude-fable-5-2': model(0.00001, 5e-5),
      'claude-opus-4-6': model(9e-6, 9e-6),
    });
    const dry = await client().import({ format: 'litellm', content, dry_run: true });
    expect(dry).toMatchObject({ entered: 1, skipped: 1, errors: [] });
    expect((await client().terms()).prices).toEqual([]);
    await client().import({ format: 'litellm', content });
    const page = await client().list({ model: 'fable-5-2' });
    expect(page.items).toMatchObject([
      { origin: 'company', usd_per_million: { uncached_input: '10', output: '50' } },
    ]);
  });
});
