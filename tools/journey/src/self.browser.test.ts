/** Whoever may see what is their own alone: the pages that open for them ask for nothing else. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../../apps/web/src/browser/chromium.ts';
import { type Product, startProduct } from './product.ts';

let product: Product;
let browser: Awaited<ReturnType<typeof openBrowser>>;

beforeAll(async () => {
  product = await startProduct();
  browser = await openBrowser();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await product?.remove();
});

test('someone with no right to reports signs in, sees their own pages, and no request is refused', {
  timeout: 240_000,
}, async () => {
  await product.api('POST', '/api/w/live/people/import', {
    format: 'csv',
    text: 'name,email,team\nAda,ada@x.test,Eng\n',
  });
  const said = await product.cli('login', '--worker', 'ada@x.test', '--json');
  const link = said.match(/http[^"\s]+#token=[\w-]+/)?.[0];
  expect(link).toBeDefined();

  const page = await browser.context.newPage();
  const refused: string[] = [];
  const complaints: string[] = [];
  page.on('response', (answer) => {
    // Nobody is signed in yet when the page first asks who is: that answer is meant.
    if (answer.status() >= 400 && answer.status() !== 401) refused.push(`${answer.status()} ${answer.url()}`);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(link as string);
  // From the page for reports that everybody starts at, to the first one that is theirs.
  await page.getByRole('heading', { name: 'Grants' }).first().waitFor({ timeout: 60_000 });
  for (const name of ['Me', 'Grants', 'Me']) {
    await page.getByRole('navigation', { name: 'Pages' }).first().getByRole('link', { name }).click();
    await page.waitForLoadState('networkidle');
    await page.waitForFunction(() => !document.querySelector('[data-skeleton], [aria-busy=true]'));
  }
  expect(await page.getByRole('link', { name: /source|metered|no usage/ }).count()).toBe(0);
  expect({ refused, complaints }).toEqual({ refused: [], complaints: [] });
  await page.close();
});
