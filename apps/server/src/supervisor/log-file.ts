import { existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';

const maxBytes = 16 * 1024 * 1024;

/** Opens a log to append to; a long one becomes `<name>.1` first, so that two generations are kept. */
export function openLog(path: string): number {
  if (existsSync(path) && statSync(path).size > maxBytes) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}

/** The last lines of a log, for a person who asks why. */
export function lastLines(path: string, count: number): string {
  if (!existsSync(path)) return '';
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
}
