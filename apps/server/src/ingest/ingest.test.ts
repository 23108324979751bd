import { request } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { protobufOf } from '@exchequer/vendors/acceptance';
import { afterEach, describe, expect, test } from 'vitest';
import { type IngestServer, type IngestServerOptions, ingestServer } from './testing.ts';

let server: IngestServer;
const start = async (options: IngestServerOptions = {}) => {
  server = await ingestServer(options);
  return server;
};
afterEach(() => server.close());

const json = { 'content-type': 'application/json' };
const protobuf = { 'content-type': 'application/x-protobuf' };

const attribute = (key: string, value: string | number) => ({
  key,
  value: typeof value === 'string' ? { stringValue: value } : { intValue: String(value) },
});

/** A Claude Code request event with the given attributes besides the usual ones. */
function claudeLogs(...requests: Record<string, string | number>[]) {
  const logRecords = requests.map((own) => ({
    timeUnixNano: '1791244684120000000',
    body: { stringValue: 'claude_code.api_request' },
    attributes: Object.entries({
      'event.name': 'api_request',
      'session.id': 's1',
      model: 'claude-opus-5-5',
      input_tokens: 10,
      output_tokens: 5,
      ...own,
    }).map(([key, value]) => attribute(key, value)),
  }));
  const resource = { attributes: [attribute('service.name', 'claude-code')] };
  return { resourceLogs: [{ resource, scopeLogs: [{ scope: {}, logRecords }] }] };
}

const usage = (id: string, own: Record<string, unknown> = {}) => ({
  id,
  occurred_at: '2026-11-20T10:00:00Z',
  provider: 'openai',
  model: 'gpt-5.4',
  tokens: { uncached_input: 100, output: 20 },
  ...own,
});

describe('OTLP over HTTP', () => {
  test('a full success answers {} in JSON and nothing in protobuf, in the encoding of the request', async () => {
    await start();
    const body = claudeLogs({ request_id: 'req_1' });
    const asJson = await server.post('/otlp/v1/logs', JSON.stringify(body), json);
    expect([asJson.status, asJson.headers.get('content-type'), await asJson.text()]).toEqual([
      200,
      'application/json',
      '{}',
    ]);
    const binary = await server.post('/v1/logs', protobufOf('logs', body) as BodyInit, protobuf);
    expect([binary.status, binary.headers.get('content-type')]).toEqual([200, 'application/x-protobuf']);
    expect((await binary.arrayBuffer()).byteLength).toBe(0);
    expect(server.intake.events()).toHaveLength(1);
  });

  test('a gzipped body counts the same request once more, which is not at all', async () => {
    await start();
    const body = claudeLogs({ request_id: 'req_1' });
    for (const bytes of [JSON.stringify(body), protobufOf('logs', body)]) {
      const headers = typeof bytes === 'string' ? json : protobuf;
      const answer = await server.post('/otlp/v1/logs', gzipSync(bytes), {
        ...headers,
        'content-encoding': 'gzip',
      });
      expect(answer.status).toBe(200);
    }
    expect(server.intake.events().map((row) => row.source_event_id)).toEqual(['req_1']);
  });

  test('a record with a negative count is refused with its reason and the good ones are kept', async () => {
    await start();
    const body = claudeLogs({ request_id: 'a' }, { request_id: 'b', input_tokens: -5 }, { request_id: 'c' });
    const answer = await server.post('/otlp/v1/logs', JSON.stringify(body), json);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      partialSuccess: { rejectedLogRecords: '1', errorMessage: 'record 2: input_tokens is negative (-5)' },
    });
    expect(server.intake.events().map((row) => row.source_event_id)).toEqual(['a', 'c']);
    expect(server.rejects).toMatchObject([{ line: 2, place: '/otlp/v1/logs', source: 'otlp.claude-code' }]);
  });

  test('a protobuf cut in half is refused for good, with a status that says so', async () => {
    await start();
    const whole = protobufOf('logs', claudeLogs({ request_id: 'a' }, { request_id: 'b' }));
    const answer = await server.post('/otlp/v1/logs', whole.slice(0, whole.length / 2) as BodyInit, protobuf);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/x-protobuf');
    const status = Buffer.from(await answer.arrayBuffer()).toString('latin1');
    expect([status.charCodeAt(0), status.charCodeAt(1)]).toEqual([8, 3]);
    expect(status).toContain('not a whole protobuf message');
    expect(server.intake.events()).toEqual([]);
    expect(server.rejects).toMatchObject([{ line: null, place: '/otlp/v1/logs' }]);
  });

  test('what is not JSON is refused with google.rpc.Status, without quoting the body', async () => {
    await start();
    const answer = await server.post('/otlp/v1/logs', '{"resourceLogs": [ my secret prompt', json);
    expect(answer.status).toBe(400);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ code: 3, details: [] });
    expect(text).not.toContain('secret');
    expect(JSON.stringify(server.rejects)).not.toContain('secret');
  });

  test('unknown content types and encodings are named with what to send instead', async () => {
    await start();
    const type = await server.post('/otlp/v1/logs', 'x', { 'content-type': 'text/plain' });
    expect([type.status, (await type.json()).message]).toEqual([
      415,
      expect.stringContaining('application/x-protobuf'),
    ]);
    const encoding = await server.post('/otlp/v1/logs', 'x', { ...json, 'content-encoding': 'br' });
    expect([encoding.status, (await encoding.json()).message]).toEqual([
      415,
      expect.stringContaining('gzip'),
    ]);
    const method = await fetch(`${server.url}/otlp/v1/logs`);
    expect([method.status, method.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('prompt text is kept nowhere, not even where its record is refused', async () => {
    await start();
    const body = claudeLogs(
      { request_id: 'a', prompt: 'SECRET' },
      { request_id: 'b', prompt: 'SECRET', input_tokens: -1 },
    );
    await server.post('/otlp/v1/logs', JSON.stringify(body), json);
    expect(JSON.stringify([server.intake.events(), server.rejects])).not.toContain('SECRET');
  });

  test('a failure to book asks the sender to come back, and the same request is then taken', async () => {
    let broken = true;
    await start({
      around: (intake) => ({
        ...intake,
        book: (workspace, rows) =>
          broken ? Promise.reject(new Error('disk full')) : intake.book(workspace, rows),
      }),
    });
    const body = JSON.stringify(claudeLogs({ request_id: 'a' }));
    const refused = await server.post('/otlp/v1/logs', body, json);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    broken = false;
    expect((await server.post('/otlp/v1/logs', body, json)).status).toBe(200);
    expect(server.intake.events()).toHaveLength(1);
  });

  test('senders are asked to wait while too much is waiting to be booked', async () => {
    await start({ limits: { waitingRows: 10 }, around: (intake) => ({ ...intake, waitingRows: () => 11 }) });
    const refused = await server.post('/otlp/v1/logs', JSON.stringify(claudeLogs({})), json);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
  });

  test('an answer of 200 is not sent before the booking is durable', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await start({
      around: (intake) => ({ ...intake, book: async (w, rows) => held.then(() => intake.book(w, rows)) }),
    });
    let answered = false;
    const sent = server.post('/otlp/v1/logs', JSON.stringify(claudeLogs({})), json).then((answer) => {
      answered = true;
      return answer;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(answered).toBe(false);
    release();
    expect((await sent).status).toBe(200);
  });
});

describe('large and hostile bodies', () => {
  test('a body announced as 2 GB is refused before it is read, and the client can read why', async () => {
    await start();
    const status = await new Promise<number>((resolve, reject) => {
      const sent = request(`${server.url}/v1/usage`, {
        method: 'POST',
        headers: { ...json, 'content-length': String(2 ** 31) },
      });
      sent.on('response', (answer) => {
        resolve(answer.statusCode ?? 0);
        sent.destroy();
      });
      sent.on('error', reject);
      sent.write(Buffer.alloc(1024 * 1024, 32));
    });
    expect(status).toBe(413);
  });

  test('a body of unannounced length is cut off at the limit while it streams', async () => {
    await start({ limits: { bodyBytes: 1024 * 1024 } });
    const chunk = new Uint8Array(256 * 1024).fill(32);
    let sent = 0;
    const stream = new ReadableStream({
      pull: (controller) => {
        sent += chunk.length;
        if (sent > 64 * chunk.length) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const init = { method: 'POST', headers: json, body: stream, duplex: 'half' } as RequestInit;
    const answer = await fetch(`${server.url}/v1/usage`, init);
    expect([answer.status, (await answer.json()).code]).toEqual([413, 'body-too-large']);
  });

  test('a gzip bomb is refused without being unpacked', async () => {
    await start({ limits: { bodyBytes: 4 * 1024 * 1024 } });
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(1024 * 1024);
    const before = process.memoryUsage().rss;
    const answer = await server.post('/otlp/v1/logs', bomb, { ...protobuf, 'content-encoding': 'gzip' });
    expect(answer.status).toBe(413);
    expect(process.memoryUsage().rss - before).toBeLessThan(60 * 1024 * 1024);
  });

  test('gzip that is cut off or no gzip at all is a malformed body', async () => {
    await start();
    const whole = gzipSync(JSON.stringify(claudeLogs({})));
    for (const body of [whole.subarray(0, whole.length - 12), Buffer.from('not gzip')]) {
      const answer = await server.post('/otlp/v1/logs', body, { ...json, 'content-encoding': 'gzip' });
      expect(answer.status).toBe(400);
    }
  });

  test('a body that trickles is given up', async () => {
    await start({ limits: { idleMs: 50, lingerMs: 50 } });
    const text = await new Promise<string>((resolve) => {
      const socket = connect(server.port, '127.0.0.1');
      let answer = '';
      socket.on('data', (data) => {
        answer += data;
      });
      socket.on('close', () => resolve(answer));
      socket.write(
        'POST /v1/usage HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
      );
    });
    expect(text).toMatch(/^HTTP\/1.1 408 /);
  });

  test('half a million records that are none are counted without being held', async () => {
    await start();
    const zeros = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${'0,'.repeat(500_000)}0]}]}]}`;
    const answer = await server.post('/otlp/v1/logs', zeros, json);
    expect(await answer.json()).toMatchObject({ partialSuccess: { rejectedLogRecords: '500001' } });
    expect(server.rejects.length).toBe(1001);
    const lines = await server.post('/v1/usage', '\n'.repeat(5_000_000), {
      'content-type': 'application/x-ndjson',
    });
    expect(lines.status).toBe(413);
  });

  test('a client that leaves in the middle of its body disturbs nobody', async () => {
    await start();
    await new Promise<void>((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => {
        socket.write('POST /v1/usage HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{');
        setTimeout(() => socket.destroy(), 30);
      });
      socket.on('close', () => resolve());
    });
    expect((await server.post('/v1/usage', JSON.stringify(usage('a')), json)).status).toBe(200);
    expect(server.logged).toEqual([]);
  });

  test('brackets nested without end are refused or ignored, never a crash', async () => {
    await start();
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect((await server.post('/v1/usage', deep, json)).status).toBe(422);
    const value = `${'{"arrayValue":{"values":['.repeat(10_000)}${']}}'.repeat(10_000)}`;
    const log = `{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"claude_code.token.usage","sum":{"dataPoints":[{"attributes":[{"key":"a","value":${value}}]}]}}]}]}]}`;
    expect([200, 400]).toContain((await server.post('/otlp/v1/metrics', log, json)).status);
  });
});

describe('POST /v1/usage', () => {
  test('one record, a list and JSON lines are all taken, each record once', async () => {
    await start();
    const one = await server.post('/v1/usage', JSON.stringify(usage('a')), json);
    expect(await one.json()).toEqual({ accepted: 1, duplicates: 0, conflicts: 0, rejected: [] });
    const list = await server.post('/v1/usage', JSON.stringify([usage('a'), usage('b')]), json);
    expect(await list.json()).toEqual({ accepted: 1, duplicates: 1, conflicts: 0, rejected: [] });
    const lines = `${JSON.stringify(usage('c'))}\n\n${JSON.stringify(usage('b'))}\n`;
    const ndjson = await server.post('/v1/usage', lines, { 'content-type': 'application/x-ndjson' });
    expect(await ndjson.json()).toEqual({ accepted: 1, duplicates: 1, conflicts: 0, rejected: [] });
    expect(server.intake.events().map((row) => row.source_event_id)).toEqual(['a', 'b', 'c']);
  });

  test('the same id with another content is a conflict, and the first stands', async () => {
    await start();
    await server.post('/v1/usage', JSON.stringify(usage('a')), json);
    const again = await server.post('/v1/usage', JSON.stringify(usage('a', { tokens: { output: 9 } })), json);
    expect(await again.json()).toMatchObject({ accepted: 0, conflicts: 1 });
    expect(server.intake.events()).toMatchObject([{ output: 20 }]);
  });

  test('ids are unique within their sender', async () => {
    await start();
    await server.post('/v1/usage', JSON.stringify([usage('a'), usage('a', { source: 'billing-app' })]), json);
    expect(server.intake.events()).toMatchObject([{ service: '' }, { service: 'billing-app' }]);
  });

  test('bad records are named by index with reason and fix, and the good ones are kept', async () => {
    await start();
    const items = [
      usage('a'),
      usage('b', { tokens: { output: -1 } }),
      usage('c', { occurred_at: '2031-01-01T00:00:00Z' }),
      usage('d', { colour: 'blue' }),
      usage('e', { tokens: undefined }),
      null,
      usage('f'),
    ];
    const answer = await server.post('/v1/usage', JSON.stringify(items), json);
    expect(answer.status).toBe(200);
    const receipt = await answer.json();
    expect(receipt.accepted).toBe(2);
    expect(receipt.rejected.map((one: { index: number }) => one.index)).toEqual([1, 2, 3, 4, 5]);
    expect(receipt.rejected[0].error).toContain('tokens.output');
    expect(receipt.rejected[1].error).toContain('future');
    expect(receipt.rejected[2].error).toContain('colour');
    expect(receipt.rejected[3].error).toContain('exactly one of tokens');
    expect(server.rejects).toHaveLength(5);
  });

  test('a request of bad records only is refused as a whole', async () => {
    await start();
    const answer = await server.post('/v1/usage', JSON.stringify([usage('a', { model: '' })]), json);
    expect(answer.status).toBe(422);
    expect((await answer.json()).rejected).toHaveLength(1);
  });

  test('a broken line of JSON lines is named and the others are kept', async () => {
    await start();
    const body = `${JSON.stringify(usage('a'))}\n{"id": "b\n${JSON.stringify(usage('c'))}`;
    const answer = await server.post('/v1/usage', body, { 'content-type': 'application/x-ndjson' });
    expect(await answer.json()).toMatchObject({
      accepted: 2,
      rejected: [{ index: 1, error: 'this line is not JSON' }],
    });
  });
});

describe('POST /v1/events', () => {
  const { id: _id, occurred_at: _at, ...data } = usage('x');
  const event = {
    specversion: '1.0',
    id: 'e1',
    source: '/billing',
    type: 'com.exchequer.usage',
    time: '2026-11-20T10:00:00Z',
  };

  test('structured, batch and binary mode say the same thing once', async () => {
    await start();
    const structured = { 'content-type': 'application/cloudevents+json' };
    const batch = { 'content-type': 'application/cloudevents-batch+json' };
    const binary = Object.fromEntries(Object.entries(event).map(([key, value]) => [`ce-${key}`, value]));
    await server.post('/v1/events', JSON.stringify({ ...event, data }), structured);
    const again = await server.post('/v1/events', JSON.stringify([{ ...event, data }]), batch);
    expect(await again.json()).toMatchObject({ accepted: 0, duplicates: 1 });
    const third = await server.post('/v1/events', JSON.stringify(data), { ...json, ...binary });
    expect(await third.json()).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(server.intake.events()).toMatchObject([
      { source: 'cloudevents', service: '/billing', output: 20 },
    ]);
  });

  test('events of other types are refused by name, and the usage among them is kept', async () => {
    await start();
    const items = [
      { ...event, data, type: 'usage.chat' },
      { ...event, type: 'deploy.done' },
    ];
    const answer = await server.post('/v1/events', JSON.stringify(items), {
      'content-type': 'application/cloudevents-batch+json',
    });
    expect(await answer.json()).toMatchObject({
      accepted: 1,
      rejected: [{ index: 1, error: expect.stringContaining('type') }],
    });
  });
});
