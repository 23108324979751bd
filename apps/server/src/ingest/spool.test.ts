import { gzipSync } from 'node:zlib';
import type { NormalisedUsage } from '@exchequer/model';
import { afterEach, describe, expect, test } from 'vitest';
import { type IngestServer, type IngestServerOptions, ingestServer } from './testing.ts';

let server: IngestServer;
const start = async (options: IngestServerOptions = {}) => {
  server = await ingestServer(options);
};
afterEach(() => server.close());

const path = '/v1/gateway/spool?gateway=gw_1&life=life_1&segment=3';
const ndjson = { 'content-type': 'application/x-ndjson' };

const event = (call: string, own: Record<string, unknown> = {}): NormalisedUsage => ({
  workspace: 'live',
  source: 'gateway',
  source_event_id: call,
  occurred_at: '2026-11-21T10:00:00.000Z',
  tool: 'claude-code',
  provider: 'anthropic',
  model: 'claude-opus-5-5',
  requests: 1,
  uncached_input: 100,
  output: 20,
  lease: 'hold_1',
  estimated: 0,
  identity_kind: 'api_key',
  identity: 'key_1',
  aliases: [{ alias: `request:${call}`, rank: 60 }],
  ...own,
});
const line = (usage: unknown, kind = 'usage') => JSON.stringify({ kind, call: 'c', usage });
const send = (lines: string[], to = path) => server.post(to, `${lines.join('\n')}\n`, ndjson);

describe('a gateway’s spool', () => {
  test('is booked as it was metered, packed or not, and sent again it adds nothing', async () => {
    await start();
    const lines = [line(event('a')), line(event('b', { output: 5, estimated: 1, flags: 'interrupted' }))];
    const first = await send(lines);
    expect([first.status, await first.json()]).toEqual([
      200,
      { accepted: 2, duplicates: 0, conflicts: 0, rejected: [] },
    ]);
    const packed = await server.post(path, gzipSync(lines.join('\n')), {
      ...ndjson,
      'content-encoding': 'gzip',
    });
    expect(await packed.json()).toEqual({ accepted: 0, duplicates: 2, conflicts: 0, rejected: [] });
    expect(server.intake.events()).toEqual([
      event('a'),
      event('b', { output: 5, estimated: 1, flags: 'interrupted' }),
    ]);
  });

  test('with a bad record is taken without it, and the record is named by its line', async () => {
    await start();
    const answer = await send([line(event('a')), line(event('b', { output: -1 })), '{', line(event('c'))]);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      accepted: 2,
      rejected: [
        { index: 1, error: 'output: is negative (-1)' },
        { index: 2, error: 'this line is not JSON' },
      ],
    });
    expect(server.rejects).toMatchObject([
      { source: 'gateway', line: 2, place: expect.stringContaining('gw_1, segment 3 of life_1') },
      { line: 3 },
    ]);
  });

  test.each([
    ['another source', { source: 'api' }, 'source'],
    ['a workspace that the token is not for', { workspace: 'sample' }, 'the token is for live'],
    ['an unknown workspace', { workspace: 'other' }, 'workspace'],
    ['no id', { source_event_id: '' }, 'source_event_id'],
    ['a fraction of a token', { cache_read: 0.5 }, 'cache_read'],
    ['counts as text', { output: '5' }, 'output'],
    ['more tokens than a call can use', { output: 1e13 }, 'output'],
    ['a text without end', { project: 'p'.repeat(2_001) }, 'project'],
    ['a column that is not the source’s to fill', { cost_list: '5' }, 'cost_list'],
    ['message text', { prompt: 'SECRET' }, 'prompt'],
    ['a time in the future', { occurred_at: '2026-11-23T00:00:00.000Z' }, 'future'],
    ['a time before there was anything', { occurred_at: '1999-01-01T00:00:00.000Z' }, '2020'],
    ['no time', { occurred_at: 'now' }, 'occurred_at'],
    ['a mark that is neither', { estimated: 2 }, 'estimated'],
    ['a strange identity', { identity_kind: 'nickname' }, 'identity_kind'],
    ['a rank above its source', { aliases: [{ alias: 'request:a', rank: 61 }] }, 'aliases'],
    ['a reported cost that is none', { reported_cost: '-1' }, 'reported_cost'],
  ])('with %s is refused for good', async (_name, own, why) => {
    await start();
    const answer = await (await send([line(event('a', own))])).json();
    expect(answer).toMatchObject({ accepted: 0, rejected: [{ error: expect.stringContaining(why) }] });
    expect(server.intake.events()).toEqual([]);
    expect(JSON.stringify([answer, server.rejects])).not.toContain('SECRET');
  });

  test('holds usage alone: calls are paired before it is sent', async () => {
    await start();
    const answer = await send([line(event('a'), 'admit'), '7', line(undefined)]);
    const { rejected } = (await answer.json()) as { rejected: { error: string }[] };
    expect(rejected.map(({ error }) => error.split(':')[0])).toEqual([
      'kind',
      'the line is no JSON object',
      'usage',
    ]);
  });

  test('of the tower’s own gateway may hold calls of every workspace', async () => {
    await start({ actor: { kind: 'local' } });
    const booked = await send([line(event('a')), line(event('b', { workspace: 'sample' }))]);
    expect(await booked.json()).toMatchObject({ accepted: 2, rejected: [] });
    expect(server.intake.events().map((row) => row.workspace)).toEqual(['live', 'sample']);
  });

  test('is asked for again when it cannot be booked just now', async () => {
    await start({ around: (intake) => ({ ...intake, book: () => Promise.reject(new Error('no disk')) }) });
    const answer = await send([line(event('a'))]);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(answer.headers.get('content-type')).toContain('problem+json');
  });

  test('that does not say whose it is, or is too large, is refused before anything is booked', async () => {
    await start({ limits: { records: 2 } });
    expect((await send([line(event('a'))], '/v1/gateway/spool?gateway=gw_1')).status).toBe(400);
    expect((await send([1, 2, 3].map((n) => line(event(String(n)))))).status).toBe(413);
    expect((await fetch(`${server.url}${path}`)).status).toBe(405);
    expect(server.intake.events()).toEqual([]);
  });
});
