import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markOf, type ProcessMark, runs } from '../process/index.ts';

const fileOf = (folder: string) => join(folder, 'owner.json');

/** The living process that will stop this server, unless that is us; null when there is none. */
export function otherOwner(folder: string): number | null {
  const path = fileOf(folder);
  if (!existsSync(path)) return null;
  const owner = readOwner(path);
  return owner && owner.pid !== process.pid && runs(owner) ? owner.pid : null;
}

function readOwner(path: string): ProcessMark | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessMark;
  } catch {
    return null;
  }
}

/** Writes down that this process will stop the server. */
export function own(folder: string): void {
  writeFileSync(fileOf(folder), `${JSON.stringify(markOf(process.pid))}\n`);
}

export const disown = (folder: string) => rmSync(fileOf(folder), { force: true });
