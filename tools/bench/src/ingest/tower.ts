import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A tower on a home of its own, on an ephemeral loopback port. */
export interface BenchTower {
  url: string;
  token: string;
  /** Requests that reports show for all time. */
  countedRequests(): Promise<number>;
  stop(): Promise<void>;
}

const startMs = 60_000;

export async function startTower(home: string): Promise<BenchTower> {
  const env = { ...process.env, EXCHEQUER_HOME: home, EXCHEQUER_PORT: '0', EXCHEQUER_LOG_LEVEL: 'error' };
  // The bench measures the embedded engines, whatever this shell points at.
  for (const name of ['DATABASE_URL', 'CLICKHOUSE_URL', 'CLICKHOUSE_CLUSTER'])
    Reflect.deleteProperty(env, name);
  const child = spawn(process.execPath, [join(process.cwd(), 'dist', 'server.mjs')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  const said: string[] = [];
  child.stdout.on('data', (part) => said.push(String(part)));
  child.stderr.on('data', (part) => said.push(String(part)));
  const { url, token } = await towerFile(home, child, said);
  return {
    url,
    token,
    countedRequests: () => countedRequests(url, token),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function towerFile(
  home: string,
  child: ChildProcess,
  said: readonly string[],
): Promise<{ url: string; token: string }> {
  const file = join(home, 'tower.json');
  for (let waited = 0; waited < startMs; waited += 50) {
    if (child.exitCode !== null) throw new Error(`the tower ended:\n${said.join('')}`);
    if (existsSync(file)) {
      const found = JSON.parse(readFileSync(file, 'utf8')) as { url: string; token: string; pid: number };
      if (found.pid === child.pid) return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
  throw new Error(`the tower did not start:\n${said.join('')}`);
}

async function countedRequests(url: string, token: string): Promise<number> {
  const answer = await fetch(`${url}/api/w/live/query`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      metrics: ['requests'],
      range: { from: '2020-01-01', to: '2030-01-01', time_zone: 'UTC' },
    }),
  });
  if (!answer.ok) throw new Error(`the query answered ${answer.status}: ${await answer.text()}`);
  const { totals } = (await answer.json()) as { totals: { value: string | null }[] };
  return Number(totals[0]?.value ?? 0);
}
