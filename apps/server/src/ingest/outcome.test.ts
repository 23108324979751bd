import { afterEach, describe, expect, test } from 'vitest';
import { type IngestServer, ingestServer } from './testing.ts';

let server: IngestServer;
const start = async () => {
  server = await ingestServer();
  return server;
};
afterEach(() => server.close());

describe('POST /v1/outcomes', () => {
  const outcome = (id: string, own: Record<string, unknown> = {}) => ({
    id,
    occurred_at: '2026-11-20T10:00:00Z',
    kind: 'ticket.resolved',
    work_key: 'ticket:ABC-1',
    ...own,
  });

  test('takes the good ones, and names and quarantines the others', async () => {
    const at = await start();
    const body = JSON.stringify([outcome('1'), outcome('2', { kind: 'nothing' })]);
    const answer = await at.post('/v1/outcomes', body, { 'content-type': 'application/json' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ accepted: 1, rejected: [{ index: 1 }] });
    expect(at.outcomes).toMatchObject([{ source: 'outcome.api', work_key: 'ticket:abc-1' }]);
    expect(at.rejects).toMatchObject([{ source: 'outcome.api', place: '/v1/outcomes', line: 2 }]);
  });

  test('all bad is refused', async () => {
    const at = await start();
    const answer = await at.post('/v1/outcomes', '{"id":"1"}\n', { 'content-type': 'application/x-ndjson' });
    expect(answer.status).toBe(422);
  });

  test('CloudEvents of usage and of outcomes may come together', async () => {
    const at = await start();
    const event = (id: string, type: string, data: unknown) => ({
      ...{ specversion: '1.0', id, type, source: '/crm', time: '2026-11-20T10:00:00Z', data },
    });
    const events = [
      event('1', 'outcome.ticket.resolved', { work_key: 'ticket:abc-1' }),
      event('2', 'usage.tokens', { provider: 'openai', model: 'gpt-5.4', tokens: { output: 3 } }),
      event('3', 'order.placed', {}),
    ];
    const type = { 'content-type': 'application/cloudevents-batch+json' };
    const answer = await at.post('/v1/events', JSON.stringify(events), type);
    expect(await answer.json()).toMatchObject({ accepted: 2, rejected: [{ index: 2 }] });
    expect(at.outcomes).toMatchObject([{ source: 'outcome.cloudevents', kind: 'ticket.resolved' }]);
    expect(at.intake.events()).toHaveLength(1);
  });
});
