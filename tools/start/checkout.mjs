// Where this checkout is, and whether its dependencies are installed as the lockfile says.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { execPath, platform, versions } from 'node:process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** The script of an installed tool, started with this very Node instead of whatever PATH finds. */
export function tool(path) {
  return { command: execPath, entry: join(root, 'node_modules', path) };
}

/** Says what is wrong with this Node, or null. */
export function nodeComplaint(version = versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return null;
  return `error: this is Node ${version}, and Exchequer needs 20.19 or newer\nfix: install the current LTS from https://nodejs.org and run the command again`;
}

/** True when node_modules is missing or older than the lockfile. */
export function dependenciesAreStale(checkout = root) {
  const installed = join(checkout, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return true;
  return statSync(installed).mtimeMs < statSync(join(checkout, 'package-lock.json')).mtimeMs;
}

/**
 * Installs what the lockfile names, and leaves the lockfile as it is. Returns npm's exit code. Not
 * `npm ci`: it refuses a lockfile without every other platform's optional binaries, and some
 * registries do not carry them all.
 */
export function installDependencies() {
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status, error } = spawnSync(npm, args, {
    cwd: root,
    stdio: 'inherit',
    shell: platform === 'win32',
  });
  if (error) console.error(`error: npm could not be started: ${error.message}`);
  if (status === 0) markInstalled();
  return status ?? 1;
}

/** npm may keep an older time on its own lock copy; without this it would be reinstalled forever. */
function markInstalled() {
  const now = new Date();
  utimesSync(join(root, 'node_modules', '.package-lock.json'), now, now);
}
