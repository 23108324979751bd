import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CatalogueModel, ListPrice, PriceCatalogue } from '@exchequer/core/pricing';
import { fromFirstToken, unitPrices } from '@exchequer/core/pricing';
import type { PriceQuestion } from '@exchequer/model';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectPostgres, type EmbeddedPostgres, startEmbedded } from '../postgres/index.ts';
import { createPriceBook } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'exchequer-prices-'));
let server: EmbeddedPostgres;
let sql: Sql;

beforeAll(async () => {
  server = await startEmbedded({ home: folder });
  sql = connectPostgres(server.url, { max: 2 });
  await sql.unsafe(readFileSync(new URL('../migrations/0200_prices.sql', import.meta.url), 'utf8'));
});

beforeEach(async () => {
  await sql`truncate price_row, price_override, price_discount, price_alias`;
});

afterAll(async () => {
  await sql?.end();
  await server?.stop();
  if (server && !server.data.startsWith(folder)) rmSync(join(server.data, '..'), { recursive: true });
  rmSync(folder, { recursive: true, force: true });
});

const perMillion = 1_000_000n;

/** A catalogue of one model at one price. */
function catalogueAt(version: string, observedAt: string, input: bigint): PriceCatalogue {
  const price: ListPrice = {
    validFrom: null,
    validTo: null,
    contextOver: fromFirstToken,
    contextUpTo: null,
    secondsFrom: 0,
    secondsTo: 86_400,
    prices: unitPrices((name) => (name === 'output' ? 15n * perMillion : input * perMillion)),
    source: version,
    observedAt,
    origin: 'catalogue',
    note: '',
  };
  const model: CatalogueModel = { provider: 'acme', model: 'thinker', prices: [price], deprecated: false };
  return {
    source: version,
    observedAt,
    find: (provider, name) => (provider === 'acme' && name === 'thinker' ? model : null),
    providerOf: (provider) => provider,
    variantOf: (_, { service_tier, speed, region }) => ({ service_tier, speed, region }),
    models: () => [model],
    modifiers: [],
  };
}

const question: PriceQuestion = {
  provider: 'acme',
  model: 'thinker',
  service_tier: 'standard',
  speed: 'standard',
  region: '',
};
const now = () => new Date('2026-11-21T09:00:00Z');
const first = catalogueAt('catalogue 1', '2026-06-01T00:00:00.000Z', 3n);
const second = catalogueAt('catalogue 2', '2026-10-01T00:00:00.000Z', 2n);

describe('rows that usage names', () => {
  test('are kept with source and date, and read back to the last digit', async () => {
    const book = createPriceBook({ sql, catalogue: first, now });
    const [answer] = await book.answers([question]);
    const shown = await createPriceBook({ sql, catalogue: first, now }).row(answer?.slices[0]?.priceId ?? '');
    expect(shown?.row).toMatchObject({ source: 'catalogue 1', observedAt: '2026-06-01T00:00:00.000Z' });
    expect(shown?.row.prices.uncached_input).toBe(3_000_000n);
    expect(shown?.list).toBeNull();
  });

  test('are kept once, whoever asks and however often', async () => {
    await Promise.all(
      Array.from({ length: 4 }, () =>
        createPriceBook({ sql, catalogue: first, now }).answers([question, question]),
      ),
    );
    const [{ rows }] = await sql<[{ rows: string }]>`select count(*) as rows from price_row`;
    expect(rows).toBe('1');
  });

  test('cannot be changed or deleted', async () => {
    await createPriceBook({ sql, catalogue: first, now }).answers([question]);
    await expect(sql`update price_row set output = 1`).rejects.toThrow('append-only');
    await expect(sql`delete from price_row`).rejects.toThrow('append-only');
  });
});

test('a newer catalogue changes prices from the day it was read, never the past', async () => {
  const before = await createPriceBook({ sql, catalogue: first, now }).answers([question]);
  const after = await createPriceBook({ sql, catalogue: second, now }).answers([question]);
  const again = await createPriceBook({ sql, catalogue: second, now }).answers([question]);
  expect(after[0]?.slices.map((s) => [s.validFrom, s.validTo, s.list.uncached_input])).toEqual([
    [null, '2026-10-01T00:00:00.000Z', 3_000_000n],
    ['2026-10-01T00:00:00.000Z', null, 2_000_000n],
  ]);
  expect(after[0]?.slices[0]?.priceId).toBe(before[0]?.slices[0]?.priceId);
  expect(again).toEqual(after);
});

test('a company price is contracted, beside the list price it replaces', async () => {
  const book = createPriceBook({ sql, catalogue: first, now });
  await book.ledger.addOverrides(
    [
      {
        id: 'pov_1',
        provider: 'acme',
        model: 'thinker',
        service_tier: 'standard',
        speed: 'standard',
        region: '',
        contextOver: fromFirstToken,
        contextUpTo: null,
        validFrom: '2026-07-01T00:00:00.000Z',
        validTo: null,
        prices: { uncached_input: unitPrices(() => perMillion).output },
        source: 'contract 12',
        recordedAt: '2026-07-02T08:00:00.000Z',
      },
    ],
    'admin',
  );
  book.refresh();
  const [answer] = await book.answers([question]);
  expect(
    answer?.slices.map((s) => [s.validFrom, s.list.uncached_input, s.contracted.uncached_input]),
  ).toEqual([
    [null, 3_000_000n, 3_000_000n],
    ['2026-07-01T00:00:00.000Z', 3_000_000n, 1_000_000n],
  ]);
  expect(answer?.slices[1]?.contracted.output).toBe(15_000_000n);
  const shown = await book.row(answer?.slices[1]?.priceId ?? '');
  expect(shown?.row).toMatchObject({ origin: 'company', source: 'contract 12' });
  expect(shown?.list?.id).toBe(answer?.slices[0]?.priceId);

  expect(await book.ledger.withdraw('pov_1', now().toISOString())).toBe(true);
  expect(await book.ledger.withdraw('pov_1', now().toISOString())).toBe(false);
  book.refresh();
  expect((await book.answers([question]))[0]?.slices).toHaveLength(1);
});

test('discounts and aliases survive a restart', async () => {
  const book = createPriceBook({ sql, catalogue: first, now });
  const recordedAt = '2026-07-01T00:00:00.000Z';
  await book.ledger.addDiscount(
    {
      id: 'pds_1',
      provider: 'acme',
      model: '',
      priced_class: '',
      pays: { of: 85n, over: 100n },
      validFrom: null,
      validTo: null,
      source: 'contract 7',
      recordedAt,
    },
    '15',
    'admin',
  );
  await book.ledger.addAlias(
    { id: 'pal_1', provider: '', model: 'our-thinker', to_provider: 'acme', to_model: 'thinker', recordedAt },
    'admin',
  );
  const restarted = createPriceBook({ sql, catalogue: first, now });
  const [answer] = await restarted.answers([{ ...question, provider: 'gateway', model: 'our-thinker' }]);
  expect(answer?.slices[0]?.list.uncached_input).toBe(3_000_000n);
  expect(answer?.slices[0]?.contracted.uncached_input).toBe(2_550_000n);
  expect(answer?.slices[0]?.contracted.web_searches).toBe(3_000_000n);
});
