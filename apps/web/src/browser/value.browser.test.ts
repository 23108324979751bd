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
  'a pair': () => `${full.url}/w/live/value?pair=revenue_per_employee`,
  'a formula': () => `${full.url}/w/live/value?figure=lead_time_hours`,
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
