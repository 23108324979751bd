import type { AlertNews } from '@exchequer/model';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestHttpServer, testHttpServer } from '../../testing/http.ts';
import { mailReceiver, type WebhookReceiver, webhookReceiver } from '../../testing/receivers.ts';
import { createSender } from './send.ts';

const w = '/api/w/live';
const news = (key: string, more: Partial<AlertNews> = {}): AlertNews => ({
  topic: 'spend.spike',
  key,
  level: 'warn',
  title: 'nightly-refactor costs far more than its like',
  says: 'It cost <$1,140> a week more. Stop it and tell its owner.',
  path: '/today?advice=rec_1',
  data: { rule: 5, likely_gain: '1140' },
  ...more,
});

describe('alerts', () => {
  let at: TestHttpServer;
  let hook: WebhookReceiver;
  beforeAll(async () => {
    [at, hook] = await Promise.all([testHttpServer(), webhookReceiver()]);
  });
  afterAll(() => Promise.all([at?.remove(), hook?.close()]));
  const alerts = () => at.services.alerts;
  const connect = (more: object) =>
    at.call('POST', `${w}/alert-channels`, { kind: 'webhook', name: 'Ours', to: hook.url, ...more });
  const must = async (more: object) => {
    const { status, body } = await connect(more);
    expect(status, JSON.stringify(body)).toBe(200);
    return body;
  };

  test('a webhook gets a signed event that names the alert, once however often it is raised', async () => {
    const { channel, secret } = await must({ allow_private: true });
    expect(channel).toMatchObject({ place: new URL(hook.url).host, state: 'untried' });
    await alerts().raise('live', [news('spike:1')]);
    await alerts().raise('live', [news('spike:1'), news('spike:1')]);
    await alerts().run();
    await alerts().run();
    expect(hook.got).toHaveLength(1);
    const [{ headers, body }] = hook.got as [(typeof hook.got)[0]];
    const event = new Webhook(secret).verify(body, headers as Record<string, string>) as { data: object };
    expect(event).toMatchObject({
      ...{ specversion: '1.0', type: 'spend.spike', id: headers['webhook-id'] },
      data: { level: 'warn', likely_gain: '1140', workspace: 'live' },
    });
    expect(() => new Webhook(secret).verify(`${body} `, headers as Record<string, string>)).toThrow();
    const { channels } = await at.must('GET', `${w}/alert-channels`);
    expect(channels[0]).toMatchObject({ state: 'well', sent: '1' });
    expect(JSON.stringify(channels)).not.toContain('s3cret');
    await at.must('DELETE', `${w}/alert-channels/${channel.id}`);
  });

  test('what fails is tried again later, says why, and can be sent again by hand', async () => {
    const { channel } = await must({ allow_private: true });
    hook.got.length = 0;
    hook.answer(503);
    await alerts().raise('live', [news('spike:2')]);
    await alerts().run();
    await alerts().run();
    expect(hook.got).toHaveLength(1);
    const first = async () => (await at.must('GET', `${w}/alerts`)).alerts[0];
    expect((await first()).deliveries).toEqual([
      expect.objectContaining({ state: 'waiting', attempts: 1, error: 'it answered 503' }),
    ]);
    hook.answer(410);
    await at.services
      .sql`update alert_delivery set next_at = now() - interval '1 second' where state = 'waiting'`;
    await alerts().run();
    expect((await first()).deliveries[0]).toMatchObject({ state: 'failed', error: 'it answered 410' });
    hook.answer(200);
    expect(await at.must('POST', `${w}/alerts/${(await first()).id}/resend`)).toEqual({ waiting: 1 });
    await alerts().run();
    expect((await first()).deliveries[0]).toMatchObject({ state: 'sent', error: null });
    await at.must('DELETE', `${w}/alert-channels/${channel.id}`);
  });

  test('a channel hears its topics from its level on, and nothing from before it was there', async () => {
    const { channel } = await must({ allow_private: true, topics: ['source.stale'], least: 'stop' });
    hook.got.length = 0;
    await alerts().raise('live', [
      news('a'),
      news('b', { topic: 'source.stale', level: 'warn' }),
      news('c', { topic: 'source.stale', level: 'stop' }),
    ]);
    await alerts().run();
    expect(hook.got.map(({ body }) => JSON.parse(body).data.level)).toEqual(['stop']);
    await at.must('DELETE', `${w}/alert-channels/${channel.id}`);
  });

  test('Slack gets blocks without anything that it would read as markup, and a test at once', async () => {
    const { channel, secret } = await must({ kind: 'slack', allow_private: true });
    expect(secret).toBeNull();
    hook.got.length = 0;
    await alerts().raise('sample', [news('never')]);
    await alerts().raise('live', [news('slack:1')]);
    await alerts().run();
    const told = JSON.parse(hook.got[0]?.body ?? '');
    expect(told.text).toContain('&lt;$1,140&gt;');
    expect(told.blocks).toHaveLength(2);
    expect(await at.must('POST', `${w}/alert-channels/${channel.id}/test`)).toEqual({
      sent: true,
      error: null,
    });
    expect(hook.got).toHaveLength(2);
    expect(
      (await at.must('GET', `${w}/alerts`)).alerts.map((one: { title: string }) => one.title),
    ).not.toContain('This is a test');
    await at.must('DELETE', `${w}/alert-channels/${channel.id}`);
  });

  test('an address inside this network is told nothing unless that is allowed', async () => {
    const { channel } = await must({});
    hook.got.length = 0;
    const { sent, error } = await at.must('POST', `${w}/alert-channels/${channel.id}/test`);
    expect([sent, hook.got.length]).toEqual([false, 0]);
    expect(error).not.toContain('s3cret');
    await at.must('DELETE', `${w}/alert-channels/${channel.id}`);
  });

  test('what the product writes down becomes news that leads to its page, and a person stays unnamed', async () => {
    const { sql } = at.services;
    const now = new Date();
    const company = await at.must('PUT', `${w}/budget/envelopes`, {
      name: 'Acme',
      kind: 'company',
      limit: '100',
    });
    await sql`
      insert into envelope_alert (workspace, envelope_id, period_key, threshold, spent, period_limit, at)
      values ('live', ${company.id}, '2026-11', 100, 101.5, 100, ${now})`;
    const finding = {
      says: 'It costs more. Stop it.',
      subject: { kind: 'agent', id: 'w', name: 'nightly-refactor' },
    };
    for (const [id, self] of [
      ['rec_1', null],
      ['rec_2', 'somebody'],
    ] as const) {
      await sql`
        insert into recommendation (workspace, id, rule, key, self_worker, finding, likely, rank, state, state_at,
          expires_at, first_seen, last_seen)
        values ('live', ${id}, 5, ${`5:${id}`}, ${self}, ${sql.json(finding)}, 1140, 1, 'open', ${now}, ${now}, ${now}, ${now})`;
    }
    const found = await alerts().newsSince('live', new Date(now.getTime() - 60_000));
    expect(found.map(({ topic, level, path }) => [topic, level, path])).toEqual([
      ['budget.threshold_crossed', 'stop', `/budgets?envelope=${company.id}`],
      ['spend.spike', 'warn', '/today?advice=rec_1'],
    ]);
    expect(found[0]).toMatchObject({ title: 'Acme has spent 100 % of its budget' });
    expect(found[0]?.says).toContain('$101.50 of $100.00');
  });

  test.each([
    [{ to: 'ftp://x.test/a' }, 'no-address'],
    [{ to: 'http://example.com/hook' }, 'no-address'],
    [{ kind: 'email', to: 'nobody' }, 'no-address'],
    [{ kind: 'email', to: 'ada@acme.test' }, 'no-mail-server'],
  ])('%j is refused as %s', async (wish, code) => {
    expect(await connect(wish)).toMatchObject({ status: 422, body: { code } });
  });
});

describe('mail', () => {
  test('goes out by SMTP with the words and the link of the alert', async () => {
    const server = await mailReceiver();
    const sender = createSender({
      ...{ smtpUrl: server.smtpUrl, mailFrom: 'Exchequer <books@acme.test>' },
      ...{ baseUrl: () => 'https://exchequer.acme.test', now: () => new Date() },
    });
    const end = await sender.send({
      ...{ id: '1', alertId: 'alr_1', workspace: 'sample', at: new Date(), isTest: false },
      ...news('x'),
      address: { kind: 'email', to: 'ada@acme.test, bo@acme.test', secret: null, allowPrivate: false },
    });
    expect(end).toEqual({ sent: true });
    expect(server.mails[0]).toMatch(/Subject: Exchequer: SAMPLE: nightly-refactor/);
    expect(server.mails[0]).toMatch(/To: ada@acme\.test, bo@acme\.test/);
    expect(server.mails[0]).toContain('https://exchequer.acme.test/w/sample/today?advice=rec_1');
    await sender.close();
    await server.close();
  });
});
