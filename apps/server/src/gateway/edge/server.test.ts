import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { BodyMemory, type BodyRefusal, readBody } from './body.ts';
import { type EdgeLimits, EdgeServer, usualEdgeLimits } from './server.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A server that answers with what it made of each body. */
async function edge(limits: Partial<EdgeLimits> = {}, max = 100) {
  const memory = new BodyMemory(250);
  const seen: (string | BodyRefusal)[] = [];
  const server = new EdgeServer(
    (req, res) =>
      readBody(req, { max, memory, expected: () => res.writeContinue() }, (body) => {
        seen.push(body.toString());
        if (typeof body !== 'string') memory.give(body.length);
        res.end(typeof body === 'string' ? body : `took ${body.length}`);
      }),
    { ...usualEdgeLimits, ...limits },
  );
  const url = new URL(await server.listen(0, '127.0.0.1'));
  closers.push(() => server.close(0));
  return { port: Number(url.port), seen, memory };
}

/** Sends bytes as they are and gives back everything that came until the server closed or was quiet. */
function raw(port: number, parts: readonly string[], pauseMs = 0): Promise<string> {
  return new Promise((resolve) => {
    let got = '';
    const socket: Socket = connect(port, '127.0.0.1', async () => {
      for (const part of parts) {
        socket.write(part);
        if (pauseMs > 0) await new Promise((next) => setTimeout(next, pauseMs));
      }
      setTimeout(() => socket.destroy(), 400 + pauseMs).unref();
    });
    socket.on('data', (data) => {
      got += data.toString();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(got));
  });
}

const post = (headers: string, body = '') => `POST /v1/messages HTTP/1.1\r\nhost: x\r\n${headers}\r\n${body}`;

describe('requests that two readers could read differently', () => {
  test.each([
    ['a length and chunks', post('content-length: 4\r\ntransfer-encoding: chunked\r\n', '0\r\n\r\n')],
    ['two lengths', post('content-length: 4\r\ncontent-length: 5\r\n', 'abcd')],
    ['two equal lengths', post('content-length: 4\r\ncontent-length: 4\r\n', 'abcd')],
    ['a length that is no number', post('content-length: +4\r\n', 'abcd')],
    ['chunked twice', post('transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n', '0\r\n\r\n')],
    ['a chunk length with a sign', post('transfer-encoding: chunked\r\n', '+4\r\nabcd\r\n0\r\n\r\n')],
    ['a folded header', post('x-a: 1\r\n b: 2\r\n')],
    ['a space before the colon', post('content-length : 4\r\n', 'abcd')],
    ['a bare line feed', 'POST / HTTP/1.1\nhost: x\ncontent-length: 4\n\nabcd'],
    ['no host', 'POST / HTTP/1.1\r\ncontent-length: 0\r\n\r\n'],
    ['no HTTP at all', '\u0016\u0003\u0001garbage\r\n\r\n'],
  ])('%s is refused', async (_what, bytes) => {
    const { port, seen } = await edge();
    expect(await raw(port, [bytes])).toMatch(/^(HTTP\/1\.1 400 |$)/);
    expect(seen.filter((body) => body !== 'gone')).toEqual([]);
  });
});

describe('bodies', () => {
  test('one in many chunks is put together', async () => {
    const { port, seen, memory } = await edge();
    await raw(port, [post('transfer-encoding: chunked\r\n', '2\r\nab\r\n'), '2\r\ncd\r\n', '0\r\n\r\n'], 20);
    expect(seen).toEqual(['abcd']);
    expect(memory.taken).toBe(0);
  });

  test('one that says it is too large is refused before it is read', async () => {
    const { port, seen, memory } = await edge();
    expect(await raw(port, [post('content-length: 101\r\n')])).toMatch(/too-large$/);
    expect(seen).toEqual(['too-large']);
    expect(memory.taken).toBe(0);
  });

  test('one that becomes too large is refused as soon as it is', async () => {
    const { port, seen, memory } = await edge();
    const piece = `40\r\n${'x'.repeat(64)}\r\n`;
    expect(await raw(port, [post('transfer-encoding: chunked\r\n', piece + piece)])).toMatch(/too-large/);
    expect(seen).toEqual(['too-large']);
    expect(memory.taken).toBe(0);
  });

  test('those of all calls together stay within the memory', async () => {
    const { port, seen, memory } = await edge();
    const open = Array.from({ length: 3 }, () => raw(port, [post('content-length: 100\r\n', 'x')], 200));
    await expect.poll(() => seen).toEqual(['no-memory']);
    await Promise.all(open);
    await expect.poll(() => memory.taken).toBe(0);
  });

  test('a client that leaves in the middle gives its memory back', async () => {
    const { port, seen, memory } = await edge();
    await raw(port, [post('content-length: 50\r\n', 'half')]);
    await expect.poll(() => seen).toEqual(['gone']);
    expect(memory.taken).toBe(0);
  });

  test('one that waits to be asked for is asked for', async () => {
    const { port } = await edge();
    expect(await raw(port, [post('expect: 100-continue\r\ncontent-length: 4\r\n'), 'abcd'], 100)).toMatch(
      /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/,
    );
  });
});

describe('slow and large heads', () => {
  test('a head that never ends is cut off', async () => {
    const { port, seen } = await edge({ headersMs: 150, requestMs: 300 });
    const drips = Array.from({ length: 8 }, (_, i) => `x-${i}: 1\r\n`);
    expect(await raw(port, ['POST / HTTP/1.1\r\nhost: x\r\n', ...drips], 100)).toMatch(/^HTTP\/1\.1 408 /);
    expect(seen).toEqual([]);
  });

  test('a body that never ends is cut off', async () => {
    const { port, seen } = await edge({ headersMs: 150, requestMs: 300 });
    const drips = Array.from({ length: 8 }, () => 'x');
    expect(await raw(port, [post('content-length: 90\r\n'), ...drips], 100)).toMatch(/^HTTP\/1\.1 408 /);
    // The reader hears of it a moment after the client.
    await expect.poll(() => seen).toEqual(['gone']);
  });

  test('a client is not blamed for what arrived, or could not, while the gateway was busy', async () => {
    const { port, seen } = await edge({ headersMs: 150, requestMs: 600 });
    const busy = (ms: number) => {
      const until = performance.now() + ms;
      while (performance.now() < until);
    };
    const [head, body] = [post('content-length: 4\r\n'), 'abcd'];
    const arrived = raw(port, [head + body], 900);
    const late = raw(port, [head.slice(0, 20), head.slice(20) + body], 200);
    const never = raw(port, [head.slice(0, 20)], 900);
    const bodiless = raw(port, [head], 1_500);
    await new Promise((next) => setTimeout(next, 60));
    busy(400);
    expect(await arrived).toMatch(/^HTTP\/1\.1 200 /);
    expect(await late).toMatch(/^HTTP\/1\.1 200 /);
    expect(await never).toMatch(/^HTTP\/1\.1 408 /);
    expect(await bodiless).toMatch(/^HTTP\/1\.1 408 /);
    expect(seen.filter((one) => one === 'abcd')).toHaveLength(2);
  });

  test('a head that is too large is refused', async () => {
    const { port } = await edge({ headerBytes: 2_048 });
    expect(await raw(port, [post(`x-large: ${'x'.repeat(4_096)}\r\n`)])).toMatch(/^HTTP\/1\.1 431 /);
  });
});
