import type { WebhookVendor } from '@exchequer/model/contract';
import {
  githubMerged,
  githubRevert,
  type RecordedDelivery,
  recordedDeliveries,
} from '@exchequer/vendors/acceptance';
import { signDelivery } from '@exchequer/vendors/outcome';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestHttpServer, testHttpServer } from '../testing/http.ts';

let at: TestHttpServer;
const sources = new Map<WebhookVendor, { id: string; secret: string }>();
beforeAll(async () => {
  at = await testHttpServer();
  for (const { vendor } of recordedDeliveries) {
    const { source, secret } = await at.services.outcomes.sources.add(
      { workspace: 'live', vendor, name: `Acme ${vendor}` },
      'usr_1',
    );
    sources.set(vendor, { id: source.id, secret });
  }
});
afterAll(() => at?.remove());

const sourceOf = (vendor: WebhookVendor) => sources.get(vendor) as { id: string; secret: string };

interface Sending {
  secret?: string;
  sourceId?: string;
  body?: string;
}
async function send({ vendor, headers, payload }: RecordedDelivery, sending: Sending = {}) {
  const { id, secret } = sourceOf(vendor);
  const body = Buffer.from(sending.body ?? JSON.stringify(payload));
  const signed = signDelivery(vendor, sending.secret ?? secret, body, Date.now());
  const response = await fetch(`${at.base}/hooks/${sending.sourceId ?? id}`, {
    method: 'POST',
    headers: { ...headers, ...signed },
    body,
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

type State = { kind: string; n: string };
const accepted = async (workspace = 'live'): Promise<Record<string, number>> => {
  const rows = await at.services.engine.query<State>(
    `SELECT toString(kind) AS kind, toString(sum(o.outcomes)) AS n FROM outcome_day AS o
     WHERE workspace = {workspace:String} AND counted = 1 AND reversed = 0 GROUP BY kind HAVING n != '0' ORDER BY kind`,
    { workspace },
  );
  return Object.fromEntries(rows.map(({ kind, n }) => [kind, Number(n)]));
};

describe('recorded deliveries', () => {
  test('of each vendor are taken once, however often they come', async () => {
    for (const recorded of recordedDeliveries) {
      expect([recorded.vendor, await send(recorded)]).toEqual([
        recorded.vendor,
        { status: 200, body: expect.objectContaining({ taken: 1, duplicates: 0, rejected: 0 }) },
      ]);
    }
    const once = await accepted();
    expect(once).toEqual({
      'feature.shipped': 1,
      'incident.opened': 1,
      'pull_request.merged': 2,
      'revenue.booked': 1,
      'ticket.resolved': 3,
    });
    const rows = () =>
      at.services.engine.query<{ n: string }>('SELECT toString(count()) AS n FROM outcome_journal');
    const before = await rows();
    const [first] = recordedDeliveries;
    const answers = await Promise.all(Array.from({ length: 99 }, () => send(first as RecordedDelivery)));
    expect(answers.every(({ status, body }) => status === 200 && body.taken === 0)).toBe(true);
    for (const recorded of recordedDeliveries.slice(1)) for (let n = 0; n < 2; n++) await send(recorded);
    expect(await accepted()).toEqual(once);
    expect(await rows()).toEqual(before);
    const [github] = await at.services.outcomes.sources.list('live');
    expect(github).toMatchObject({ vendor: 'github', deliveries: 100, refused: 0, state: 'active' });
  });

  test('a merge later reverted is no longer accepted, and its revert is a merge of its own', async () => {
    expect(await accepted()).toMatchObject({ 'pull_request.merged': 2 });
    expect(await send(githubRevert())).toMatchObject({ status: 200, body: { taken: 2 } });
    expect(await accepted()).toMatchObject({ 'pull_request.merged': 2, 'pull_request.reverted': 1 });
    const [merged] = await at.services.engine.query(
      `SELECT reversed FROM outcome_journal WHERE work_key = 'pull_request:github.com/acme/api#12' AND kind = 'pull_request.merged'
       GROUP BY reversed HAVING sum(outcomes) = 1`,
    );
    expect(merged).toEqual({ reversed: 1 });
  });

  test('out of order: the older state of a merge does not undo the newer one', async () => {
    const newer = githubMerged(20, { updated_at: '2026-02-12T00:00:00Z', additions: 100, deletions: 0 });
    await send(newer);
    expect(await send(githubMerged(20, { additions: 1, deletions: 0 }))).toMatchObject({
      body: { taken: 0, duplicates: 1 },
    });
    const [row] = await at.services.engine.query(
      "SELECT toString(sum(changed_lines)) AS lines FROM outcome_journal WHERE work_key = 'pull_request:github.com/acme/api#20'",
    );
    expect(row).toEqual({ lines: '100' });
  });
});

describe('what is not believed', () => {
  test('a forged signature and an unknown source get the same answer, and book nothing', async () => {
    const forged = await send(githubMerged(30), { secret: 'guessed' });
    const unknown = await send(githubMerged(30), { sourceId: 'hook_nobody' });
    expect(forged).toEqual(unknown);
    expect(forged.status).toBe(401);
    const [github] = await at.services.outcomes.sources.list('live');
    expect(github).toMatchObject({
      state: 'failing',
      refused: 1,
      lastRefusal: expect.stringContaining('signature'),
    });
    expect(await accepted()).toMatchObject({ 'pull_request.merged': 3 });
  });

  test('a secret that was rotated holds for a while beside the new one; a removed source is unknown', async () => {
    const { id, secret: old } = sourceOf('linear');
    const rotated = await at.services.outcomes.sources.rotate('live', id);
    const linear = recordedDeliveries.find(({ vendor }) => vendor === 'linear') as RecordedDelivery;
    expect((await send(linear, { secret: old })).status).toBe(200);
    expect((await send(linear, { secret: rotated?.secret as string })).status).toBe(200);
    await at.services.outcomes.sources.remove('live', id);
    expect((await send(linear, { secret: rotated?.secret as string })).status).toBe(401);
  });
});

/** The same event of another id, as Stripe would deliver a further invoice. */
const again = (payload: RecordedDelivery['payload']): RecordedDelivery['payload'] =>
  JSON.parse(JSON.stringify(payload).replaceAll('"in_', '"in_again_').replaceAll('"evt_', '"evt_again_'));

describe('what cannot be read', () => {
  const held = async () => (await at.services.outcomes.held.page('live', 10)).items;

  test('a signed body that is not JSON, or says another form, is held and named', async () => {
    await at.services.outcomes.held.forget(
      'live',
      (await held()).map(({ id }) => id),
    );
    expect(await send(githubMerged(40), { body: 'payload=%7B%7D' })).toMatchObject({
      status: 422,
      body: { code: 'malformed-body' },
    });
    expect(await send(githubMerged(40), { body: '{"action":"closed"}' })).toMatchObject({
      status: 422,
      body: { code: 'unreadable-delivery', detail: expect.stringContaining('pull_request') },
    });
    const [misshapen, malformed] = await held();
    expect(misshapen).toMatchObject({ vendor: 'github', error: expect.stringContaining('form'), kept: true });
    expect(malformed?.error).toContain('not JSON');
    expect(await at.services.outcomes.replay('live')).toEqual({ taken: 0, stillHeld: 2 });
    expect(
      await at.services.outcomes.held.forget(
        'live',
        (await held()).map(({ id }) => id),
      ),
    ).toBe(2);
  });

  test('what was signed with a secret that was entered wrongly is taken once the secret is mended', async () => {
    const { id } = sourceOf('stripe');
    const before = (await accepted())['revenue.booked'];
    const recorded = recordedDeliveries.find(({ vendor }) => vendor === 'stripe') as RecordedDelivery;
    const later = { ...recorded, payload: again(recorded.payload) };
    expect((await send(later, { secret: 'whsec_from_the_vendor' })).status).toBe(401);
    expect((await send(later, { secret: 'whsec_from_the_vendor' })).status).toBe(401);
    expect(await held()).toMatchObject([{ vendor: 'stripe', times: 2 }]);
    expect(await at.services.outcomes.replay('live')).toEqual({ taken: 0, stillHeld: 1 });
    await at.services.outcomes.sources.rotate('live', id, 'whsec_from_the_vendor');
    expect(await at.services.outcomes.replay('live')).toEqual({ taken: 1, stillHeld: 0 });
    expect((await accepted())['revenue.booked']).toBe((before ?? 0) + 1);
    expect(await at.services.outcomes.replay('live')).toEqual({ taken: 0, stillHeld: 0 });
    expect(await at.services.outcomes.feeds('live')).toContainEqual(
      expect.objectContaining({ source: 'stripe', outcomes: String((before ?? 0) + 1) }),
    );
  });

  test('what is held lies sealed, and so much of it only', async () => {
    const { id } = sourceOf('github');
    const content = (n: number) => ({ headers: {}, body: Buffer.from(`{"title":"secret ${n}"}`) });
    const why = { sourceId: id, believed: false, event: '', error: 'unsigned', fix: 'Sign it.' };
    for (let n = 0; n < 3; n++) await at.services.outcomes.held.hold(why, content(n), new Date());
    const [row] = await at.services.sql<{ sealed: Buffer }[]>`select sealed from held_delivery limit 1`;
    expect(row?.sealed.toString('latin1')).not.toContain('secret');
    const large = { headers: {}, body: Buffer.alloc(300 * 1024, 'x') };
    await at.services.outcomes.held.hold({ ...why, believed: true }, large, new Date());
    const [newest] = await held();
    expect(newest).toMatchObject({ kept: false });
    expect(await at.services.outcomes.replay('live', [newest?.id ?? ''])).toEqual({ taken: 0, stillHeld: 1 });
  });

  test('what says nothing of outcomes is answered 202 with its name', async () => {
    const ping = { ...githubMerged(50), headers: { 'x-github-event': 'ping' } };
    expect(await send(ping)).toEqual({ status: 202, body: { event: 'ping', ignored: expect.any(String) } });
  });

  test('a vendor that asks whether anybody is there is told so; a browser is not served', async () => {
    const address = `${at.base}/hooks/${sourceOf('intercom').id}`;
    expect((await fetch(address, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(address)).status).toBe(405);
    expect((await fetch(`${at.base}/hooks/a/b`, { method: 'POST' })).status).toBe(404);
  });
});
