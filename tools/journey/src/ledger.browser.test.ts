/**
 * A month of usage in the books of the built product: every station says the same on the page as in
 * the API, a transaction leads up to its calls, the month is closed on the page and stays as it was
 * when usage comes late; a grant is issued on the page, and its holder alone sees it.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../../apps/web/src/browser/chromium.ts';
import { type Product, startProduct } from './product.ts';

const thisMonth = new Date().toISOString().slice(0, 7);
const lastMonth = new Date(Date.parse(`${thisMonth}-01T00:00:00Z`) - 86_400_000).toISOString().slice(0, 7);
const books = '/api/w/live/ledger';

let product: Product;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let page: Page;

const call = (id: string, day: string, email: string) => ({
  id,
  occurred_at: `${lastMonth}-${day}T09:00:00.000Z`,
  provider: 'anthropic',
  model: 'claude-opus-4-6',
  project: 'web',
  actor: { kind: 'email', id: email },
  tokens: { uncached_input: 30_001, cache_read: 70_003, output: 2_017 },
});

interface Proof {
  equal: boolean;
  stations: { station: string; amount: string }[];
}
const proof = () => product.api<Proof>('GET', `${books}/reconcile?from=${lastMonth}-01&to=${thisMonth}-01`);
/** Waits until the books have followed the journal. */
async function posted() {
  for (let tries = 0; tries < 200; tries++) {
    const { waiting_batches, failed } = await product.api<{ waiting_batches: number; failed: unknown[] }>(
      'GET',
      '/api/w/live/usage-postings',
    );
    expect(failed).toEqual([]);
    if (waiting_batches === 0) return;
    await wait(300);
  }
  throw new Error('usage was not posted within a minute');
}

beforeAll(async () => {
  product = await startProduct();
  const people = Array.from({ length: 6 }, (_, i) => `Person ${i},p${i}@example.com,Engineering,2025-01-01`);
  await product.api('POST', '/api/w/live/people/import', {
    format: 'csv',
    text: ['name,email,team,team_from', ...people].join('\n'),
    dry_run: false,
  });
  const [team] = await product.api<{ id: string }[]>('GET', '/api/w/live/teams');
  await product.api('PUT', '/api/w/live/purpose-rules', {
    rules: [{ id: 'r1', match: { team_ids: [team?.id] }, purpose: 'research_and_development' }],
  });
  await product.api('PUT', '/api/w/live/cost-centers', {
    cost_centers: [{ key: 'cc-140', name: 'Engineering', team_ids: [team?.id] }],
  });
  const calls = Array.from({ length: 40 }, (_, i) =>
    call(`c${i}`, String((i % 20) + 1).padStart(2, '0'), `p${i % 6}@example.com`),
  );
  await product.api('POST', '/v1/usage', calls);
  await posted();
  browser = await openBrowser();
  page = await browser.context.newPage();
  await page.goto(product.adminLink);
  await page.waitForURL(/\/w\/live\//);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await product?.remove();
});

test('every station of the money says the same, and the page says what the API says', async () => {
  const { equal, stations } = await proof();
  expect(equal).toBe(true);
  expect(Number(stations[0]?.amount)).toBeGreaterThan(1);
  await page.goto(`${product.url}/w/live/ledger?month=${lastMonth}`);
  await page.getByText('All stations say the same').waitFor();
  const shown = await page
    .locator('#agreement li [data-exact]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('data-exact')));
  expect(shown).toEqual(stations.map((station) => station.amount));
  const total = page.locator('#statements tfoot [data-label=Total] [data-exact]');
  expect(await total.getAttribute('data-exact')).toBe(stations[0]?.amount);
});

test('a transaction leads down to its postings and up to the calls behind it', async () => {
  await page.goto(`${product.url}/w/live/ledger?month=${lastMonth}`);
  await page.locator('#transactions tr.opens').first().click();
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('button', { name: 'expense/research_and_development/cc-140' }).waitFor();
  await drawer.getByRole('button', { name: 'Show the calls' }).first().click();
  await drawer.locator('table button.link').filter({ hasText: ':' }).first().click();
  const event = page.getByRole('dialog');
  await event.getByText('In the books').waitFor();
  await event.getByRole('link', { name: /^txn_/ }).first().waitFor();
});

test('the month is closed on the page, and late usage leaves it as it was', async () => {
  const before = await proof();
  await page.goto(`${product.url}/w/live/ledger?month=${lastMonth}`);
  const close = page.getByRole('button', { name: /^Close .* for good$/ });
  await close.waitFor();
  await close.click();
  await page.getByRole('heading', { level: 1, name: /: closed$/ }).waitFor({ timeout: 60_000 });
  await product.api('POST', '/v1/usage', [call('late', '15', 'p1@example.com')]);
  await posted();
  const told = await product.api<{ as_known_then: string; as_known_now: string; reproduced: boolean }>(
    'GET',
    `${books}/periods/${lastMonth}/restatement`,
  );
  expect(told.as_known_then).toBe(before.stations[0]?.amount);
  expect(Number(told.as_known_now)).toBeGreaterThan(Number(told.as_known_then));
  expect(told.reproduced).toBe(true);
  await page.reload();
  await page.getByText('the same, byte for byte').waitFor();
  await page.locator('#restatement').getByText('late', { exact: true }).first().waitFor();
});

test('a grant is issued on the page; its holder sees it, and sees nobody else’s', async () => {
  await page.goto(`${product.url}/w/live/grants`);
  await page.getByLabel('Name').fill('Engineering allotment');
  await page.getByLabel('Amount', { exact: true }).fill('500');
  await page.getByRole('button', { name: 'Add the plan' }).click();
  await page.getByRole('button', { name: 'Issue a grant' }).click();
  await page.getByLabel('Person or agent').selectOption({ label: 'Person 1' });
  await page.getByLabel('From', { exact: true }).fill(`${thisMonth}-01`);
  await page.getByRole('button', { name: 'Show what it would be' }).click();
  await page.getByText('$6,000').first().waitFor();
  await page.getByRole('button', { name: 'Issue it' }).click();
  await page.locator('#grants').getByRole('button', { name: 'Person 1' }).waitFor();
  await page.setViewportSize({ width: 360, height: 800 });
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
  expect(await wide()).toBe(360);
  await page.goto(`${product.url}/w/live/ledger?month=${lastMonth}`);
  await page.getByText('All stations say the same').waitFor();
  expect(await wide()).toBe(360);
  const { url } = await product.api<{ url: string }>('POST', '/api/session/links', {
    worker: 'p1@example.com',
  });
  await browser.context.clearCookies();
  const own = await browser.context.newPage();
  await own.goto(url);
  await own.waitForURL(/\/w\/live\//);
  await own.goto(`${product.url}/w/live/grants`);
  await own.getByRole('heading', { name: 'Person 1, your grants' }).waitFor();
  await own.getByText('What others can see of this').waitFor();
  expect(await own.getByText('Person 2').count()).toBe(0);
});
