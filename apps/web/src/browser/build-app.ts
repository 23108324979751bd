import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const app = fileURLToPath(new URL('../..', import.meta.url));
const vite = fileURLToPath(new URL('../../../../node_modules/vite/bin/vite.js', import.meta.url));

/**
 * Builds the app into a folder of its own, as a start does and in a process of its own: inside a test
 * run libraries come in their development form.
 */
export async function buildApp(env: NodeJS.ProcessEnv): Promise<{ dist: string; remove: () => void }> {
  const dist = mkdtempSync(join(tmpdir(), 'exchequer-web-'));
  await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', dist, '--emptyOutDir'], {
    cwd: app,
    env: { ...env, NODE_ENV: 'production' },
  });
  return { dist, remove: () => rmSync(dist, { recursive: true, force: true }) };
}
