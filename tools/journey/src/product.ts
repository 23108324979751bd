import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryPostgres } from '@exchequer/store/postgres/testing';

const dist = fileURLToPath(new URL('../../../dist/', import.meta.url));

/** The built product on a home of its own, used from outside as people use it. */
export interface Product {
  home: string;
  url: string;
  /** One-time link of the first admin. */
  adminLink: string;
  /** Calls the API as the machine's own command line. */
  api<Answer>(method: string, path: string, body?: unknown): Promise<Answer>;
  text(path: string): Promise<string>;
  /** Runs `exchequer …` as a process of its own. */
  cli(...args: string[]): Promise<string>;
  /** Stops the tower and leaves its data, so that it can be opened by others. */
  stopTower(): Promise<void>;
  remove(): Promise<void>;
}

/** Starts the built tower; `npm run build` must have run, as `npm test` does first. */
export async function startProduct(): Promise<Product> {
  if (!existsSync(join(dist, 'server.mjs'))) throw new Error('dist is missing: run npm run build first');
  const postgres = await temporaryPostgres();
  const home = mkdtempSync(join(tmpdir(), 'exchequer-journey-'));
  const env = { PATH: process.env.PATH, HOME: home, TZ: 'UTC', NO_COLOR: '1', DATABASE_URL: postgres.url };
  const tower = spawn(process.execPath, [join(dist, 'server.mjs')], {
    env: { ...env, EXCHEQUER_HOME: home, EXCHEQUER_PORT: '0', EXCHEQUER_WEB: join(dist, 'web') },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const adminLink = await readyLink(tower);
  const { url, token } = JSON.parse(readFileSync(join(home, 'tower.json'), 'utf8')) as Record<
    'url' | 'token',
    string
  >;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(url + path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text;
  };
  const stopTower = () => ended(tower);
  return {
    home,
    url,
    adminLink,
    api: async (method, path, body) => JSON.parse(await call(method, path, body)),
    text: (path) => call('GET', path),
    cli: async (...args) => {
      const command = [join(dist, 'cli.mjs'), '--home', home, ...args];
      return (await promisify(execFile)(process.execPath, command, { env })).stdout;
    },
    stopTower,
    remove: async () => {
      await stopTower();
      await postgres.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function readyLink(tower: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    tower.on('message', (said: { type: string; adminLink?: string; message?: string }) => {
      if (said.type === 'ready') resolve(said.adminLink ?? '');
      if (said.type === 'failed') reject(new Error(said.message));
    });
    tower.once('exit', (code) => reject(new Error(`the tower ended with ${code}`)));
  });
}

async function ended(tower: ChildProcess): Promise<void> {
  if (tower.exitCode !== null || tower.signalCode !== null) return;
  tower.kill('SIGTERM');
  while (tower.exitCode === null && tower.signalCode === null) await wait(20);
}
