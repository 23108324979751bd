/**
 * A policy of 40 envelopes applied through the API, tried on last month's usage, paid for by this
 * month's, and one request for more approved on the page of the built product.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../../apps/web/src/browser/chromium.ts';
import { type Product, startProduct } from './product.ts';

const functions = ['Engineering', 'Support', 'Sales'];
const teamsPerFunction = 3;
const projectsPerTeam = 3;

const teamOf = (fn: string, t: number) => `${fn} ${t + 1}`;
const projectOf = (fn: string, t: number, p: number) => `${fn.toLowerCase()}-${t + 1}-${p + 1}`;
const each = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** One company, three functions, nine teams, twenty-seven projects: 40 envelopes. */
function policy(): string {
  const lines = [
    'version: 1',
    'defaults: { period: month, enforcement: soft }',
    'envelopes:',
    '  - key: company',
    '    name: Company',
    '    kind: company',
    '    limit: $400',
    '    children:',
  ];
  for (const fn of functions) {
    const key = fn.toLowerCase();
    lines.push(
      `      - { key: ${key}, name: ${fn}, kind: function, covers: ${fn}, limit: $100, children: [`,
      ...each(teamsPerFunction, (t) => {
        const projects = each(
          projectsPerTeam,
          (p) =>
            `{ key: ${projectOf(fn, t, p)}, name: ${projectOf(fn, t, p)}, kind: project, covers: ${projectOf(fn, t, p)}, limit: $10 }`,
        );
        return `          { key: ${key}-${t + 1}, name: ${teamOf(fn, t)}, kind: team, covers: ${fn} / ${teamOf(fn, t)}, limit: $30, children: [${projects.join(', ')}] },`;
      }),
      '        ] }',
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Calls on every project, each of the same cost, spread over the first days of a month. */
function usage(month: string, perProject: number) {
  return functions.flatMap((fn) =>
    each(teamsPerFunction, (t) =>
      each(projectsPerTeam, (p) =>
        each(perProject, (n) => ({
          id: `${month}-${projectOf(fn, t, p)}-${n}`,
          occurred_at: `${month}-01T00:${10 + n}:07.000Z`,
          provider: 'anthropic',
          model: 'claude-opus-4-6',
          project: projectOf(fn, t, p),
          actor: { kind: 'email', id: `dev${n % 6}@example.com` },
          tokens: { uncached_input: 20_000, output: 8_000 + n },
        })),
      ).flat(),
    ).flat(),
  );
}

interface Balance {
  limit: string;
  spent: string;
  free: string;
}
interface Envelope {
  id: string;
  name: string;
  managed_by: string;
  balance: Balance;
}
interface Simulated {
  name: string;
  refused_calls: number;
  refused_cost: string;
}

let product: Product;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let page: Page;

const list = async () =>
  (await product.api<{ envelopes: Envelope[] }>('GET', '/api/w/live/budget/envelopes')).envelopes;
const named = async (name: string) => (await list()).find((e) => e.name === name) as Envelope;
const pico = (decimal: string) => {
  const [whole = '', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(12, '0'));
};

async function send(events: ReturnType<typeof usage>) {
  for (let at = 0; at < events.length; at += 200)
    await product.api('POST', '/v1/usage', events.slice(at, at + 200));
}

const thisMonth = new Date().toISOString().slice(0, 7);
const lastMonth = new Date(Date.parse(`${thisMonth}-01T00:00:00Z`) - 86_400_000).toISOString().slice(0, 7);

beforeAll(async () => {
  product = await startProduct();
  for (const fn of functions) {
    const { id } = await product.api<{ id: string }>('PUT', '/api/w/live/teams', { name: fn });
    for (const t of each(teamsPerFunction, (i) => i))
      await product.api('PUT', '/api/w/live/teams', { name: teamOf(fn, t), parent_id: id });
  }
  await send(usage(lastMonth, 12));
  browser = await openBrowser();
  page = await browser.context.newPage();
  await page.goto(product.adminLink);
  await page.waitForURL(/\/w\/live\//);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await product?.remove();
});

test('the empty page offers the first budget, with last month’s spend as its limit', async () => {
  await page.goto(`${product.url}/w/live/budgets`);
  await page.getByRole('button', { name: 'Set the first budget' }).click();
  const limit = page.getByLabel('Limit, USD');
  await limit.waitFor();
  expect(Number(await limit.inputValue())).toBeGreaterThan(0);
  await page.getByText(/this is that, rounded up/).waitFor();
});

test('a policy of 40 envelopes is planned and applied, and the page shows each as the API has it', async () => {
  const text = policy();
  const plan = await product.api<{ fingerprint: string; errors: unknown[]; summary: { create: number } }>(
    'POST',
    '/api/w/live/policy/plan',
    { text },
  );
  expect(plan.errors).toEqual([]);
  expect(plan.summary.create).toBe(40);
  await product.api('POST', '/api/w/live/policy/apply', {
    text,
    fingerprint: plan.fingerprint,
    note: 'first',
  });
  const envelopes = await list();
  expect(envelopes).toHaveLength(40);
  expect(new Set(envelopes.map((e) => e.managed_by))).toEqual(new Set(['file']));
  await page.goto(`${product.url}/w/live/budgets`);
  await page.getByRole('button', { name: 'Unfold all' }).click();
  const rows = await page.locator('tr[data-key]').evaluateAll((all) =>
    all.map((row) => {
      const exact = (column: string) =>
        row.querySelector(`[data-column=${column}] [data-exact]`)?.getAttribute('data-exact');
      return [row.getAttribute('data-key'), exact('limit'), exact('spent'), exact('free')];
    }),
  );
  const told = envelopes.map(({ id, balance }) => [id, balance.limit, balance.spent, balance.free]);
  expect(rows.sort()).toEqual(told.sort());
});

test('usage is paid by its project and everything above it, to the last unit of the journal', async () => {
  await send(usage(thisMonth, 9));
  const journal = await product.api<{ totals: { value: string }[] }>('POST', '/api/w/live/query', {
    metrics: ['spend_contracted'],
    range: { from: `${thisMonth}-01`, to: `${thisMonth}-02`, time_zone: 'UTC' },
    grain: 'total',
  });
  const spent = async () => pico((await named('Company')).balance.spent);
  await expect.poll(spent, { timeout: 30_000, interval: 500 }).toBe(pico(journal.totals[0]?.value ?? ''));
  const envelopes = await list();
  const sum = (names: readonly string[]) =>
    names.reduce(
      (total, name) => total + pico(envelopes.find((e) => e.name === name)?.balance.spent ?? '0'),
      0n,
    );
  const company = envelopes.find((e) => e.name === 'Company');
  expect(sum(functions)).toBe(pico(company?.balance.spent ?? '0'));
  await page.goto(`${product.url}/w/live/budgets?envelope=${company?.id}`);
  const drawer = page.getByRole('dialog', { name: 'Company' });
  await drawer.getByText('The policy file owns this envelope').waitFor();
  expect(await drawer.locator('dl dd [data-exact]').nth(1).getAttribute('data-exact')).toBe(
    company?.balance.spent,
  );
  await drawer.getByRole('link', { name: /^txn_/ }).first().waitFor();
  expect(await drawer.getByRole('button', { name: 'Change it' }).count()).toBe(0);
});

test('a cap tried on last month’s usage says what the API says', async () => {
  const { id } = await named('engineering-1-1');
  const asked = { what_if: [{ envelope_id: id, limit: '1', enforcement: 'hard' }] };
  const answer = await product.api<{ envelopes: Simulated[] }>('POST', '/api/w/live/policy/simulate', asked);
  const own = answer.envelopes.find((e) => e.name === 'engineering-1-1');
  expect(own?.refused_calls).toBeGreaterThan(0);
  await page.goto(`${product.url}/w/live/budgets?tab=simulate&cap_on=${id}&cap=1`);
  await page.getByText(`This cap would have refused ${own?.refused_calls} call`).waitFor();
  const row = page.locator('tr[data-active=true]');
  expect(await row.locator('[data-label="Refused cost"] [data-exact]').getAttribute('data-exact')).toBe(
    own?.refused_cost,
  );
});

test('a request made elsewhere is approved on the page, and the money is there at once', async () => {
  const before = await named('engineering-1-1');
  const request = await product.api<{ id: string }>('POST', '/api/w/live/budget/requests', {
    envelope_id: before.id,
    kind: 'temporary',
    amount: '2.50',
    reason: 'The last run of the migration',
    idempotency_key: 'journey-1',
  });
  await page.goto(`${product.url}/w/live/budgets`);
  const card = page.locator(`[data-request=${request.id}]`);
  await card.getByText('The last run of the migration').waitFor();
  await card.getByRole('button', { name: 'Approve $2.50' }).click();
  await page.getByText('engineering-1-1 has $2.50 more').waitFor();
  const after = await named('engineering-1-1');
  expect(pico(after.balance.limit) - pico(before.balance.limit)).toBe(pico('2.5'));
  expect(pico(after.balance.free) - pico(before.balance.free)).toBe(pico('2.5'));
  const { requests } = await product.api<{ requests: { state: string; decided_by_name: string }[] }>(
    'GET',
    `/api/w/live/budget/requests?state=all&envelope_id=${before.id}`,
  );
  expect(requests).toHaveLength(1);
  expect(requests[0]?.state).toBe('approved');
});
