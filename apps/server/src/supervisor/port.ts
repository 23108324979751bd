import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { commandOf } from '@exchequer/store/process';
import { StartFailure } from './failure.ts';

export const defaultPort = 4100;

/** True when nothing listens on the port, so that we may. */
export function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

/** Refuses a port that is taken; names who has it, where that can be found, and a free one. */
export async function assertFree(host: string, port: number): Promise<void> {
  if (port === 0 || (await isFree(host, port))) return;
  const holder = describeHolder(port);
  const free = await nextFree(host, port + 1);
  throw new StartFailure(
    'port-taken',
    `port ${port} on ${host} is taken${holder ? ` by ${holder}` : ''}`,
    `Stop that program, or start on another port: npm start -- --port ${free} (or EXCHEQUER_PORT=${free}).`,
  );
}

async function nextFree(host: string, from: number): Promise<number> {
  for (let port = from; port < from + 50; port++) if (await isFree(host, port)) return port;
  return from;
}

/** The program that listens on a port: command line and pid, as far as we may see it. */
function describeHolder(port: number): string | null {
  const pid = process.platform === 'linux' ? linuxHolder(port) : lsofHolder(port);
  if (pid === null) return null;
  const command = commandOf(pid);
  return command ? `\`${command.slice(0, 120)}\` (pid ${pid})` : `pid ${pid}`;
}

function linuxHolder(port: number): number | null {
  const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeners(table, port)));
  if (inodes.size === 0) return null;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return Number(pids.find((pid) => holdsSocket(pid, inodes))) || null;
}

function listeners(table: string, port: number): string[] {
  const listening = '0A';
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return readText(table)
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(`:${hex}`) && fields[3] === listening)
    .map((fields) => `socket:[${fields[9]}]`);
}

function holdsSocket(pid: string, sockets: ReadonlySet<string>): boolean {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((fd) => sockets.has(readlinkSync(`${folder}/${fd}`)));
  } catch {
    return false;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function lsofHolder(port: number): number | null {
  try {
    const said = execFileSync('lsof', ['-nP', '-t', `-iTCP:${port}`, '-sTCP:LISTEN'], { encoding: 'utf8' });
    return Number(said.split('\n')[0]) || null;
  } catch {
    return null;
  }
}
