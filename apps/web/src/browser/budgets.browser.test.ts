import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from './build-app.ts';
import { openBrowser } from './chromium.ts';
import { axeViolations, openPage, settled } from './page-under-test.ts';
import { StandInBudget } from './stand-in-budget.ts';
import { standInTower } from './stand-in-tower.ts';

type Tower = Awaited<ReturnType<typeof standInTower>>;
let built: Awaited<ReturnType<typeof buildApp>>;
let browser: Awaited<ReturnType<typeof openBrowser>>;
const towers: Tower[] = [];

beforeAll(async () => {
  built = await buildApp(process.env);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await Promise.all(towers.map((tower) => tower.close()));
  built?.remove();
});

/** A page on books of its own, since the pages here change them. */
async function open(path: string, options: { mode?: 'full' | 'empty'; width?: number } = {}) {
  const tower = await standInTower(built.dist, options.mode ?? 'full');
  towers.push(tower);
  const opened = await openPage(browser.context, tower.url + path, options);
  const read = async <Answer>(path: string) =>
    (await (await opened.page.request.get(`${tower.url}/api/w/live/budget/${path}`)).json()) as Answer;
  return { ...opened, read };
}

const books = new StandInBudget(true);
const idOf = (name: string) => books.nodes.find((n) => n.name === name)?.id ?? '';
const rowOf = (page: Page, name: string) => page.locator(`tr[data-key="${idOf(name)}"]`);
const exactIn = (page: Page, name: string, column: string) =>
  rowOf(page, name).locator(`[data-column=${column}] [data-exact]`).getAttribute('data-exact');

/** The exact amounts of every row in sight, by envelope and column. */
const figuresOf = (page: Page): Promise<Record<string, Record<string, string>>> =>
  page
    .locator('tr[data-key]')
    .evaluateAll((rows) =>
      Object.fromEntries(
        rows.map((row) => [
          row.getAttribute('data-key') ?? '',
          Object.fromEntries(
            [...row.querySelectorAll('[data-column]')].map((cell) => [
              cell.getAttribute('data-column') ?? '',
              cell.querySelector('[data-exact]')?.getAttribute('data-exact') ?? '',
            ]),
          ),
        ]),
      ),
    );

interface Balance {
  limit: string;
  spent: string;
  reserved: string;
  free: string;
}
interface Listed {
  envelopes: { id: string; name: string; balance: Balance }[];
}

describe('the page of budgets', () => {
  test('answers whether the money lasts, and every figure is the one of the API', async () => {
    const { page, read, complaints } = await open('/w/live/budgets');
    const summary = await read<{
      totals: { committed: string; spent: string; held: string; free: string }[];
    }>('summary');
    const [total] = summary.totals;
    const heroes = page.getByRole('region', { name: 'Main figures' }).locator('[data-exact]');
    const shown = await heroes.evaluateAll((all) => all.map((e) => e.getAttribute('data-exact')));
    expect(shown).toEqual([total?.committed, total?.spent, total?.held, total?.free]);
    await page.getByRole('button', { name: 'Unfold all' }).click();
    const { envelopes } = await read<Listed>('envelopes');
    const rows = await figuresOf(page);
    for (const { id, name, balance } of envelopes) {
      const held = Number(balance.reserved);
      const { limit, spent, free } = balance;
      expect({ name, ...rows[id], held: Number(rows[id]?.held) }).toEqual({ name, limit, spent, free, held });
    }
    expect(envelopes.length).toBeGreaterThanOrEqual(40);
    expect(await axeViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('shows persons in groups alone, and no sum of a group under five', async () => {
    const { page } = await open('/w/live/budgets');
    await page.getByRole('button', { name: 'Unfold Platform' }).click();
    await page.getByRole('button', { name: 'Unfold Data' }).click();
    expect(await page.getByText('6 personal envelopes').isVisible()).toBe(true);
    expect(await page.getByText('Fewer than five personal envelopes').isVisible()).toBe(true);
    expect(await page.locator('main').textContent()).not.toContain('Amara Obi');
    await page.close();
  });

  test('a link restores the drawer of an envelope, and its periods and transactions lead on', async () => {
    const { page } = await open(`/w/live/budgets?envelope=${idOf('ledger-rewrite')}`);
    const drawer = page.getByRole('dialog', { name: 'ledger-rewrite' });
    await drawer.getByRole('heading', { name: 'Transactions' }).waitFor();
    await drawer.getByRole('link', { name: 'txn_9121' }).waitFor();
    expect(await drawer.getByRole('link', { name: 'txn_9121' }).getAttribute('href')).toBe(
      '/w/live/ledger?book=budget&txn=txn_9121',
    );
    await drawer.getByRole('button', { name: '1–31 Jan 2026' }).click();
    await page.waitForURL(/period=2026-01/);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    expect(page.url()).not.toMatch(/envelope=|period=/);
    await page.close();
  });

  test('what the policy file owns is read-only, with the reason and the way to its history', async () => {
    const { page } = await open(`/w/live/budgets?envelope=${idOf('Platform')}`);
    const drawer = page.getByRole('dialog', { name: 'Platform' });
    await drawer.getByText('The policy file owns this envelope').waitFor();
    expect(await drawer.getByRole('button', { name: 'Change it' }).count()).toBe(0);
    await page.goto(`${new URL(page.url()).origin}/w/live/budgets?envelope=${idOf('Platform')}&do=edit`);
    await drawer.getByText('The policy file owns this envelope').waitFor();
    expect(await page.getByLabel(/^Limit/).count()).toBe(0);
    await drawer.getByRole('button', { name: 'Policy history' }).click();
    await page.getByRole('button', { name: 'Version 2' }).click();
    await page.getByRole('dialog').getByText('kind: company').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.close();
  });

  test('in the drawer of a team nobody’s name stands beside what they hold', async () => {
    const { page } = await open(`/w/live/budgets?envelope=${idOf('Platform')}`);
    const drawer = page.getByRole('dialog');
    await drawer.getByText('in personal envelopes, together').waitFor();
    expect(await drawer.textContent()).not.toContain('Amara Obi');
    await page.close();
  });
});

describe('a request for more', () => {
  test('is approved by the keyboard alone, and the envelope has the money', async () => {
    const { page, read } = await open('/w/live/budgets');
    await page.getByRole('button', { name: 'Unfold all' }).click();
    const before = Number(await exactIn(page, 'ledger-rewrite', 'limit'));
    await page.getByRole('link', { name: 'Skip to the content' }).focus();
    await page.keyboard.press('Enter');
    const approve = page.getByRole('button', { name: 'Approve $1,500' });
    for (let i = 0; i < 20 && !(await approve.evaluate((b) => b === document.activeElement)); i++)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('ledger-rewrite has $1,500 more').waitFor();
    await page.getByRole('heading', { name: 'Two requests wait' }).waitFor();
    await page.waitForFunction(
      ([key, limit]) =>
        document
          .querySelector(`tr[data-key="${key}"] [data-column=limit] [data-exact]`)
          ?.getAttribute('data-exact') === limit,
      [idOf('ledger-rewrite'), (before + 1500).toFixed(2)] as const,
    );
    const { requests } = await read<{ requests: { id: string; state: string }[] }>('requests?state=approved');
    expect(requests.map((r) => r.id)).toContain('req_1');
    await page.close();
  });

  test('takes one tap on a phone, and nothing on it is wider than the phone', async () => {
    const { page } = await open('/w/live/budgets', { width: 360 });
    const widest = () => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await widest()).toBe(360);
    const approve = page.getByRole('button', { name: 'Approve $500' });
    expect((await approve.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await approve.click();
    await page.getByText('dunning has $500 more, for good').waitFor();
    await page.getByRole('button', { name: 'Unfold all' }).click();
    expect(await widest()).toBe(360);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('link', { name: 'People' }).waitFor();
    await page.close();
  });

  test('is not answered by the one who asked', async () => {
    const { page } = await open('/w/live/budgets');
    const own = page.locator('[data-request=req_3]');
    expect(await own.textContent()).toContain('somebody else answers it');
    expect(await own.getByRole('button', { name: /Approve/ }).count()).toBe(0);
    await own.getByRole('button', { name: 'Take it back' }).click();
    await own.waitFor({ state: 'detached' });
    await page.close();
  });

  test('is declined with a note, or given otherwise', async () => {
    const { page, read } = await open('/w/live/budgets');
    const first = page.locator('[data-request=req_1]');
    await first.getByRole('button', { name: 'Decline' }).click();
    await page.keyboard.type('The migration is stopped');
    await page.keyboard.press('Enter');
    await page.getByText('Tomasz Okoro’s request is declined').waitFor();
    const second = page.locator('[data-request=req_2]');
    await second.getByRole('button', { name: 'Give otherwise' }).click();
    await page.getByLabel('Amount, USD').fill('120.50');
    await second.getByText('This period only').click();
    await second.getByRole('button', { name: 'Approve $120.50' }).click();
    await page.getByText('dunning has $120.50 more').waitFor();
    const { requests } = await read<{
      requests: { id: string; note: string; kind: string; approved_amount: string | null }[];
    }>('requests?state=all');
    expect(requests.find((r) => r.id === 'req_1')).toMatchObject({ note: 'The migration is stopped' });
    expect(requests.find((r) => r.id === 'req_2')).toMatchObject({
      kind: 'temporary',
      approved_amount: '120.50',
    });
    await page.close();
  });

  test('is made from the palette, with amount, reason and last day', async () => {
    const { page, read } = await open('/w/live/today');
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder(/Go to a page/).fill('ask for budget');
    await page.keyboard.press('Enter');
    await page.waitForURL(/budgets\?do=ask/);
    await settled(page);
    await page.getByLabel('For which envelope').selectOption(idOf('warehouse'));
    await page.getByLabel('How much more, USD').fill('200');
    await page.getByLabel('Until the end of').fill('2026-02-20');
    await page.getByLabel('What it is needed for').fill('A backfill');
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Ask for $200 more' }).click();
    await page.getByText('$200 asked for on warehouse').waitFor();
    const { requests } = await read<{ requests: { envelope_name: string; expires_at: string }[] }>(
      'requests',
    );
    expect(requests[0]).toMatchObject({ envelope_name: 'warehouse', expires_at: '2026-02-21T00:00:00.000Z' });
    await page.close();
  });
});

describe('an envelope', () => {
  test('is the first one where there is none: one button, and the company begins', async () => {
    const { page } = await open('/w/live/budgets', { mode: 'empty' });
    await page.getByRole('button', { name: 'Set the first budget' }).click();
    const form = page.getByRole('dialog', { name: 'New envelope' });
    expect(await form.getByLabel('Name').inputValue()).toBe('Harbour Works');
    await form.getByRole('button', { name: 'Set the envelope' }).click();
    await form.getByText('Some fields above need a look').waitFor();
    expect(await form.getByLabel('Limit, USD').getAttribute('aria-invalid')).toBe('true');
    await form.getByLabel('Limit, USD').fill('12,000');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Harbour Works' }).waitFor();
    expect(await page.getByText('Harbour Works is set: $12,000').isVisible()).toBe(true);
    await page.close();
  });

  test('is changed; a limit below what is gone must be meant', async () => {
    const { page, read } = await open(`/w/live/budgets?envelope=${idOf('dunning')}&do=edit`);
    const form = page.getByRole('dialog', { name: 'Change dunning' });
    await form.getByLabel('Limit, USD').fill('2000');
    expect(await form.getByRole('button', { name: 'Change it' }).isDisabled()).toBe(true);
    await form.getByLabel(/I mean it/).check();
    await form.getByLabel('What happens at the limit').selectOption('hard');
    await form.getByRole('button', { name: 'Change it' }).click();
    await page.getByRole('dialog', { name: 'dunning', exact: true }).waitFor();
    const { envelope } = await read<{ envelope: { limit: string; enforcement: string } }>(
      `envelopes/${idOf('dunning')}`,
    );
    expect(envelope).toMatchObject({ limit: '2000.00', enforcement: 'hard' });
    await page.close();
  });

  test('gives money to another; what is not there is refused with what to do', async () => {
    const { page } = await open(`/w/live/budgets?envelope=${idOf('Docs')}&do=move`);
    const form = page.getByRole('dialog', { name: 'Move money out of Docs' });
    await form.getByLabel('To which envelope').selectOption(idOf('dunning'));
    await form.getByLabel('Amount, USD').fill('9000');
    await form.getByLabel('Why').fill('Reminders');
    await page.keyboard.press('Enter');
    await form.getByRole('alert').waitFor();
    expect(await form.getByRole('alert').textContent()).toContain('Move less');
    expect(await axeViolations(page)).toEqual([]);
    await form.getByLabel('Amount, USD').fill('250');
    await form.getByRole('button', { name: 'Move $250 to dunning' }).click();
    await page.getByText('$250 moved from Docs to dunning').waitFor();
    await page.close();
  });
});

describe('a simulation', () => {
  test('says what a cap would have refused, and its address restores it', async () => {
    const { page } = await open('/w/live/budgets?tab=simulate');
    await page.getByLabel('Envelope', { exact: true }).selectOption(idOf('ledger-rewrite'));
    await page.getByLabel('Hard cap, USD').fill('8,000');
    await page.getByRole('button', { name: 'Simulate', exact: true }).click();
    await page.getByText(/This cap would have refused 935 calls of 7 workers, worth/).waitFor();
    await page.reload();
    await page.getByText(/This cap would have refused 935 calls/).waitFor();
    expect(await page.getByLabel('Hard cap, USD').inputValue()).toBe('8000');
    await page
      .getByText(/The policy file owns ledger-rewrite: to make it so, set its limit to \$8,000/)
      .waitFor();
    await page.getByLabel('Envelope', { exact: true }).selectOption(idOf('warehouse'));
    await page.getByRole('button', { name: 'Simulate', exact: true }).click();
    await page.getByRole('button', { name: 'Apply this cap to warehouse' }).click();
    const form = page.getByRole('dialog', { name: 'Change warehouse' });
    expect(await form.getByLabel('Limit, USD').inputValue()).toBe('8000');
    expect(await form.getByLabel('What happens at the limit').inputValue()).toBe('hard');
    await page.close();
  });

  test('of a policy file names each fault at its line', async () => {
    const { page } = await open('/w/live/budgets?tab=simulate');
    await page.getByText('A policy file').click();
    await page.getByLabel('Policy file', { exact: true }).fill('version: 1\nlimit: minus');
    await page.getByRole('button', { name: 'Simulate', exact: true }).click();
    await page.getByText('Line 4:').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('Write it such as $2,000');
    await page.close();
  });
});

test('an envelope is closed only when it is said twice', async () => {
  const { page } = await open(`/w/live/budgets?envelope=${idOf('warehouse')}`);
  const drawer = page.getByRole('dialog', { name: 'warehouse' });
  await drawer.getByRole('button', { name: 'Close it' }).click();
  await drawer.getByRole('button', { name: /^Close it for good: \$[\d,]+ expires$/ }).click();
  await page.getByText('warehouse is closed').waitFor();
  await page.close();
});

test('the tree is walked by arrows: down, right unfolds, left folds and goes up, Enter opens', async () => {
  const { page } = await open('/w/live/budgets');
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  await rowOf(page, 'Harbour Works').locator('[data-opens]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toBe('Billing');
  expect(await rowOf(page, 'Billing').getAttribute('aria-expanded')).toBe('false');
  await page.keyboard.press('ArrowRight');
  expect(await rowOf(page, 'Billing').getAttribute('aria-expanded')).toBe('true');
  await page.keyboard.press('ArrowRight');
  expect(await focused()).toBe('dunning');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  expect(await rowOf(page, 'Billing').getAttribute('aria-expanded')).toBe('false');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Billing' }).waitFor();
  expect(page.url()).toContain(`envelope=${idOf('Billing')}`);
  await page.close();
});

test('the burn-down has a cursor for the keyboard, and is to be had as a table', async () => {
  const { page } = await open('/w/live/budgets');
  const chart = page.getByRole('slider', { name: /Burn-down of Harbour Works/ });
  await chart.focus();
  await page.keyboard.press('Home');
  expect(await chart.getAttribute('aria-valuetext')).toMatch(/^1 Feb 2026: \$.* spent, \$.* left$/);
  await page.keyboard.press('End');
  expect(await chart.getAttribute('aria-valuetext')).toBe('28 Feb 2026: still to come');
  await page.getByRole('button', { name: 'as table' }).first().click();
  const table = page.getByRole('region', { name: 'Burn-down of Harbour Works, as a table' });
  expect(await table.getByRole('row').count()).toBe(13);
  await page.close();
});
