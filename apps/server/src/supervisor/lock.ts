import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markOf, type ProcessMark, runs } from '@exchequer/store/process';
import { StartFailure } from './failure.ts';

/** The supervisor of a home, as its lock file tells. */
export interface Holder extends ProcessMark {
  /** Where its tower answers, or will. */
  url: string;
}

const fileOf = (home: string) => join(home, 'supervisor.json');

/** The supervisor that runs on this home, or null. A lock left by a killed one counts as none. */
export function holderOf(home: string): Holder | null {
  const holder = readHolder(home);
  return holder && holder.pid !== process.pid && runs(holder) ? holder : null;
}

function readHolder(home: string): Holder | null {
  try {
    return JSON.parse(readFileSync(fileOf(home), 'utf8')) as Holder;
  } catch {
    return null;
  }
}

/** A home that this process has to itself. */
export interface TakenHome {
  /** Writes down where the tower answers, once that is known. */
  tell(url: string): void;
  release(): void;
}

/** Takes the home for this process. */
export function takeHome(home: string, url: string): TakenHome {
  makeHome(home);
  const holder = holderOf(home);
  if (holder) {
    throw new StartFailure(
      'already-running',
      `Exchequer already runs on ${home} at ${holder.url} (pid ${holder.pid})`,
      'Use it there, stop it with `npx exchequer down`, or choose another EXCHEQUER_HOME and --port.',
    );
  }
  rmSync(fileOf(home), { force: true });
  writeLock(home, url);
  return {
    tell: (known) => writeFileSync(fileOf(home), lockText(known), { mode: 0o600 }),
    release: () => {
      if (readHolder(home)?.pid === process.pid) rmSync(fileOf(home), { force: true });
    },
  };
}

const lockText = (url: string) => `${JSON.stringify({ ...markOf(process.pid), url } satisfies Holder)}\n`;

function writeLock(home: string, url: string): void {
  try {
    writeFileSync(fileOf(home), lockText(url), { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    throw new StartFailure(
      'already-running',
      `another start has just taken ${home}`,
      'Wait for it, or stop it with `npx exchequer down`.',
      cause,
    );
  }
}

function makeHome(home: string): void {
  try {
    // As root, PostgreSQL's own account has to pass through; it need not list what is here.
    mkdirSync(home, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  } catch (cause) {
    throw new StartFailure(
      'home-unusable',
      `the data home ${home} cannot be made: ${(cause as Error).message}`,
      'Set EXCHEQUER_HOME to a folder that you can write.',
      cause,
    );
  }
}
