import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { birthMark, isAlive } from './postmaster.ts';

interface Owner {
  pid: number;
  born: string;
}

const fileOf = (folder: string) => join(folder, 'owner.json');

/** The living process that will stop this server, unless that is us; null when there is none. */
export function otherOwner(folder: string): number | null {
  const path = fileOf(folder);
  if (!existsSync(path)) return null;
  const owner = readOwner(path);
  if (!owner || owner.pid === process.pid || !isAlive(owner.pid)) return null;
  return birthMark(owner.pid) === owner.born ? owner.pid : null;
}

function readOwner(path: string): Owner | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Owner;
  } catch {
    return null;
  }
}

/** Writes down that this process will stop the server. */
export function own(folder: string): void {
  const owner: Owner = { pid: process.pid, born: birthMark(process.pid) };
  writeFileSync(fileOf(folder), `${JSON.stringify(owner)}\n`);
}

export const disown = (folder: string) => rmSync(fileOf(folder), { force: true });
