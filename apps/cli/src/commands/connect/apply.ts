import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';
import { CliError, type Terminal } from '../../output/index.ts';
import type { ClientFile, ClientName, Place } from './guide.ts';
import { guides } from './guides.ts';
import { backupOf, bytesOf, digestOf, forgetApplied, keepApplied, readApplied, replaceFile } from './kept.ts';
import { type Setting, valueAt, withoutSettings, withSettings } from './setting.ts';

/** What became of a settings file. */
export interface FileChange {
  path: string;
  before: string;
  after: string;
}

type World = Pick<Terminal, 'env' | 'homeDir' | 'now'>;

/** The file of a client that may be changed; says why where there is none. */
function fileOf(client: ClientName, place: Place, world: World): ClientFile {
  const guide = guides[client];
  const file = guide.file(place, world);
  if (file) return file;
  const [why = ''] = guide.notes(place).filter((note) => note.includes('--apply'));
  throw new CliError(
    `${guide.title} has no settings file to change`,
    `${why} See: exchequer connect ${client}.`,
  );
}

/** Points a client at the gateway and keeps what stood there before. */
export async function applyClient(client: ClientName, place: Place, world: World): Promise<FileChange> {
  const file = fileOf(client, place, world);
  await refuseCommitted(file.path);
  const bytes = await bytesOf(file.path);
  const before = textOf(bytes, file.path);
  const after = withSettings(file.notation, before, file.settings, file.path);
  const change = { path: file.path, before, after };
  const earlier = await readApplied(world.homeDir, client);
  const isSameFile = earlier?.path === file.path;
  if (earlier && !isSameFile) {
    const fix = `Undo that first: exchequer connect ${client} --undo.`;
    throw new CliError(`${client} was applied to ${earlier.path} before`, fix);
  }
  if (after === before && earlier) return change;
  const kept = {
    client,
    path: file.path,
    existed: earlier ? earlier.existed : bytes !== null,
    digest: digestOf(Buffer.from(after)),
    settings: file.settings.map((setting) => rememberOf(setting, file, before, earlier?.settings)),
    at: world.now().toISOString(),
    gateway: place.gateway,
  };
  // Kept before it is written: a crash in between leaves a record that undoes nothing.
  await keepApplied(world.homeDir, kept, earlier ? null : bytes);
  await replaceFile(file.path, Buffer.from(after));
  return change;
}

function rememberOf(
  setting: Setting,
  { notation }: ClientFile,
  text: string,
  earlier: readonly (Setting & { before: string | null })[] = [],
): Setting & { before: string | null } {
  const known = earlier.find(({ path }) => path.join('\n') === setting.path.join('\n'));
  if (known) return { ...setting, before: known.before };
  const now = valueAt(notation.read(text), setting.path);
  return { ...setting, before: typeof now === 'string' ? now : null };
}

/** Puts a file back: byte for byte where nobody changed it since, else what was set alone. */
export async function undoClient(
  client: ClientName,
  place: Place,
  world: World,
): Promise<FileChange & { exact: boolean }> {
  const applied = await readApplied(world.homeDir, client);
  if (!applied) {
    const fix = 'There is nothing to undo here; --print shows what to look for in its settings.';
    throw new CliError(`${client} was not connected by this command`, fix);
  }
  const { notation } = fileOf(client, place, world);
  const now = await bytesOf(applied.path);
  const before = textOf(now, applied.path);
  const untouched = now !== null && digestOf(now) === applied.digest;
  const old = applied.existed ? await bytesOf(backupOf(world.homeDir, client)) : null;
  if (untouched && (old || !applied.existed)) {
    if (old) await replaceFile(applied.path, old);
    else await rm(applied.path, { force: true });
    await forgetApplied(world.homeDir, client);
    return { path: applied.path, before, after: old?.toString('utf8') ?? '', exact: true };
  }
  const after = now === null ? '' : withoutSettings(notation, before, applied.settings, applied.path);
  if (now !== null) await replaceFile(applied.path, Buffer.from(after));
  await forgetApplied(world.homeDir, client);
  return { path: applied.path, before, after, exact: false };
}

function textOf(bytes: Buffer | null, path: string): string {
  const text = bytes?.toString('utf8') ?? '';
  if (!bytes || Buffer.from(text).equals(bytes)) return text;
  throw new CliError(
    `${path} is not written in UTF-8`,
    'Save it as UTF-8, or set the values by hand: --print.',
  );
}

/** A key in a committed file is a key that everybody has. */
async function refuseCommitted(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const real = realpathSync(path);
  const isTracked = await promisify(execFile)('git', ['ls-files', '--error-unmatch', '--', basename(real)], {
    cwd: dirname(real),
  }).then(
    () => true,
    // No git, no repository, or not tracked.
    () => false,
  );
  if (!isTracked) return;
  const fix = 'Set the values in your environment instead: --print shows them.';
  throw new CliError(`${path} is committed to a git repository, and a key does not belong there`, fix);
}
