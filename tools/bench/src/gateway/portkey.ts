import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Role, roleOf } from './role.ts';

const version = '1.15.2';
const folder = join(process.cwd(), '.bench', 'peers', `portkey-${version}`);
const program = join(folder, 'node_modules', '@portkey-ai', 'gateway', 'build', 'start-server.js');

/**
 * With @hono/node-server 1.19, which its range lets in, the peer answers every stream with a 500
 * ("immutable" headers); so it gets versions with which all of it works.
 */
const manifest = {
  private: true,
  dependencies: { '@portkey-ai/gateway': version },
  overrides: { hono: '4.9.7', '@hono/node-server': '1.13.8' },
};

/** Installs the peer into a folder of the bench alone; why it cannot be had, or null. */
export function bringPortkey(): string | null {
  if (existsSync(program)) return null;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund'];
  const { status, stderr } = spawnSync('npm', ['install', ...flags], { cwd: folder, encoding: 'utf8' });
  return status === 0 && existsSync(program) ? null : `npm install failed: ${stderr.trim().split('\n')[0]}`;
}

export async function startPortkey(): Promise<Role> {
  const port = await freePort();
  const child = spawn(process.execPath, [program, `--port=${port}`, '--headless'], {
    cwd: folder,
    stdio: 'ignore',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const url = `http://127.0.0.1:${port}`;
  for (let waited = 0; waited < 20_000; waited += 50) {
    if (child.exitCode !== null) throw new Error(`the peer ended with ${child.exitCode}`);
    const answer = await fetch(url).catch(() => null);
    if (answer) return roleOf(child, url);
    await wait(50);
  }
  child.kill('SIGKILL');
  throw new Error('the peer did not start within 20 seconds');
}

/** How its callers name the provider and where it stands. */
export const portkeyHeaders = (upstream: string): Record<string, string> => ({
  authorization: 'Bearer provider-key',
  'x-portkey-provider': 'openai',
  'x-portkey-custom-host': `${upstream}/v1`,
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
