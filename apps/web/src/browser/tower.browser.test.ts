import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runTower, type Tower } from '../../../server/src/tower.ts';
import { buildApp } from './build-app.ts';
import { openBrowser } from './chromium.ts';

const logs = fileURLToPath(new URL('../../../../../shared/data/claude-code', import.meta.url));
const present = existsSync(logs);
if (!present) console.warn('skipped: the pages on real logs (no ../shared/data beside this checkout)');

/** Holds every day of the logs in each of the zones below. */
const range = '2026-02-09..2026-02-14';

let built: Awaited<ReturnType<typeof buildApp>>;
let tower: Tower;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let page: Page;
const home = mkdtempSync(join(tmpdir(), 'exchequer-pages-'));

beforeAll(async () => {
  if (!present) return;
  built = await buildApp(process.env);
  const env = {
    EXCHEQUER_HOME: home,
    EXCHEQUER_PORT: '0',
    EXCHEQUER_WEB: built.dist,
    EXCHEQUER_LOG_LEVEL: 'fatal',
    TZ: 'UTC',
  };
  tower = await runTower({ env, say: () => {} });
  browser = await openBrowser();
  page = await browser.context.newPage();
});
afterAll(async () => {
  await browser?.close();
  await tower?.close();
  built?.remove();
  removePostgres();
  rmSync(home, { recursive: true, force: true });
});

/** As root the database may stand outside the home; the home then says where. */
function removePostgres() {
  const note = join(home, 'postgres', 'place.json');
  if (!existsSync(note)) return;
  const { folder } = JSON.parse(readFileSync(note, 'utf8')) as { folder: string };
  if (folder.startsWith('/var/lib/exchequer/')) rmSync(folder, { recursive: true, force: true });
}

interface Expected {
  totals: { requests: number; tokens: { total: number; output: number }; cost_usd_exact: string };
}

const exactOf = (selector: string) => page.locator(selector).first().getAttribute('data-exact');

describe.skipIf(!present)('on real logs', () => {
  const expected = present
    ? (JSON.parse(readFileSync(join(logs, 'expected.json'), 'utf8')) as Expected).totals
    : ({} as Expected['totals']);

  test('the first admin signs in by the printed link and imports the logs from the page', async () => {
    await page.goto(tower.adminLink ?? '');
    await page.getByRole('heading', { name: 'Nothing is connected yet' }).waitFor();
    await page.getByRole('link', { name: /Import a file/ }).click();
    await page.getByLabel(/Other files/).selectOption('claude-code');
    await page.getByLabel('Path of the file or folder').fill(logs);
    await page.getByLabel('Path of the file or folder').press('Enter');
    await page.getByText(/^Done/).waitFor({ timeout: 60_000 });
    expect(await page.getByText(/requests and/).textContent()).toContain(`${expected.requests} requests`);
  });

  test('Today offers the range that has usage, and says what was spent in it', async () => {
    await page.goto(`${tower.url}/w/live/today`);
    await page.getByRole('button', { name: 'Show 10–12 Feb 2026' }).click();
    const title = page.getByRole('heading', { level: 1, name: /AI spend was/ });
    await title.waitFor();
    expect((await title.textContent())?.replaceAll('\u202f', ' ')).toBe(
      'AI spend was at least $29.03 over 10–12 Feb, 93.4 % in claude-opus-4-6',
    );
  });

  test.each(['UTC', 'Europe/Warsaw', 'America/Los_Angeles'])(
    'with the days of %s, figure, total row, rows and CSV agree to the last digit',
    async (zone) => {
      await page.goto(`${tower.url}/w/live/explore?range=${range}&tz=${zone}&by=model,branch&limit=5`);
      await page.locator('tr.total').waitFor();
      const hero = await exactOf('[data-exact]');
      expect(hero).toBe(expected.cost_usd_exact);
      expect(await exactOf('tr.total td:nth-child(2) [data-exact]')).toBe(hero);
      const columns = page.locator('tr.total [data-exact]');
      const totals = await columns.evaluateAll((cells) => cells.map((c) => c.getAttribute('data-exact')));
      expect(totals).toContain(String(expected.tokens.total));
      expect(totals).toContain(String(expected.requests));
      const href = await page.getByRole('link', { name: 'CSV' }).getAttribute('href');
      const csv = await (await page.request.get(`${tower.url}${href}`)).text();
      expect(csv).toContain(`Time zone,${zone}`);
      expect(csv.trim().split(/\r?\n/).at(-1)).toBe(
        `Total,,${expected.cost_usd_exact},${expected.tokens.total},${expected.requests}`,
      );
    },
  );

  test('an event opens down to file, line, price row and a sum that is its cost', async () => {
    await page.goto(`${tower.url}/w/live/explore?range=${range}&tab=events`);
    await page.locator('tr[data-row] button').first().click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('heading', { name: 'Source record' }).waitFor();
    const text = await drawer.textContent();
    expect(text).toMatch(/\.jsonl:\d+/);
    expect(text).toMatch(/prc_\w+/);
    const sum = await drawer.locator('tr.total td').last().textContent();
    expect(text).toContain(`Cost at list price${sum}`);
  });

  test('a company in another zone has its own days', async () => {
    await page.goto(`${tower.url}/w/live/settings`);
    await page.getByLabel('Time zone').fill('Asia/Kathmandu');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').waitFor();
    await page.goto(`${tower.url}/w/live/explore?range=${range}&by=none`);
    await page.getByText('Asia/Kathmandu').first().waitFor();
    await page.locator('tr.total').waitFor();
    expect(await exactOf('tr.total td:nth-child(2) [data-exact]')).toBe(expected.cost_usd_exact);
  });
});
