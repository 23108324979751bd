import { type FakeUpstream, startUpstream } from '@exchequer/upstream';
import { type GatewayOptions, runGateway } from '../../compose-gateway.ts';
import { type TestHttpServer, testHttpServer } from '../../testing/http.ts';
import type { RunningGateway } from '../serve.ts';

/** A tower, fake providers and one gateway between them, all in this process. */
export interface Installed {
  tower: TestHttpServer;
  upstream: FakeUpstream;
  gateway: RunningGateway;
  /** What the gateway logged. */
  logged: string[];
  /** A new life of the gateway on the same home; the one before must be closed. */
  restart(): Promise<void>;
  /** Makes a worker with an envelope of their own, and a key. */
  spender(name: string, limit: string, rules?: object): Promise<Spender>;
  remove(): Promise<void>;
}

export interface Spender {
  secret: string;
  keyId: string;
  workerId: string;
  envelopeId: string;
}

const w = '/api/w/live';

/**
 * @param env of the gateway
 * @param of the tower: its own, and its clock
 */
export async function installed(
  env: Record<string, string> = {},
  of: { env?: Record<string, string>; now?: () => Date } = {},
): Promise<Installed> {
  const [tower, upstream] = [await testHttpServer(of.env, of.now), await startUpstream()];
  const logged: string[] = [];
  await putUpstreams(tower, upstream);
  const company = await tower.must('PUT', `${w}/budget/envelopes`, {
    ...{ name: 'Company', kind: 'company', limit: '1000', period: 'month', enforcement: 'hard' },
  });
  const options: GatewayOptions = {
    env: gatewayEnv(tower, env),
    clock: { epochMs: () => Date.now(), nowMs: () => performance.now(), now: () => new Date() },
    random: Math.random,
    say: () => {},
    log: (message, error) => logged.push(error === undefined ? message : `${message}: ${String(error)}`),
  };
  const made: Installed = {
    ...{ tower, upstream, logged },
    gateway: await runGateway(options),
    restart: async () => {
      made.gateway = await runGateway(options);
    },
    spender: async (name, limit, rules = {}) => {
      const spender = await makeSpender(tower, company.id, { name, limit, rules });
      await known(made.gateway.url, spender.secret);
      return spender;
    },
    remove: async () => {
      await made.gateway.close().catch(() => {});
      await upstream.close();
      await tower.remove();
    },
  };
  return made;
}

async function putUpstreams(tower: TestHttpServer, { url }: FakeUpstream): Promise<void> {
  const wishes = [
    { id: 'openai', kind: 'openai', base_url: `${url}/v1` },
    { id: 'anthropic', kind: 'anthropic', base_url: url },
  ];
  for (const { id, ...wish } of wishes) {
    await tower.must('PUT', `${w}/upstreams/${id}`, {
      ...{ name: id, allow_private: true, connect_ms: 2_000, first_byte_ms: 3_000, idle_ms: 3_000 },
      ...{ add_credential: { name: 'main', secret: `sk-${id}` } },
      ...wish,
    });
  }
}

async function makeSpender(
  tower: TestHttpServer,
  parentId: string,
  { name, limit, rules }: { name: string; limit: string; rules: object },
): Promise<Spender> {
  const text = `name,email,team\n${name},${name.toLowerCase()}@x.test,Eng\n`;
  await tower.must('POST', `${w}/people/import`, { format: 'csv', text });
  const { workers } = await tower.must('GET', `${w}/workers?limit=100`);
  const workerId = workers.find((one: { name: string }) => one.name === name).id;
  const envelope = await tower.must('PUT', `${w}/budget/envelopes`, {
    ...{ name, kind: 'person', ref: workerId, parent_id: parentId, limit, period: 'month' },
    enforcement: 'hard',
  });
  const made = await tower.must('POST', `${w}/keys`, { name: `${name}’s`, worker_id: workerId, ...rules });
  return { secret: made.secret, keyId: made.key.id, workerId, envelopeId: envelope.id };
}

/** Gateways hear of a key within a second. */
async function known(url: string, secret: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const { status } = await fetch(`${url}/v1/me/budget`, { headers: { authorization: `Bearer ${secret}` } });
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the gateway does not hear of keys');
}

/** The database as the gateway's own connection reaches it. */
function gatewayEnv(tower: TestHttpServer, env: Record<string, string>): Record<string, string> {
  const { host, port, user, pass, database } = tower.services.sql.options as never as Record<string, string>;
  const place = `${[host].flat()[0]}:${[port].flat()[0]}`;
  return {
    DATABASE_URL: `postgres://${user}:${encodeURIComponent(String(pass))}@${place}/${database}`,
    EXCHEQUER_HOME: tower.home,
    EXCHEQUER_GATEWAY_PORT: '0',
    EXCHEQUER_TOWER_URL: tower.base,
    EXCHEQUER_TOWER_TOKEN: tower.services.access.localToken,
    ...env,
  };
}
