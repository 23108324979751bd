import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ClientName } from './guide.ts';
import type { Setting } from './setting.ts';

/** What --apply remembers of a file, so that --undo can put it back. */
export interface Applied {
  client: ClientName;
  /** The settings file that was changed. */
  path: string;
  /** False where there was no such file before. */
  existed: boolean;
  /** Digest of the file as --apply left it: unchanged since, it is put back byte for byte. */
  digest: string;
  /** What was set, and what stood there before. */
  settings: (Setting & { before: string | null })[];
  at: string;
  gateway: string;
}

export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const folderOf = (homeDir: string): string => join(homeDir, '.exchequer', 'clients');
const recordOf = (homeDir: string, client: ClientName): string => join(folderOf(homeDir), `${client}.json`);
/** The file as it was, with everything that stood in it. */
export const backupOf = (homeDir: string, client: ClientName): string =>
  join(folderOf(homeDir), `${client}.backup`);

/** The bytes of a file; null where there is none. */
export async function bytesOf(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** What was applied to a client last; null where nothing was, or it was undone. */
export async function readApplied(homeDir: string, client: ClientName): Promise<Applied | null> {
  const bytes = await bytesOf(recordOf(homeDir, client));
  return bytes && (JSON.parse(bytes.toString('utf8')) as Applied);
}

/** Remembers what is about to be applied. The first backup stands until it is undone. */
export async function keepApplied(homeDir: string, applied: Applied, before: Buffer | null): Promise<void> {
  await mkdir(folderOf(homeDir), { recursive: true, mode: 0o700 });
  if (before) await writeFile(backupOf(homeDir, applied.client), before, { mode: 0o600 });
  await writeFile(recordOf(homeDir, applied.client), `${JSON.stringify(applied, null, 2)}\n`, {
    mode: 0o600,
  });
}

export async function forgetApplied(homeDir: string, client: ClientName): Promise<void> {
  await rm(recordOf(homeDir, client), { force: true });
  await rm(backupOf(homeDir, client), { force: true });
}

/**
 * Writes a file at once or not at all. A link keeps pointing at its file, and the file keeps its mode;
 * a new one is for its owner alone, since it may hold a key.
 */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const target = await realpath(path).catch(() => path);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const mode = await stat(target).then(
    ({ mode }) => mode & 0o777,
    () => 0o600,
  );
  const draft = `${target}.exchequer-${process.pid}`;
  try {
    await writeFile(draft, bytes, { mode });
    await chmod(draft, mode);
    await rename(draft, target);
  } finally {
    await rm(draft, { force: true });
  }
}
