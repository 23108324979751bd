/**
 * One number wherever it is read: page, CSV, command line, API and SQL over the journal, to the last
 * unit, in three time zones, over days on which their clocks change.
 */
import { join } from 'node:path';
import { openEngine } from '@exchequer/store/analytics/engine';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../../../apps/web/src/browser/chromium.ts';
import { type Product, startProduct } from './product.ts';

/** Zones whose clocks change in March 2026 on different days, and one that is off by 45 minutes. */
const zones = ['Europe/Warsaw', 'America/Los_Angeles', 'Asia/Kathmandu'];
const range = { from: '2026-03-06', to: '2026-04-02' };

interface Event {
  id: string;
  occurred_at: string;
  provider: string;
  model: string;
  tokens: { uncached_input: number; cache_read: number; output: number };
}

/** Usage every 25 minutes over the changes of the clocks, in odd amounts, on three models. */
function usage(): Event[] {
  const models = ['claude-opus-4-6', 'claude-haiku-4-5-20251001', 'claude-sonnet-4-5-20250929'];
  const start = Date.parse('2026-03-05T00:07:13.000Z');
  return Array.from({ length: 1_700 }, (_, n) => ({
    id: `journey-${n}`,
    occurred_at: new Date(start + n * 25 * 60_000).toISOString(),
    provider: 'anthropic',
    model: models[n % 3] as string,
    tokens: {
      uncached_input: 17 + ((n * 7919) % 1_013),
      cache_read: (n * 104_729) % 50_021,
      output: 3 + ((n * 31) % 409),
    },
  }));
}

interface Reading {
  totals: { metric: string; value: string | null }[];
  series: { bucket: string; values: (string | null)[] }[];
}

const metrics = ['tokens', 'spend_list', 'requests'];
const asked = (time_zone: string) => ({ metrics, range: { ...range, time_zone }, grain: 'day' });

let product: Product;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let page: Page;
const seen: Record<string, { totals: string[]; days: Record<string, string[]> }> = {};

beforeAll(async () => {
  product = await startProduct();
  for (let at = 0, all = usage(); at < all.length; at += 500) {
    await product.api('POST', '/v1/usage', all.slice(at, at + 500));
  }
  browser = await openBrowser();
  page = await browser.context.newPage();
  await page.goto(product.adminLink);
  await page.waitForURL(/\/w\/live\//);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await product?.remove();
});

describe.each(zones)('in %s', (zone) => {
  let api: Reading;
  beforeAll(async () => {
    api = await product.api<Reading>('POST', '/api/w/live/query', asked(zone));
    seen[zone] = {
      totals: api.totals.map(({ value }) => value ?? ''),
      days: Object.fromEntries(api.series.map(({ bucket, values }) => [bucket, values.map((v) => v ?? '')])),
    };
  });

  test('the days of a change of the clocks hold what happened on them', () => {
    expect(Object.keys(seen[zone]?.days ?? {})).toHaveLength(27);
    const requests = Object.values(seen[zone]?.days ?? {}).map((day) => Number(day[2]));
    // A day of 23 hours holds two or three events fewer than one of 24.
    expect(Math.min(...requests)).toBe(zone === 'Asia/Kathmandu' ? 57 : 55);
  });

  test('CSV says the same', async () => {
    const q = Buffer.from(JSON.stringify(asked(zone))).toString('base64url');
    const cells = (await product.text(`/api/w/live/query.csv?q=${q}`))
      .split('\r\n')
      .map((line) => line.split(','));
    const totals = cells.find(([first]) => first === 'Total' || first === 'total');
    expect(totals?.slice(-3)).toEqual(seen[zone]?.totals);
    for (const [day, values] of Object.entries(seen[zone]?.days ?? {})) {
      expect(cells.find(([first]) => first === day)?.slice(-3), day).toEqual(values);
    }
  });

  test('the command line says the same', async () => {
    const until = '2026-04-01';
    const flags = ['--json', 'usage', 'daily', '-z', zone, '--since', range.from, '--until', until];
    const said = JSON.parse(await product.cli(...flags, '--metric', metrics.join(','))) as Reading;
    expect(said.totals.map(({ value }) => value)).toEqual(seen[zone]?.totals);
    const days = said.series.map(({ bucket, values }) => [bucket, values]);
    expect(Object.fromEntries(days)).toEqual(seen[zone]?.days);
  });

  test('the page says the same', async () => {
    await product.api('PUT', '/api/settings', { time_zone: zone });
    for (const [at, metric] of metrics.entries()) {
      await page.goto(`${product.url}/w/live/explore?metric=${metric}&range=${range.from}..${range.to}`);
      const total = page.locator('tr.total [data-exact]').first();
      await total.waitFor();
      expect(await total.getAttribute('data-exact'), metric).toBe(seen[zone]?.totals[at]);
    }
  });
});

test('SQL over the journal says the same', async () => {
  await product.stopTower();
  const engine = await openEngine({ path: join(product.home, 'clickhouse'), readers: 1 });
  try {
    for (const zone of zones) {
      const rows = await engine.query<{ day: string; tokens: string; cost: string; requests: string }>(
        `SELECT toString(toDate(occurred_at, {zone:String})) AS day,
          toString(sum(uncached_input + cache_read + output)) AS tokens,
          toString(sum(cost_list)) AS cost, toString(sum(requests)) AS requests
        FROM usage_journal WHERE metered = 1 AND day >= {from:String} AND day < {to:String} GROUP BY day ORDER BY day`,
        { zone, ...range },
      );
      const days = Object.fromEntries(rows.map((r) => [r.day, [r.tokens, r.cost, r.requests]]));
      expect(days, zone).toEqual(seen[zone]?.days);
    }
  } finally {
    await engine.close();
  }
});
