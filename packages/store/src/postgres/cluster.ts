import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programOf } from './binaries.ts';
import { PostgresFailure } from './failure.ts';
import { makePrivate, type Place, postgresFolder, runAs, type Say } from './place.ts';
import { initArguments } from './settings.ts';

export const superuser = 'exchequer';

/** The major version of the programs; data of another one cannot be read by them. */
const major = '18';

/** The password of the home's server: made once, readable for the owner of the home alone. */
export function passwordOf(home: string): string {
  const path = join(postgresFolder(home), 'password');
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  const password = randomBytes(24).toString('base64url');
  writeFileSync(path, `${password}\n`, { mode: 0o600, flag: 'wx' });
  return password;
}

/** Makes the data folder unless it is there. A start that was killed half-way begins anew. */
export function ensureCluster(place: Place, password: string, say: Say): void {
  if (existsSync(place.data)) assertReadable(place);
  else makeCluster(place, password, say);
}

function makeCluster(place: Place, password: string, say: Say): void {
  say('PostgreSQL makes its data folder');
  const draft = `${place.data}.new`;
  rmSync(draft, { recursive: true, force: true });
  makePrivate(draft, place.account);
  const passwordFile = join(place.folder, 'password.new');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (place.account) chownSync(passwordFile, place.account.uid, place.account.gid);
  const args = initArguments(draft, superuser, passwordFile);
  const init = runAs(place.account, programOf(place.binaries, 'initdb'), args);
  rmSync(passwordFile, { force: true });
  if (init.status !== 0) {
    rmSync(draft, { recursive: true, force: true });
    throw initFailure(place, (init.stderr || String(init.error?.message)).trim());
  }
  renameSync(draft, place.data);
}

function initFailure(place: Place, said: string): PostgresFailure {
  const nameless = said.includes('could not look up effective user ID');
  const fix = nameless
    ? 'Containers run under a bare number: add it to /etc/passwd, start as root, or set DATABASE_URL.'
    : 'Check that the disk has room and that the folder can be written.';
  return new PostgresFailure('init-failed', `PostgreSQL could not make ${place.data}: ${said}`, fix);
}

function assertReadable(place: Place): void {
  const found = readVersion(place);
  if (found === major) return;
  throw new PostgresFailure(
    'other-version',
    `${place.data} was written by PostgreSQL ${found}, and this is PostgreSQL ${major}`,
    'Start the Exchequer version that wrote it and dump its data, or choose another EXCHEQUER_HOME.',
  );
}

function readVersion(place: Place): string {
  try {
    return readFileSync(join(place.data, 'PG_VERSION'), 'utf8').trim();
  } catch (cause) {
    throw new PostgresFailure(
      'foreign-data',
      `${place.data} belongs to another account and cannot be read`,
      'Start Exchequer as the account that first started it, or give it the folder with chown -R.',
      cause,
    );
  }
}
