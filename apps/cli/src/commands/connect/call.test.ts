import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exitCodes } from '../../output/index.ts';
import { exitOf, makeCall } from './call.ts';
import { clientNames, type Place } from './guide.ts';
import { guides } from './guides.ts';

let server: Server;
let gateway = '';
let seen: { url: string; headers: IncomingMessage['headers']; body: unknown }[] = [];
let answer: { status: number; headers?: Record<string, string>; body: string } = { status: 200, body: '{}' };

const place = (): Place => ({ gateway, tower: gateway, key: 'exq_key', hasKey: true });
const now = () => new Date();

beforeAll(async () => {
  server = createServer((req, res) => {
    let text = '';
    req.on('data', (part) => {
      text += part;
    });
    req.on('end', () => {
      seen.push({ url: req.url ?? '', headers: req.headers, body: JSON.parse(text) });
      res.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  gateway = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server?.close());

const callOf = (client: (typeof clientNames)[number], to: Place = place()) => {
  const call = guides[client].call(to, undefined);
  if (!call) throw new Error('there is no call');
  return call;
};

describe('the smallest call', () => {
  test('of each client goes where that client would go, with its key', async () => {
    seen = [];
    for (const client of clientNames.filter((name) => name !== 'cursor')) await makeCall(callOf(client), now);
    expect(seen.map(({ url }) => url)).toEqual([
      '/v1/messages',
      '/v1/responses',
      '/v1/chat/completions',
      '/v1/chat/completions',
      '/v1/chat/completions',
      '/v1/chat/completions',
      '/otlp/v1/logs',
    ]);
    expect(seen.every(({ headers }) => headers.authorization === 'Bearer exq_key')).toBe(true);
    expect(seen[0]?.body).toMatchObject({ max_tokens: 1 });
  });

  test('tells what it cost and what is left', async () => {
    const headers = {
      'x-exchequer-cost': '0.000011',
      'x-exchequer-remaining': '3.5',
      'x-exchequer-request-id': 'c1',
    };
    answer = { status: 200, headers, body: '{"id":"msg_1"}' };
    const outcome = await makeCall(callOf('curl'), now);
    expect(outcome).toMatchObject({
      ok: true,
      cost: '0.000011',
      remaining: '3.5',
      request_id: 'c1',
      fix: null,
    });
    expect(exitOf(outcome)).toBe(exitCodes.ok);
  });

  test('says in words why it was refused, whatever the shape, and ends with 3 at the end of a budget', async () => {
    const stop = { type: 'billing_error', message: 'Monthly budget of $400 reached. Resets 1 Dec.' };
    answer = { status: 429, body: JSON.stringify({ type: 'error', error: stop }) };
    const stopped = await makeCall(callOf('claude-code'), now);
    expect(stopped).toMatchObject({
      ok: false,
      said: stop.message,
      fix: expect.stringContaining('Ask for more'),
    });
    expect(exitOf(stopped)).toBe(exitCodes.overBudget);
    for (const [status, body, said] of [
      [401, '{"error":{"message":"unknown key"}}', 'unknown key'],
      [404, '{"error":"no route"}', 'no route'],
      [502, '<h1>bad gateway</h1>', '<h1>bad gateway</h1>'],
      [500, '', 'It answered without a word.'],
    ] as const) {
      answer = { status, body };
      const outcome = await makeCall(callOf('curl'), now);
      expect([outcome.said, exitOf(outcome)]).toEqual([said, exitCodes.error]);
      expect(outcome.fix).toMatch(/exchequer|--model/);
    }
  });

  test('that nobody answers is an error with what to look at', async () => {
    const nowhere = { ...place(), gateway: 'http://127.0.0.1:9' };
    await expect(makeCall(callOf('codex', nowhere), now)).rejects.toMatchObject({
      message: expect.stringContaining('nothing answered at http://127.0.0.1:9/v1/responses'),
      fix: expect.stringContaining('gateway status'),
    });
  });
});

test('Cursor is tried at public addresses alone, and told that others do not work', () => {
  for (const address of [
    'http://127.0.0.1:4110',
    'http://gateway',
    'http://10.1.2.3',
    'https://gw.internal',
  ]) {
    const inside = { ...place(), gateway: address };
    expect(guides.cursor.call(inside, undefined)).toBeNull();
    expect(guides.cursor.notes(inside)[0]).toContain('will not work');
  }
  const outside = { ...place(), gateway: 'https://exchequer.example' };
  expect(guides.cursor.call(outside, undefined)?.url).toBe('https://exchequer.example/v1/chat/completions');
});

test('what is printed names the address and the key of each client exactly', () => {
  const printed = {
    gateway: 'https://exchequer.example',
    tower: 'https://tower.example',
    key: 'exq_k',
    hasKey: true,
  };
  const text = (client: (typeof clientNames)[number]) => guides[client].text(printed);
  expect(text('claude-code')).toContain("export ANTHROPIC_BASE_URL='https://exchequer.example'\n");
  expect(text('codex')).toBe(`# ~/.codex/config.toml
model_provider = "exchequer"

[model_providers.exchequer]
name = "Exchequer"
base_url = "https://exchequer.example/v1"
env_key = "EXCHEQUER_KEY"
wire_api = "responses"

# where Codex is started, or as EXCHEQUER_KEY=… in ~/.codex/.env
export EXCHEQUER_KEY='exq_k'`);
  expect(text('aider')).toContain("OPENAI_API_BASE='https://exchequer.example/v1'");
  expect(text('otel')).toContain("OTEL_EXPORTER_OTLP_ENDPOINT='https://tower.example/otlp'");
  for (const client of clientNames) expect(text(client)).toMatch(/exq_k/);
});
