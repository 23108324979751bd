import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Account, serverAccount } from './account.ts';
import { type Binaries, completeBinaries, copyBinaries, installedBinaries, programOf } from './binaries.ts';
import { PostgresFailure } from './failure.ts';

/** Where the server of a home stands: its programs, its data and the account that runs it. */
export interface Place {
  binaries: Binaries;
  /** Holds the data folder; PostgreSQL's account can reach it. */
  folder: string;
  data: string;
  account: Account | null;
  /** True when the server's account cannot reach the home, so that the data stands elsewhere. */
  outsideHome: boolean;
}

/** Tells the person who starts Exchequer what happens; one sentence without a full stop. */
export type Say = (sentence: string) => void;

/** Where data goes that the server's account could not reach in the home. */
const systemFolder = '/var/lib/exchequer';

export const postgresFolder = (home: string) => join(resolve(home), 'postgres');

/** The folder that holds the data of the home's server, in the home or outside. */
export const placeFolder = (home: string) => readRecord(postgresFolder(home)) ?? postgresFolder(home);

/**
 * Finds or makes the place of the home's server. As root the server runs under another account; when
 * that account cannot reach node_modules or the home (a checkout in /root, a 0700 folder), programs
 * or data stand under /var/lib/exchequer, and `place.json` in the home says where.
 */
export function findPlace(home: string, say: Say): Place {
  const own = postgresFolder(home);
  mkdirSync(own, { recursive: true, mode: 0o711 });
  const recorded = readRecord(own);
  const folder = recorded ?? own;
  const account = serverAccount(join(folder, 'data'));
  const chosen = account && !recorded ? reachableFolder(own, account, say) : folder;
  if (chosen !== own) {
    makeShared(chosen);
    record(own, chosen);
  }
  const binaries = usableBinaries(account, own, say);
  return { binaries, folder: chosen, data: join(chosen, 'data'), account, outsideHome: chosen !== own };
}

/** Runs a program under the account, from a folder that every account can enter. */
export function runAs(account: Account | null, program: string, args: readonly string[]) {
  return spawnSync(program, args, {
    cwd: '/',
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    ...(account && { uid: account.uid, gid: account.gid }),
  });
}

function reachableFolder(own: string, account: Account, say: Say): string {
  if (existsSync(join(own, 'data')) || canEnter(account, own)) return own;
  const outside = join(systemFolder, createHash('sha256').update(own).digest('hex').slice(0, 16));
  say(`PostgreSQL runs as ${account.name}, who cannot reach ${own}: its data stands in ${outside}`);
  return outside;
}

const canEnter = (account: Account, folder: string) =>
  runAs(account, '/bin/sh', ['-c', 'cd "$1"', 'sh', folder]).status === 0;

function makeShared(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    chmodSync(systemFolder, 0o711);
    chmodSync(folder, 0o711);
  } catch (cause) {
    throw new PostgresFailure(
      'no-place',
      `PostgreSQL's account cannot reach the data home, and ${folder} cannot be made`,
      'Set EXCHEQUER_HOME to a folder that other accounts may enter, or DATABASE_URL to a server.',
      cause,
    );
  }
}

function usableBinaries(account: Account | null, own: string, say: Say): Binaries {
  const installed = installedBinaries();
  const complete = completeBinaries(installed);
  if (complete && runs(account, installed)) return installed;
  const shelf = account ? systemFolder : own;
  if (account) makeShared(shelf);
  const target = join(shelf, `postgresql-${installed.version}`);
  if (!existsSync(target)) say(`PostgreSQL's programs are copied to ${target}`);
  const copy = copyBinaries(installed, target);
  const trial = runAs(account, programOf(copy, 'postgres'), ['--version']);
  if (trial.status === 0) return copy;
  throw unfit(trial.stderr || String(trial.error?.message));
}

/** Proves that the embedded server can run here, under the account it would have; returns its version. */
export function proveBinaries(home: string): string {
  const installed = installedBinaries();
  const account = serverAccount(join(placeFolder(home), 'data'));
  const program = programOf(installed, 'postgres');
  const trial = runAs(account, program, ['--version']);
  if (trial.status === 0) return `${trial.stdout.trim()}${account ? ` as ${account.name}` : ''}`;
  // As root from a closed folder a start copies the programs; whether they run at all is the question here.
  const ours = runAs(null, program, ['--version']);
  if (ours.status === 0) return `${ours.stdout.trim()}, copied by the first start`;
  throw unfit(ours.stderr || String(ours.error?.message));
}

const unfit = (said: string) =>
  new PostgresFailure(
    'no-binaries',
    `the embedded PostgreSQL does not run on this machine: ${said}`,
    'It needs glibc (not musl/Alpine). Otherwise set DATABASE_URL to a PostgreSQL server.',
  );

const runs = (account: Account | null, binaries: Binaries) =>
  runAs(account, programOf(binaries, 'postgres'), ['--version']).status === 0;

/** Makes a folder that only the server's account may enter, as PostgreSQL demands. */
export function makePrivate(folder: string, account: Account | null): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account) chownSync(folder, account.uid, account.gid);
}

function record(own: string, folder: string): void {
  writeFileSync(join(own, 'place.json'), `${JSON.stringify({ folder })}\n`);
  writeFileSync(join(folder, 'home.txt'), `${own}\n`);
}

/** The folder that an earlier start chose outside the home. */
function readRecord(own: string): string | null {
  const path = join(own, 'place.json');
  if (!existsSync(path)) return null;
  return (JSON.parse(readFileSync(path, 'utf8')) as { folder: string }).folder;
}
