import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A tower process of the built bundle, to be disturbed. */
export interface TowerUnderTest {
  /** Imports the folder through the API and resolves when it is done. */
  runImport(directory: string): Promise<void>;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** A copy of the built bundle, so that a build meanwhile does not change what is tested. */
const bundle = join(process.cwd(), '.bench', `bundle-${process.pid}`);

/** Lays the copy out, inside the checkout where it finds its packages; returns how to remove it. */
export function holdBundle(): () => void {
  cpSync(join(process.cwd(), 'dist'), bundle, { recursive: true });
  return () => rmSync(bundle, { recursive: true, force: true });
}

/** Starts the held bundle on the home and waits until it serves. */
export async function startTower(home: string, databaseUrl: string): Promise<TowerUnderTest> {
  mkdirSync(home, { recursive: true });
  rmSync(join(home, 'tower.json'), { force: true });
  const log = openSync(join(home, 'tower.log'), 'a');
  const child = spawn(process.execPath, [join(bundle, 'server.mjs')], {
    env: {
      PATH: process.env.PATH,
      EXCHEQUER_HOME: home,
      EXCHEQUER_PORT: '0',
      DATABASE_URL: databaseUrl,
      TZ: 'UTC',
    },
    stdio: ['ignore', log, log],
  });
  const { url, token } = await serving(child, home);
  const call = async (path: string, body?: object) => {
    const answer = await fetch(`${url}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { id: string; state: string; error: string | null };
  };
  return {
    runImport: async (directory) => {
      const started = await call('/api/w/live/imports', { kind: 'claude-code', path: directory });
      for (;;) {
        const progress = await call(`/api/w/live/imports/${started.id}`);
        if (progress.state === 'done') return;
        if (progress.state === 'failed') throw new Error(progress.error ?? 'the import failed');
        await wait(25);
      }
    },
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
  };
}

async function serving(child: ChildProcess, home: string): Promise<{ url: string; token: string }> {
  for (let waited = 0; waited < 60_000; waited += 20) {
    if (child.exitCode !== null)
      throw new Error(`the tower ended: ${readFileSync(join(home, 'tower.log'), 'utf8')}`);
    try {
      return JSON.parse(readFileSync(join(home, 'tower.json'), 'utf8')) as { url: string; token: string };
    } catch {
      await wait(20);
    }
  }
  throw new Error('the tower did not serve within a minute');
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill(signal);
  return ended;
}
