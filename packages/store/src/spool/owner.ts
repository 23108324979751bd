import {
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { markOf, type ProcessMark, runs } from '../process/index.ts';
import { SpoolFailure } from './failure.ts';

/** An owner of another machine (or container) is taken for gone after this long without a sign. */
const foreignSilenceMs = 15_000;
const signEveryMs = 3_000;

interface Owner extends ProcessMark {
  machine: string;
}

/** A folder that this process has to itself. */
export interface OwnedFolder {
  release(): void;
}

const ownerFile = /^owner-.+\.json$/;

/**
 * Takes a folder for this process.
 * @throws SpoolFailure `spool-owned` while another process has it
 */
export function ownFolder(folder: string, life: string, now: () => Date): OwnedFolder {
  const name = `owner-${life}.json`;
  const file = join(folder, name);
  const own: Owner = { ...markOf(process.pid), machine: machineId() };
  writeFileSync(`${file}.new`, JSON.stringify(own), { mode: 0o600 });
  giveSign(`${file}.new`, now());
  renameSync(`${file}.new`, file);
  // Each writes its own file before it looks for others: of two at once, at least one sees the other.
  const other = otherOwner(folder, name, own.machine, now());
  if (other) {
    rmSync(file, { force: true });
    throw ownedBy(folder, other, own.machine);
  }
  const timer = setInterval(() => giveSign(file, now()), signEveryMs).unref();
  return {
    release: () => {
      clearInterval(timer);
      rmSync(file, { force: true });
    },
  };
}

/** The first other owner that lives; files of dead ones are removed. */
function otherOwner(folder: string, own: string, machine: string, now: Date): Owner | null {
  for (const name of readdirSync(folder).filter((one) => ownerFile.test(one) && one !== own)) {
    const file = join(folder, name);
    const owner = readOwner(file);
    if (!owner) continue;
    if (lives(owner, file, machine, now)) return owner;
    rmSync(file, { force: true });
  }
  return null;
}

function readOwner(file: string): Owner | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner;
  } catch {
    return null;
  }
}

/** Process numbers of another machine mean nothing here; what counts is the last sign it gave. */
function lives(owner: Owner, file: string, machine: string, now: Date): boolean {
  if (owner.machine === machine) return runs(owner);
  const seen = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return now.getTime() - seen < foreignSilenceMs;
}

function giveSign(file: string, now: Date): void {
  try {
    utimesSync(file, now, now);
  } catch {
    // Without a sign the folder seems free to other machines only, and the next sign may succeed.
  }
}

function ownedBy(folder: string, owner: Owner, machine: string): SpoolFailure {
  const here = owner.machine === machine;
  return new SpoolFailure(
    'spool-owned',
    `the spool ${folder} belongs to process ${owner.pid}${here ? '' : ' of another machine or container'}`,
    here
      ? 'Stop that gateway, or give this one a home of its own.'
      : `Give each gateway a home of its own; if the other one is gone, try again in ${foreignSilenceMs / 1000} s.`,
  );
}

/** Where process numbers have one meaning: a boot of a host, and in it one space of process numbers. */
function machineId(): string {
  const read = (of: () => string) => {
    try {
      return of().trim();
    } catch {
      return '';
    }
  };
  return [
    hostname(),
    read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    read(() => readlinkSync('/proc/self/ns/pid')),
  ].join(' ');
}
