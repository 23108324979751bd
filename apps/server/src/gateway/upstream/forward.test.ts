import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { mayMend } from '@exchequer/core/gate';
import type { GateFault } from '@exchequer/model';
import { afterEach, describe, expect, test } from 'vitest';
import {
  chunk,
  jsonAnswer,
  plainCall,
  plainDialect,
  type RawUpstream,
  rawUpstream,
  streamHead,
  upstreamAt,
} from '../testing/wire.ts';
import type { AttemptFailure } from './ending.ts';
import { Forward } from './forward.ts';
import type { Answer, ForwardHost, Way } from './forwarded.ts';
import { UpstreamPools } from './pools.ts';

/** What one forwarded call came to. */
interface Outcome {
  answers: Answer[];
  faults: (GateFault | null)[];
  endings: string[];
  attempts: (AttemptFailure | null)[];
}

interface Setting {
  urls: string[];
  stream?: boolean;
  drain?: boolean;
  retries?: number;
}

interface Running {
  url: string;
  outcome: Outcome;
  over: Promise<void>;
}

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function upstream(
  answer: (socket: Socket, request: string, index: number) => void,
): Promise<RawUpstream> {
  const made = await rawUpstream(answer);
  closers.push(() => made.close());
  return made;
}

/** A proxy of one route: what stands around `Forward` in the gateway, without keys and budgets. */
async function proxy({ urls, stream = false, drain = false, retries = 2 }: Setting): Promise<Running> {
  const pools = new UpstreamPools();
  closers.push(() => pools.destroy());
  const outcome: Outcome = { answers: [], faults: [], endings: [], attempts: [] };
  let finish = () => {};
  const over = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const upstreams = urls.map((url) => upstreamAt(url));
  const server: Server = createServer((req, res) => {
    let tries = 0;
    const host: ForwardHost = {
      nextWay: (failed) => (failed === null || mayMend(failed) ? wayOf(tries++) : null),
      attempted: (_upstream, failure) => outcome.attempts.push(failure),
      answering: (headers) => {
        headers['x-call'] = '1';
      },
      answered: (answer) => {
        outcome.answers.push(answer);
        finish();
        return { 'x-cost': '0.5' };
      },
      broken: (fault) => refuse(fault),
      failed: (fault, ending) => {
        outcome.faults.push(fault);
        outcome.endings.push(ending);
        if (fault) refuse(fault);
        finish();
      },
    };
    const refuse = (fault: GateFault) => {
      const { status, headers, body } = plainDialect.refuse(fault, null);
      res.writeHead(status, headers).end(body);
    };
    const call = {
      ...{ dialect: plainDialect, read: plainCall(stream), method: 'POST', headers: {}, res, drain },
      ...{ body: Buffer.from('{}'), upload: null },
    };
    const forward = new Forward(call, host, pools, { nowMs: () => performance.now(), now: () => new Date() });
    res.on('close', () => {
      if (!res.writableFinished) forward.clientGone();
    });
    req.resume();
    forward.start();
  });
  const wayOf = (index: number): Way | null => {
    const chosen = upstreams[index % upstreams.length];
    const credential = chosen?.credentials[0];
    if (!chosen || !credential || index > retries) return null;
    return { upstream: chosen, credential, change: {}, delayMs: index === 0 ? 0 : 5 };
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, outcome, over };
}

interface Got {
  status: number;
  headers: IncomingMessage['headers'];
  body: string;
  /** False when the connection ended before the answer did. */
  whole: boolean;
}

const post = (url: string): Promise<Got> =>
  new Promise((resolve, reject) => {
    const req = request(url, { method: 'POST', agent: false }, (res) => {
      let body = '';
      res.on('data', (data: Buffer) => {
        body += data.toString();
      });
      res.on('error', () => {});
      res.on('close', () =>
        resolve({ status: res.statusCode ?? 0, headers: res.headers, body, whole: res.complete }),
      );
    });
    req.on('error', reject);
    req.end('{}');
  });

const wholeRequest = (text: string) => text.startsWith('POST');

describe('answers that go well', () => {
  test('a short answer passes byte for byte, with what it cost in its headers', async () => {
    const fake = await upstream((socket) =>
      socket.write(jsonAnswer('{"a": 1}', '200 OK', 'x-request-id: r1\r\n')),
    );
    const { url, outcome } = await proxy({ urls: [fake.url] });
    const got = await post(url);
    expect(got).toMatchObject({ status: 200, body: '{"a": 1}', whole: true });
    expect(got.headers).toMatchObject({ 'x-request-id': 'r1', 'x-cost': '0.5', 'x-call': '1' });
    expect(outcome.answers).toMatchObject([{ status: 200, ending: 'complete' }]);
  });

  test('a stream reaches the client while the provider still writes', async () => {
    let goOn = () => {};
    const fake = await upstream((socket) => {
      socket.write(streamHead + chunk('data: 1\n\n'));
      goOn = () => socket.write(`${chunk('data: 2\n\n')}0\r\n\r\n`);
    });
    const { url, outcome } = await proxy({ urls: [fake.url], stream: true });
    const parts: string[] = [];
    await new Promise<void>((resolve) => {
      const req = request(url, { method: 'POST', agent: false }, (res) => {
        res.on('data', (data: Buffer) => {
          parts.push(data.toString());
          goOn();
        });
        res.on('end', resolve);
      });
      req.end('{}');
    });
    expect(parts).toEqual(['data: 1\n\n', 'data: 2\n\n']);
    expect(outcome.answers).toMatchObject([{ ending: 'complete', reading: { seenOutput: 18 } }]);
  });

  test('hop-by-hop headers of the provider end at the gateway', async () => {
    const more = 'connection: keep-alive, x-hop\r\nx-hop: 1\r\nkeep-alive: timeout=5\r\nx-kept: 1\r\n';
    const fake = await upstream((socket) => socket.write(jsonAnswer('{}', '200 OK', more)));
    const { url } = await proxy({ urls: [fake.url] });
    const { headers } = await post(url);
    expect(headers).toMatchObject({ 'x-kept': '1' });
    expect(headers['x-hop']).toBeUndefined();
  });

  test('an informational answer is not taken for the answer', async () => {
    const fake = await upstream((socket) =>
      socket.write(`HTTP/1.1 103 Early Hints\r\n\r\n${jsonAnswer('{}')}`),
    );
    const { url } = await proxy({ urls: [fake.url] });
    expect(await post(url)).toMatchObject({ status: 200, body: '{}' });
  });
});

describe('providers that fail before they answer', () => {
  test('a 503 is tried again, and the client sees the answer alone', async () => {
    const fake = await upstream((socket, text, index) => {
      if (wholeRequest(text))
        socket.write(index === 0 ? jsonAnswer('no', '503 Busy') : jsonAnswer('{"ok":1}'));
    });
    const { url, outcome } = await proxy({ urls: [fake.url] });
    expect(await post(url)).toMatchObject({ status: 200, body: '{"ok":1}' });
    expect(outcome.attempts).toMatchObject([{ kind: 'status', status: 503 }, null]);
  });

  test('when every attempt fails, the client gets the last answer as the provider wrote it', async () => {
    const fake = await upstream((socket) => socket.write(jsonAnswer('{"error":"slow"}', '429 Too Many')));
    const { url, outcome } = await proxy({ urls: [fake.url], retries: 1 });
    expect(await post(url)).toMatchObject({ status: 429, body: '{"error":"slow"}' });
    expect(outcome.attempts).toHaveLength(2);
  });

  test('a final 429 is not repeated', async () => {
    const fake = await upstream((socket) =>
      socket.write(jsonAnswer('{}', '429 Too Many', 'x-should-retry: false\r\n')),
    );
    const { url, outcome } = await proxy({ urls: [fake.url] });
    expect((await post(url)).status).toBe(429);
    expect(outcome.attempts).toHaveLength(1);
  });

  test('a connection that is reset before the answer goes to the next upstream', async () => {
    const bad = await upstream((socket) => socket.resetAndDestroy());
    const good = await upstream((socket) => socket.write(jsonAnswer('{"ok":1}')));
    const { url, outcome } = await proxy({ urls: [bad.url, good.url] });
    expect(await post(url)).toMatchObject({ status: 200 });
    expect(outcome.attempts).toMatchObject([{ kind: 'broken' }, null]);
  });

  test('an upstream that nobody listens at ends in a typed fault', async () => {
    const { url } = await proxy({ urls: ['http://127.0.0.1:9'], retries: 0 });
    const got = await post(url);
    expect(got.status).toBe(502);
    expect(JSON.parse(got.body)).toMatchObject({ error: { code: 'upstream-unreachable' } });
  });

  test('an upstream that hangs ends in a typed timeout, and is not asked twice', async () => {
    const fake = await upstream(() => {});
    const { url, outcome } = await proxy({ urls: [fake.url] });
    const got = await post(url);
    expect(got.status).toBe(504);
    expect(JSON.parse(got.body)).toMatchObject({ error: { code: 'upstream-timeout' } });
    expect(outcome.attempts).toHaveLength(1);
  });

  test('bytes that are no HTTP end in a typed fault', async () => {
    const fake = await upstream((socket) => socket.write('HELLO\r\n\r\n'));
    const { url } = await proxy({ urls: [fake.url], retries: 0 });
    const got = await post(url);
    expect(JSON.parse(got.body)).toMatchObject({ error: { code: 'upstream-broken' } });
  });
});

describe('providers that fail in the middle', () => {
  test('a short answer whose length was a lie is a typed fault, and settled on what came', async () => {
    const fake = await upstream((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"a":');
      socket.end();
    });
    const { url, outcome } = await proxy({ urls: [fake.url] });
    const got = await post(url);
    expect(got.status).toBe(502);
    expect(JSON.parse(got.body)).toMatchObject({ error: { code: 'upstream-broken' } });
    expect(outcome.answers).toMatchObject([{ ending: 'broken', reading: { seenOutput: 5 } }]);
    expect(outcome.attempts).toHaveLength(2);
  });

  test('a stream that is reset is cut off for the client and never completed', async () => {
    const fake = await upstream((socket) => {
      socket.write(streamHead + chunk('data: 1\n\n'));
      setTimeout(() => socket.resetAndDestroy(), 30);
    });
    const { url, outcome } = await proxy({ urls: [fake.url], stream: true });
    const got = await post(url);
    expect(got).toMatchObject({ status: 200, body: 'data: 1\n\n', whole: false });
    expect(outcome.answers).toMatchObject([{ ending: 'broken' }]);
  });

  test('a stream that falls silent is cut off after the idle time', async () => {
    const fake = await upstream((socket) => socket.write(streamHead + chunk('data: 1\n\n')));
    const { url, outcome } = await proxy({ urls: [fake.url], stream: true });
    expect(await post(url)).toMatchObject({ whole: false });
    expect(outcome.attempts.at(-1)).toMatchObject({ kind: 'timeout' });
  });

  test('a stream with a broken chunk length is cut off', async () => {
    const fake = await upstream((socket) => {
      socket.write(streamHead + chunk('data: 1\n\n'));
      setTimeout(() => socket.write('zz\r\nnonsense\r\n'), 20);
    });
    const { url, outcome } = await proxy({ urls: [fake.url], stream: true });
    expect(await post(url)).toMatchObject({ whole: false });
    expect(outcome.answers).toMatchObject([{ ending: 'broken' }]);
  });
});

describe('clients that leave', () => {
  const leaveAfterFirst = (url: string) =>
    new Promise<void>((resolve) => {
      const req = request(url, { method: 'POST', agent: false }, (res) => {
        res.once('data', () => {
          req.destroy();
          resolve();
        });
      });
      req.on('error', () => {});
      req.end('{}');
    });

  test('their call is ended upstream at once and settled on what was produced', async () => {
    const fake = await upstream((socket) => socket.write(streamHead + chunk('data: 1\n\n')));
    const { url, outcome, over } = await proxy({ urls: [fake.url], stream: true });
    await leaveAfterFirst(url);
    await over;
    expect(outcome.answers).toMatchObject([{ ending: 'gone', reading: { seenOutput: 9 } }]);
    await expect.poll(() => fake.closed()).toBe(1);
    expect(fake.requests()).toBe(1);
  });

  test('their call is read to its end where the rule says so', async () => {
    const fake = await upstream((socket) => {
      socket.write(streamHead + chunk('data: 1\n\n'));
      setTimeout(() => socket.write(`${chunk('data: usage\n\n')}0\r\n\r\n`), 60);
    });
    const { url, outcome, over } = await proxy({ urls: [fake.url], stream: true, drain: true });
    await leaveAfterFirst(url);
    await over;
    expect(outcome.answers).toMatchObject([{ ending: 'complete', reading: { seenOutput: 22, final: true } }]);
  });

  test('before any answer, the attempt is ended and nothing is tried again', async () => {
    const fake = await upstream(() => {});
    const { url, outcome, over } = await proxy({ urls: [fake.url] });
    const req = request(url, { method: 'POST', agent: false });
    req.on('error', () => {});
    req.end('{}');
    await expect.poll(() => fake.connections()).toBe(1);
    req.destroy();
    await over;
    expect(outcome).toMatchObject({ answers: [], faults: [null], endings: ['gone'], attempts: [] });
  });
});

test('a client that reads slowly slows the provider down instead of filling memory', async () => {
  let taken = 0;
  const fake = await upstream((socket) => {
    socket.write(streamHead);
    const block = chunk('x'.repeat(65_536));
    const pump = () => {
      for (; taken < 1_000; taken++) if (!socket.write(block)) return;
    };
    socket.on('drain', pump);
    pump();
  });
  const { url } = await proxy({ urls: [fake.url], stream: true });
  const req = request(url, { method: 'POST', agent: false }, (res) => res.pause());
  req.on('error', () => {});
  req.end('{}');
  await expect.poll(() => taken, { timeout: 5_000 }).toBeGreaterThan(5);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(taken).toBeLessThan(400);
  req.destroy();
});
