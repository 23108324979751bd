import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from './build-app.ts';
import { openBrowser } from './chromium.ts';
import { axeViolations, openPage, settled } from './page-under-test.ts';
import { standInTower } from './stand-in-tower.ts';

type Tower = Awaited<ReturnType<typeof standInTower>>;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let built: Awaited<ReturnType<typeof buildApp>>;
let towers: Record<'full' | 'person' | 'empty' | 'signed-out', Tower>;

beforeAll(async () => {
  built = await buildApp(process.env);
  const { dist } = built;
  towers = {
    full: await standInTower(dist, 'full'),
    person: await standInTower(dist, 'person'),
    empty: await standInTower(dist, 'empty'),
    'signed-out': await standInTower(dist, 'signed-out'),
  };
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await Promise.all(Object.values(towers ?? {}).map((t) => t.close()));
  built?.remove();
});

const open = (path: string, options: { mode?: keyof typeof towers; theme?: string; width?: number } = {}) =>
  openPage(browser.context, towers[options.mode ?? 'full'].url + path, options);

const event = `evt_${(42 * 100).toString(16).padStart(32, '0')}`;
const paths = {
  today: '/w/live/today',
  'a figure opened': '/w/live/today?figure=tokens',
  explore: '/w/live/explore?by=model,team',
  ratios: '/w/live/explore?metric=cache_read_share',
  events: '/w/live/explore?tab=events',
  'the event drawer': `/w/live/explore?event=${event}`,
  budgets: '/w/live/budgets',
  'an envelope': '/w/live/budgets?envelope=env_4',
  'a new envelope': '/w/live/budgets?do=new',
  'a simulated cap': '/w/live/budgets?tab=simulate&cap_on=env_4&cap=8000',
  sources: '/w/live/sources',
  people: '/w/live/people',
  value: '/w/live/value',
  settings: '/w/live/settings',
};

describe.each(['light', 'dark'])('in the %s theme', (theme) => {
  test.each(Object.entries(paths))('%s has no fault that axe finds and logs no error', async (_, path) => {
    const { page, complaints } = await open(path, { theme });
    expect(await axeViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

test.each(Object.entries(paths))('%s fits a phone of 360 pixels', async (_, path) => {
  const { page, complaints } = await open(path, { width: 360 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  expect(await axeViolations(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await page.close();
});

describe('states without figures are told apart', () => {
  test('a first start shows three doors, each leading to its place', async () => {
    const { page } = await open('/w/live/today', { mode: 'empty' });
    for (const door of ['Look around with sample data', 'Connect one real source', 'Import what is there'])
      expect(await page.getByRole('region', { name: door }).isVisible(), door).toBe(true);
    await page.getByRole('link', { name: /Send telemetry/ }).click();
    await page.waitForURL(/sources.*#connect$/);
    await page.getByRole('heading', { name: 'Send telemetry' }).waitFor();
    await settled(page);
    expect(await axeViolations(page)).toEqual([]);
    await page.close();
  });

  test('a range without usage offers the range that has some', async () => {
    const { page } = await open('/w/live/today?range=2026-05-01..2026-05-08');
    await page.getByRole('button', { name: 'Show 1 Jan – 12 Feb 2026' }).click();
    await page.getByRole('heading', { level: 1, name: /AI spend was/ }).waitFor();
    expect(page.url()).toContain('range=2026-01-01..2026-02-13');
    await page.close();
  });

  test('a filter that matches nothing offers to be reset', async () => {
    const { page } = await open('/w/live/today?f=model:is:none-such');
    await page.getByRole('button', { name: 'Reset the filters' }).click();
    await page.getByRole('heading', { level: 1, name: /AI spend was/ }).waitFor();
    expect(page.url()).not.toContain('none-such');
    await page.close();
  });

  test('nobody signed in sees the sign-in page, and a used link says so', async () => {
    const { page } = await open('/w/live/today', { mode: 'signed-out' });
    expect(await page.getByRole('heading', { name: /Sign in/ }).isVisible()).toBe(true);
    await page.getByLabel('One-time link').fill('http://127.0.0.1:4100/login#token=used-already');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('used already');
    expect(await axeViolations(page)).toEqual([]);
    await page.close();
  });

  test('a link signs in by itself and leaves no secret in the address', async () => {
    const { page } = await open('/login#token=good');
    await page.waitForURL(/\/w\/live\/today/);
    expect(page.url()).not.toContain('token');
    await page.close();
  });
});

describe('the palette', () => {
  const summon = async (options: Parameters<typeof open>[1] = {}) => {
    const opened = await open('/w/live/today', { mode: 'person', ...options });
    await opened.page.keyboard.press('Control+k');
    const input = opened.page.getByRole('combobox');
    await input.waitFor();
    const choose = async (words: string) => {
      await input.fill(words);
      await opened.page.keyboard.press('Enter');
    };
    return { ...opened, input, choose, answer: opened.page.getByRole('dialog').locator('output') };
  };

  test.each(['light', 'dark'])(
    'asks by keyboard alone, without a fault that axe finds, %s',
    async (theme) => {
      const { page, input, choose, answer, complaints } = await summon({ theme });
      await choose('my budget');
      await answer.getByText('$12').waitFor();
      expect(await axeViolations(page)).toEqual([]);
      await page.keyboard.press('Backspace');
      await choose('estimate');
      await input.fill('claude-sonnet-4-5 2m in 500k out');
      await answer.getByText('Your budget does not hold it.').waitFor();
      expect(await answer.textContent()).toContain('$13.5');
      expect(await axeViolations(page)).toEqual([]);
      await input.fill('gpt-99 2m in');
      await answer.getByText('Did you mean claude-sonnet-4-5?').waitFor();
      await input.fill('');
      await page.keyboard.press('Backspace');
      await choose('req_known');
      await answer.getByText('Paid by Ada, below Engineering.').waitFor();
      expect(await axeViolations(page)).toEqual([]);
      await page.keyboard.press('Enter');
      await page.waitForURL(/explore.*event=evt_/);
      // A model and a call that nobody knows are refused, and the browser notes that.
      expect(complaints.filter((one) => !one.includes('422'))).toEqual([]);
      await page.close();
    },
  );

  test('opens the first recommendation with what applying it would change', async () => {
    const { page, choose } = await summon();
    await page.getByText('Recommendations: 1 to look at').waitFor();
    await choose('hold the agent');
    await page.getByText('Calls of nightly-refactor at every gateway').waitFor();
    expect(page.url()).toContain('advice=rec_refactor');
    await page.close();
  });

  test('changes the books, and fits a phone', async () => {
    const { page, choose } = await summon({ width: 360 });
    await choose('switch to halyard');
    await page.waitForURL(/\/w\/sample\/today/);
    await page.keyboard.press('Control+k');
    await choose('estimate');
    await page.getByRole('combobox').fill('claude-sonnet-4-5 2m in 500k out');
    await page.getByRole('dialog').getByText('$13.5').first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(await axeViolations(page)).toEqual([]);
    await page.close();
  });

  test('asks nobody in particular for no budget of theirs', async () => {
    const { page, input } = await summon({ mode: 'full' });
    await input.fill('my budget');
    await page.getByText('Nothing by that name.').waitFor();
    await page.close();
  });
});

describe('Explore', () => {
  test('the total row is the figure above, to the last digit, and the CSV asks the same', async () => {
    const { page } = await open('/w/live/explore?by=session&limit=5');
    const hero = await page.locator('[data-exact]').first().getAttribute('data-exact');
    const total = await page.locator('tr.total [data-exact]').first().getAttribute('data-exact');
    expect(hero).toMatch(/^\d+\.\d+$/);
    expect(total).toBe(hero);
    const rows = await page
      .locator('tr[data-row] td:nth-child(2) [data-exact]')
      .evaluateAll((cells) => cells.map((c) => c.getAttribute('data-exact') ?? '0'));
    expect(rows).toHaveLength(6);
    const pico = (text: string) => BigInt(text.split('.')[0] + (text.split('.')[1] ?? '').padEnd(12, '0'));
    expect(rows.reduce((sum, row) => sum + pico(row), 0n)).toBe(pico(hero ?? '0'));
    const href = await page.getByRole('link', { name: 'CSV' }).getAttribute('href');
    const query = JSON.parse(Buffer.from(String(href).split('q=')[1] ?? '', 'base64url').toString());
    expect(query).toMatchObject({
      metrics: ['spend_list', 'tokens', 'requests'],
      group_by: ['session'],
      limit: 5,
      range: { from: '2026-01-14', to: '2026-02-13' },
    });
    await page.close();
  });

  test('a link restores its view', async () => {
    const { page } = await open(
      '/w/live/explore?metric=tokens&by=team&grain=week&range=2026-01-01..2026-02-13&f=tool:is:claude-code&compare=none',
    );
    expect(await page.getByLabel('Metric').inputValue()).toBe('tokens');
    expect(await page.getByLabel('Split by').inputValue()).toBe('team');
    expect(await page.getByRole('radio', { name: 'Week' }).isChecked()).toBe(true);
    expect(await page.getByText('1 Jan – 12 Feb 2026').isVisible()).toBe(true);
    expect(await page.getByText('claude-code', { exact: true }).first().isVisible()).toBe(true);
    await page.close();
  });

  test('an event opens down to its source record, and Escape closes it', async () => {
    const { page } = await open('/w/live/explore?tab=events');
    await page.locator('tr[data-row] button').first().click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('heading', { name: 'Source record' }).waitFor();
    expect(await drawer.textContent()).toContain('3f2a.jsonl:1204');
    expect(page.url()).toContain('event=evt_');
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    expect(page.url()).not.toContain('event=');
    await page.close();
  });
});

describe('by keyboard alone', () => {
  test('g e goes to Explore, t opens the range, / the filter, ? the keys', async () => {
    const { page } = await open('/w/live/today');
    await page.keyboard.press('g');
    await page.keyboard.press('e');
    await page.waitForURL(/explore/);
    await page.getByLabel('Metric').waitFor();
    await page.keyboard.press('t');
    await page.getByRole('button', { name: /Last 7 days/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /Last 7 days/ }).waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.getByRole('heading', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Keys' }).waitFor({ state: 'detached' });
    await page.keyboard.press('/');
    await page.getByLabel('Filter by').waitFor();
    await page.close();
  });

  test('⌘K finds an action by name and runs it', async () => {
    const { page } = await open('/w/live/today');
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder(/Go to a page/).fill('last 7');
    await page.keyboard.press('Enter');
    await page.waitForURL(/range=7d/);
    await page.close();
  });

  test('a chart’s cursor reads out amounts, and Enter narrows the range', async () => {
    const { page } = await open('/w/live/today');
    const chart = page.getByRole('slider').first();
    await chart.focus();
    await page.keyboard.press('End');
    expect(await chart.getAttribute('aria-valuetext')).toMatch(/^28 Feb 2026: 80 % band \$/);
    for (let day = 28; day > 12; day--) await page.keyboard.press('ArrowLeft');
    expect(await chart.getAttribute('aria-valuetext')).toMatch(/^12 Feb 2026: .*\$/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/range=2026-02-12\.\.2026-02-13/);
    await page.close();
  });

  test('a chart is to be had as a table', async () => {
    const { page } = await open('/w/live/today');
    await page.getByRole('button', { name: 'as table' }).first().click();
    expect(
      await page.getByRole('region', { name: 'Spend over time, as a table' }).getByRole('row').count(),
      // Thirty days, sixteen to come in February, and the head.
    ).toBe(47);
    await page.close();
  });
});

test('a drag over the chart narrows the range, a click on a part filters by it', async () => {
  const { page } = await open('/w/live/today');
  const box = await page.getByRole('slider').first().boundingBox();
  const y = (box?.y ?? 0) + 40;
  await page.mouse.move((box?.x ?? 0) + 100, y);
  await page.mouse.down();
  await page.mouse.move((box?.x ?? 0) + 300, y, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/range=2026-01-\d\d\.\.2026-/);
  await settled(page);
  await page.locator('svg rect[data-series="claude-opus-4-6"]').first().click();
  await page.waitForURL(/f=model:is:claude-opus-4-6/);
  await page.close();
});

test('the first page loads at most 250 KB of script, gzipped', async () => {
  const { page, scripts } = await open('/w/live/today');
  const { dist } = built;
  const size = (path: string) => gzipSync(readFileSync(join(dist, path)), { level: 9 }).length;
  const sum = (paths: string[]) => paths.reduce((total, path) => total + size(path), 0);
  const scriptsBuilt = readdirSync(join(dist, 'assets')).filter((file) => file.endsWith('.js'));
  const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(0)} KB`;
  console.log(
    `first page: ${kilobytes(sum(scripts))} in ${scripts.length} scripts; whole app: ${kilobytes(sum(scriptsBuilt.map((file) => `assets/${file}`)))}`,
  );
  expect(scripts.length).toBeGreaterThan(1);
  expect(sum(scripts)).toBeLessThanOrEqual(250 * 1024);
  await page.close();
});

describe('a person’s own page', () => {
  test.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 360],
  ])(
    'has no fault that axe finds, %s at %i pixels, and leads to the statement of a month',
    async (theme, width) => {
      const { page, complaints } = await open('/w/live/me', { mode: 'person', theme, width });
      await page.getByText('14 pull requests merged, 1 of them taken back').waitFor();
      expect(await page.getByRole('region', { name: 'For you', exact: true }).textContent()).toContain(
        'Only you see this',
      );
      await page.getByText('looked at what you have spent, for: an invoice names your key').waitFor();
      await page.getByLabel('Month of the statement').selectOption('2026-01');
      const href = await page.getByRole('link', { name: 'Statement' }).getAttribute('href');
      expect(href).toBe('/api/w/live/me/statement.pdf?month=2026-01');
      await settled(page);
      expect(await axeViolations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      expect(complaints).toEqual([]);
      await page.close();
    },
  );
});

test('looking at one person takes a purpose and a second admin, and says that it is written down', async () => {
  const { page, complaints } = await open('/w/live/settings#privacy');
  await page.getByRole('button', { name: 'Agree' }).click();
  await page.getByRole('button', { name: 'Look', exact: true }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByText('This look is written down for Ilse Brandt.').waitFor();
  await drawer.getByText('claude-opus-4-5').waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Ask to look' }).click();
  const ask = page.getByRole('button', { name: 'Ask a second admin' });
  await page.getByRole('combobox', { name: 'Person' }).fill('Ilse Brandt');
  await page.getByRole('textbox', { name: 'For what' }).fill('short');
  expect(await ask.isDisabled()).toBe(true);
  await page.getByRole('textbox', { name: 'For what' }).fill('The invoice of March names a key of theirs');
  expect(await axeViolations(page)).toEqual([]);
  await ask.click();
  await page.getByText(/Another admin has to agree; Ilse Brandt reads it on Me/).waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});
