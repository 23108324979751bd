import { Agent, request } from 'node:http';
import { buildBodies, type RequestBodies, type Way } from './bodies.ts';

/** What the load generator is told; it runs in a process of its own. */
export interface LoadOrder {
  url: string;
  token: string;
  way: Way;
  salt: string;
  events: number;
  connections: number;
}

/** Builds all bodies, waits for the word, sends them over several connections, and tells when all are answered. */
export async function runLoad(order: LoadOrder, now: number): Promise<void> {
  const load = buildBodies(order.way, order.salt, order.events, now);
  process.send?.('ready');
  await new Promise((resolve) => process.once('message', resolve));
  const agent = new Agent({ keepAlive: true, maxSockets: order.connections });
  let next = 0;
  const sender = async () => {
    for (let body = load.bodies[next++]; body; body = load.bodies[next++])
      await send(order, load, body, agent);
  };
  await Promise.all(Array.from({ length: order.connections }, sender));
  agent.destroy();
  process.send?.('sent', undefined, undefined, () => process.disconnect());
}

/** Sends one body; a server that asks to come back later is obeyed, as an exporter would. */
async function send(order: LoadOrder, load: RequestBodies, body: Buffer, agent: Agent): Promise<void> {
  for (;;) {
    const { status, answer, retryAfter } = await post(order, load, body, agent);
    if (status >= 200 && status < 300) return refuseRejects(answer);
    if (status !== 429 && status !== 503)
      throw new Error(`${load.path} answered ${status}: ${answer.slice(0, 500)}`);
    await new Promise((resolve) => setTimeout(resolve, Math.min(1_000, retryAfter * 1_000)));
  }
}

function refuseRejects(answer: string): void {
  if (/"rejected[A-Za-z]*"\s*:\s*"?[1-9]/.test(answer))
    throw new Error(`records were rejected: ${answer.slice(0, 500)}`);
}

interface Answered {
  status: number;
  answer: string;
  retryAfter: number;
}

function post(order: LoadOrder, load: RequestBodies, body: Buffer, agent: Agent): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${order.token}`,
      'content-type': load.contentType,
      'content-length': body.length,
    };
    const req = request(`${order.url}${load.path}`, { method: 'POST', agent, headers }, (res) => {
      const parts: Buffer[] = [];
      res.on('data', (part: Buffer) => parts.push(part));
      res.on('end', () =>
        resolve({
          status: res.statusCode ?? 0,
          answer: Buffer.concat(parts).toString(),
          retryAfter: Number(res.headers['retry-after'] ?? 0.1),
        }),
      );
      res.on('error', reject);
    });
    req.on('error', reject);
    req.end(body);
  });
}
