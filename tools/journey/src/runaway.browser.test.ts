/**
 * An agent runs away: whoever is to be told hears of it, an admin follows the alert to why, finds it on
 * Today and holds it, the gateway refuses its next call in kind words, and lets it through again when that
 * is taken back. The board pack of the month after says what was promised and what came of it.
 */
import { createHmac } from 'node:crypto';
import { cpSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installed, installed } from '../../../apps/server/src/gateway/testing/installed.ts';
import { boss } from '../../../apps/server/src/testing/callers.ts';
import {
  type MailReceiver,
  mailReceiver,
  type WebhookReceiver,
  webhookReceiver,
} from '../../../apps/server/src/testing/receivers.ts';
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
let hook: WebhookReceiver;
let chat: WebhookReceiver;
let post: MailReceiver;
/** Signs what the webhook gets. */
let signing = '';
/** How far the tower's clock runs ahead. */
let aheadMs = 0;
const now = () => new Date(Date.now() + aheadMs);

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
  [hook, chat, post] = await Promise.all([webhookReceiver(), webhookReceiver(), mailReceiver()]);
  const env = { EXCHEQUER_SMTP_URL: post.smtpUrl };
  [at, app] = [await installed({}, { env, now }), await buildApp(process.env)];
  cpSync(app.dist, at.tower.home, { recursive: true });
  const { worker } = await at.tower.must('PUT', `${w}/workers`, { kind: 'agent', name });
  const made = await at.tower.must('POST', `${w}/keys`, { name: 'nightly', worker_id: worker.id });
  secret = made.secret;
  const tell = (kind: string, to: string) =>
    at.tower.must('POST', `${w}/alert-channels`, { kind, name: kind, to, allow_private: true });
  signing = (await tell('webhook', hook.url)).secret;
  await tell('slack', chat.url);
  await tell('email', 'ada@acme.test');
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
  await Promise.all([hook?.close(), chat?.close(), post?.close()]);
});

/** What a webhook got, if it is signed with the secret that was told once. */
function verified({ headers, body }: WebhookReceiver['got'][0]): { type: string; data: { url: string } } {
  const [id, time] = [headers['webhook-id'], headers['webhook-timestamp']];
  const key = Buffer.from(signing.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64');
  expect(headers['webhook-signature']).toBe(`v1,${signature}`);
  return JSON.parse(body);
}

test('whoever is to be told hears of it once, and its link leads to what to do', async () => {
  await at.tower.services.alerts.run();
  await at.tower.services.alerts.run();
  const told = hook.got.map(verified).filter(({ type }) => type === 'spend.spike');
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ data: { level: 'warn', rule: 5, workspace: 'live' } });
  expect(told[0]?.data).toMatchObject({ says: expect.stringMatching(/nightly-refactor.*expected/) });
  expect(chat.got.filter(({ body }) => body.includes('nightly-refactor costs far more'))).toHaveLength(1);
  expect(post.mails.filter((mail) => /Subject: Exchequer: nightly-refactor/.test(mail))).toHaveLength(1);
  const { pathname, search } = new URL(told[0]?.data.url ?? '');
  await page.goto(`${at.tower.base}${pathname}${search}`);
  await page.getByRole('dialog').getByRole('button', { name: 'Hold the agent' }).waitFor();
}, 60_000);

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
  await later(async () => expect(await at.tower.services.advice.measure('live')).toBe(1));

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

test('the board pack of the month after says what was promised, and what came of it', async () => {
  const { decisions } = await later(async () => {
    const month = now().toISOString().slice(0, 7);
    return (await at.tower.must('POST', `${w}/reports/board`, { month })).pack;
  });
  expect(decisions).toHaveLength(1);
  expect(decisions[0]).toMatchObject({
    ...{ rule: 5, state: 'undone', claim: expect.stringContaining('nightly-refactor') },
    realised: { method: 'cannot-tell', says: expect.stringContaining('comes once') },
  });
  expect(Number(decisions[0].promised.likely)).toBeGreaterThan(100);
}, 60_000);

/** Does something five weeks on. */
async function later<Result>(work: () => Promise<Result>): Promise<Result> {
  aheadMs = 35 * dayMs;
  try {
    return await work();
  } finally {
    aheadMs = 0;
  }
}
