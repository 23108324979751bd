import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from './build-app.ts';
import { openBrowser } from './chromium.ts';
import { axeViolations, openPage } from './page-under-test.ts';
import { standInTower } from './stand-in-tower.ts';

type Tower = Awaited<ReturnType<typeof standInTower>>;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let built: Awaited<ReturnType<typeof buildApp>>;
let full: Tower;
let empty: Tower;

beforeAll(async () => {
  built = await buildApp(process.env);
  full = await standInTower(built.dist, 'full');
  empty = await standInTower(built.dist, 'empty');
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await full?.close();
  await empty?.close();
  built?.remove();
});

const looks = [
  ['light', 1440],
  ['dark', 1440],
  ['light', 360],
  ['dark', 360],
] as const;

const pages = {
  value: () => `${full.url}/w/live/value`,
  'a work item': () => `${full.url}/w/live/value?work=ticket:harbour-4`,
  'a pair': () => `${full.url}/w/live/value?pair=revenue_per_employee`,
  'a formula': () => `${full.url}/w/live/value?figure=lead_time_hours`,
  'the sample': () => `${full.url}/w/sample/today`,
  'value of the sample': () => `${full.url}/w/sample/value`,
  'settings of the sample': () => `${full.url}/w/live/settings#sample`,
  'connecting a revenue source': () => `${full.url}/w/live/sources?connect=revenue`,
  'an outcome source': () => `${full.url}/w/live/sources?hook=hook_2`,
  'the doors': () => `${empty.url}/w/live/today`,
};

/** Where pictures are kept for whoever wants to look; nowhere by default. */
const pictures = process.env.EXCHEQUER_PICTURES;

describe.each(looks)('in the %s theme, %i wide', (theme, width) => {
  test.each(Object.entries(pages))('%s has no fault that axe finds, and fits', async (name, url) => {
    const { page, complaints } = await openPage(browser.context, url(), { theme, width });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    if (pictures) {
      mkdirSync(pictures, { recursive: true });
      const path = join(pictures, `${name.replaceAll(' ', '-')}-${theme}-${width}.png`);
      await page.screenshot({ path, fullPage: true });
    }
    expect(await axeViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe('the simulated company', () => {
  test('is loaded by the first door, which leads to it when it is ready', async () => {
    const { page } = await openPage(browser.context, `${empty.url}/w/live/today`);
    await page.getByRole('button', { name: 'Load the sample' }).click();
    await page.getByText(/Loading, \d+ %/).waitFor();
    await page.waitForURL(/\/w\/sample\/today/, { timeout: 10_000 });
    await page.getByText('Sample: Halyard Robotics (fictional)').waitFor();
    await page.close();
  });

  test('is told by every title, and Go live leads back without its filters', async () => {
    const { page } = await openPage(browser.context, `${full.url}/w/sample/value?f=team:is:team_platform`);
    expect(await page.title()).toMatch(/^SAMPLE · /);
    await page.getByRole('link', { name: 'Go live' }).click();
    await page.waitForURL(/\/w\/live\/today$/);
    await page.waitForFunction(() => !document.title.startsWith('SAMPLE'));
    await page.close();
  });

  test('is left and entered by the menu of workspaces', async () => {
    const { page } = await openPage(browser.context, `${full.url}/w/live/value`);
    await page.getByRole('button', { name: /Harbour Works/ }).click();
    await page.getByRole('button', { name: /Halyard Robotics/ }).click();
    await page.waitForURL(/\/w\/sample\/value/);
    await page.close();
  });
});

describe('a figure that needs a source', () => {
  test('leads to the drawer that connects it, which makes an address and says what to tick', async () => {
    const { page, complaints } = await openPage(browser.context, `${full.url}/w/live/value`);
    await page.getByRole('link', { name: 'Connect a forge' }).first().click();
    await page.getByRole('dialog', { name: 'Connect a source of pull requests' }).waitFor();
    await page.getByRole('button', { name: /^GitHub/ }).click();
    await page.getByLabel('Name').fill('Harbour forge');
    await page.getByRole('button', { name: 'Make its address' }).click();
    await page.getByText('Copy it now: it is shown this once.').waitFor();
    await page.getByText('/hooks/hook_4').first().waitFor();
    await page.getByRole('button', { name: 'I have it' }).click();
    await page.getByRole('button', { name: 'Harbour forge' }).click();
    await page.getByRole('button', { name: 'Remove this source' }).click();
    await page.getByRole('button', { name: 'Remove Harbour forge' }).click();
    await page.getByText(/delivers no more/).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });
});
