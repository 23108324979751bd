import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbedded } from '@exchequer/store/postgres';
import { type Kept, keep, layBundles } from './process.ts';

/** What the tower answers, read field by field. */
export type Answer = ReturnType<typeof JSON.parse>;

export interface StandOptions {
  /** Origin of the fake providers. */
  upstream: string;
  gateways: number;
  /** Processes that share the port of each gateway; 1 when left out. */
  processes?: number;
  /** Dollars of the hard envelope that pays for the agent. */
  limit: string;
  rules?: Readonly<Record<string, unknown>>;
  say?: (line: string) => void;
}

/** A whole installation on real engines: PostgreSQL, the tower, gateways, and one agent with a budget. */
export interface Stand {
  /** Addresses of the gateways, as they are after their latest start. */
  urls: string[];
  gateways: readonly Kept[];
  tower: Kept;
  /** Secret of the agent's key. */
  key: string;
  envelopeId: string;
  /** The envelope above. */
  companyId: string;
  workerId: string;
  /** Calls the tower as the machine's own command line does; throws when it refuses. */
  api(method: string, path: string, body?: unknown): Promise<Answer>;
  startGateway(at: number): Promise<void>;
  stopPostgres(): Promise<void>;
  startPostgres(): Promise<void>;
  databaseUrl: string;
  /** Folder of the installation: spools, the journal's files, logs. */
  home: string;
  close(): Promise<void>;
}

const live = '/api/w/live';

export async function startStand(options: StandOptions): Promise<Stand> {
  const say = options.say ?? (() => undefined);
  const home = mkdtempSync(join(tmpdir(), 'exchequer-stand-'));
  // As root, PostgreSQL's own account has to pass through.
  chmodSync(home, 0o711);
  const bundles = layBundles();
  say('bundles made');
  let postgres: EmbeddedPostgres = await startEmbedded({ home });
  const { url: databaseUrl, port } = postgres;
  const env = (more: Record<string, string>) => ({
    PATH: process.env.PATH ?? '',
    HOME: home,
    TZ: 'UTC',
    NODE_ENV: 'production',
    EXCHEQUER_HOME: home,
    EXCHEQUER_LOG_LEVEL: 'warn',
    DATABASE_URL: databaseUrl,
    ...more,
  });
  const tower = keep(
    join(bundles.folder, 'server.mjs'),
    join(home, 'tower.log'),
    () => env({ EXCHEQUER_PORT: '0' }),
    /ready at (http:\/\/[^\s,]+)/,
  );
  const gateways = Array.from({ length: options.gateways }, (_, at) =>
    keep(
      join(bundles.folder, 'gateway.mjs'),
      join(home, `gateway-${at + 1}.log`),
      () =>
        env({
          EXCHEQUER_GATEWAY_NUMBER: String(at + 1),
          EXCHEQUER_GATEWAY_PORT: '0',
          EXCHEQUER_GATEWAYS: String(options.processes ?? 1),
        }),
      /gateway ready at (http:\/\/\S+)/,
    ),
  );
  const close = async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await tower.stop();
    await postgres.stop();
    rmSync(home, { recursive: true, force: true });
    bundles.remove();
  };
  const urls: string[] = [];
  const startGateway = async (at: number) => {
    urls[at] = await (gateways[at] as Kept).start();
  };
  const api = towerApi(home);
  try {
    await tower.start();
    say('tower ready');
    const made = await furnish(api, options);
    for (const at of gateways.keys()) await startGateway(at);
    say('gateways ready');
    return {
      ...{ urls, gateways, tower, api, startGateway, databaseUrl, home, close },
      ...made,
      stopPostgres: () => postgres.stop(),
      startPostgres: async () => {
        postgres = await startEmbedded({ home, port });
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The tower has another token and another port after each start; both stand in its file. */
function towerApi(home: string): Stand['api'] {
  return async (method, path, body) => {
    const { url, token } = JSON.parse(readFileSync(join(home, 'tower.json'), 'utf8')) as {
      url: string;
      token: string;
    };
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
}

/** An agent with a key, a hard envelope under a company's, every provider and a route for each dialect. */
async function furnish(api: Stand['api'], { upstream, limit, rules }: StandOptions) {
  const { worker } = await api('PUT', `${live}/workers`, {
    kind: 'agent',
    name: 'Crawler',
    family: 'crawlers',
  });
  const company = await api('PUT', `${live}/budget/envelopes`, {
    name: 'Company',
    kind: 'company',
    limit: '1000000',
    period: 'month',
    enforcement: 'hard',
  });
  const envelope = await api('PUT', `${live}/budget/envelopes`, {
    name: 'Crawler',
    kind: 'agent',
    ref: worker.id,
    parent_id: company.id,
    limit,
    period: 'month',
    enforcement: 'hard',
  });
  const { secret } = await api('POST', `${live}/keys`, { name: 'crawler', worker_id: worker.id });
  const credential = { name: 'fake', secret: 'provider-key' };
  for (const kind of ['openai', 'anthropic', 'gemini', 'bedrock'] as const) {
    const aws = kind === 'bedrock';
    await api('PUT', `${live}/upstreams/ups_${kind}`, {
      name: kind,
      kind,
      base_url: upstream,
      allow_private: true,
      first_byte_ms: 20_000,
      idle_ms: 20_000,
      ...(aws && { options: { region: 'us-east-1' } }),
      add_credential: aws ? { name: 'fake', secret: 'AKIDFAKE:fake-secret' } : credential,
    });
    await api('PUT', `${live}/routes/rte_${kind}`, {
      name: kind,
      dialect: kind,
      models: ['*'],
      targets: [{ upstream_id: `ups_${kind}` }],
    });
  }
  await api('PUT', `${live}/gateway/rules`, { ...rules });
  return {
    key: secret as string,
    envelopeId: envelope.id as string,
    companyId: company.id as string,
    workerId: worker.id as string,
  };
}
