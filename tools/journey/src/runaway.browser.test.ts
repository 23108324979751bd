/**
 * An agent runs away: the rules find it, an admin reads why on Today and holds it, the gateway refuses
 * its next call in kind words, and lets it through again when that is taken back.
 */
import { cpSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installed, installed } from '../../../apps/server/src/gateway/testing/installed.ts';
import { boss } from '../../../apps/server/src/testing/callers.ts';
import { buildApp } from '../../../apps/web/src/browser/build-app.ts';
import { openBrowser } from '../../../apps/web/src/browser/chromium.ts';

const w = '/api/w/live';
const dayMs = 86_400_000;
const days = 60;
const name = 'nightly-refactor';

let at: Installed;
let app: Awaited<ReturnType<typeof buildApp>>;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let page: Page;
let secret = '';

/** Two months of an agent that costs about ten dollars a day, and about two hundred in the last three days. */
const usage = (keyId: string) =>
  Array.from({ length: days }, (_, n) => {
    const usual = 9_000_000 + ((n * 7_919) % 1_000_000);
    return {
      ...{ source: 'api', id: `run-${n}`, provider: 'anthropic', model: 'claude-haiku-4-5', agent: name },
      occurred_at: new Date(Date.now() - (days - n) * dayMs).toISOString(),
      tokens: { uncached_input: n >= days - 3 ? usual * 20 : usual, output: 200_000 },
      actor: { kind: 'api_key', id: keyId },
    };
  });

/** What the gateway answers to one call of the agent. */
async function call(): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${at.gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'gpt-5.4',
      max_tokens: 16,
      messages: [{ role: 'user', content: 'Go on.' }],
    }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Gateways hear of a change within a second. */
const soon = { timeout: 3_000, interval: 100 };

beforeAll(async () => {
  [at, app] = [await installed(), await buildApp(process.env)];
  cpSync(app.dist, at.tower.home, { recursive: true });
  const { worker } = await at.tower.must('PUT', `${w}/workers`, { kind: 'agent', name });
  const made = await at.tower.must('POST', `${w}/keys`, { name: 'nightly', worker_id: worker.id });
  secret = made.secret;
  await at.tower.must('POST', '/v1/usage', usage(made.key.id));
  await at.tower.must('POST', `${w}/recommendations/run`, {});
  browser = await openBrowser();
  page = await browser.context.newPage();
  const link = await at.tower.services.access.newAdminLink(boss);
  await page.goto(`${at.tower.base}/login#token=${link.secret}`);
  await page.waitForURL(/\/w\/live\//);
}, 420_000);
afterAll(async () => {
  await browser?.close();
  app?.remove();
  await at?.remove();
});

test('from the inbox to the evidence, the hold, the refusal at the gateway, and back', async () => {
  await expect.poll(async () => (await call()).status, soon).toBe(200);

  await page.goto(`${at.tower.base}/w/live/`);
  const row = page.locator('[data-recommendation][data-rule="5"]');
  await row.waitFor();
  expect(await row.textContent()).toMatch(/nightly-refactor.*times what was to be expected/s);
  await row.getByRole('button').click();
  const drawer = page.getByRole('dialog');
  await drawer.locator('[data-evidence]').first().waitFor();
  expect(await drawer.locator('[data-evidence]').count()).toBeGreaterThan(1);
  expect(await drawer.locator('[data-evidence]').first().getAttribute('href')).toContain('/w/live/explore');
  expect(await drawer.locator('[data-plan]').textContent()).toContain('are refused until it is released');

  await drawer.getByRole('button', { name: 'Hold the agent' }).click();
  await drawer.getByRole('button', { name: 'Undo' }).waitFor();
  await expect.poll(async () => (await call()).status, soon).toBe(403);
  const { body } = await call();
  expect(body).toMatchObject({
    error: { type: 'permission_error', code: 'agent_held' },
    exchequer: { by: 'Admin' },
  });
  expect(JSON.stringify(body)).toContain('times what was to be expected');
  await drawer.getByRole('button', { name: 'Close' }).click();
  await page.locator('[data-applied]').waitFor();

  await page.locator('[data-applied] button').click();
  await drawer.getByRole('button', { name: 'Undo' }).click();
  await drawer.getByText('Taken back', { exact: true }).first().waitFor();
  await expect.poll(async () => (await call()).status, soon).toBe(200);
  const whats = await at.tower.services.sql`
    select action from audit_entry where action ~ '^(worker|recommendation)\.(hold|release|apply|undo)$' order by id`;
  expect(whats.map(({ action }) => action)).toEqual([
    ...['worker.hold', 'recommendation.apply', 'worker.release', 'recommendation.undo'],
  ]);
}, 120_000);
