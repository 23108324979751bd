import { type Dirent, existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { LogImporter, LogRoot, MachineFacts } from '@exchequer/vendors/importers';
import { ImportFailure } from './failure.ts';

/** A file that an importer would read. */
export interface FoundFile {
  path: string;
  size: number;
  modifiedMs: number;
  inode: string;
}

/** The files below a root, in the order of their paths. Folders that may not be read are told to `skip`. */
export function filesBelow(
  root: LogRoot,
  skip: (path: string, cause: unknown) => void,
  companions: (path: string) => string[] = () => [],
): FoundFile[] {
  const found: FoundFile[] = [];
  const visit = (directory: string) => {
    for (const entry of entriesOf(directory, skip)) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (root.accepts(relative(root.path, path).split(sep).join('/')))
        addFile(found, path, skip, companions);
    }
  };
  if (statSync(root.path).isDirectory()) visit(root.path);
  else addFile(found, root.path, skip, companions);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function entriesOf(directory: string, skip: (path: string, cause: unknown) => void): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (cause) {
    skip(directory, cause);
    return [];
  }
}

/** A file may be gone, or a link may lead nowhere, by the time it is looked at. */
function addFile(
  found: FoundFile[],
  path: string,
  skip: (path: string, cause: unknown) => void,
  companions: (path: string) => string[],
): void {
  try {
    const stats = statSync(path, { bigint: true });
    if (!stats.isFile()) return;
    const beside = companions(path)
      .filter((other) => existsSync(other))
      .map((other) => statSync(other));
    found.push({
      path,
      size: Number(stats.size) + beside.reduce((sum, { size }) => sum + size, 0),
      modifiedMs: Math.max(Number(stats.mtimeMs), ...beside.map(({ mtimeMs }) => Math.trunc(mtimeMs))),
      inode: String(stats.ino),
    });
  } catch (cause) {
    skip(path, cause);
  }
}

/**
 * The roots that an import reads: below the path that the user names, or where the tool keeps its
 * logs on this machine.
 * @throws ImportFailure where there is nothing to look at
 */
export function rootsOf(importer: LogImporter, path: string | undefined, machine: MachineFacts): LogRoot[] {
  if (path === undefined) {
    const usual = importer.roots(machine);
    const there = usual.filter((root) => existsSync(root.path));
    if (there.length > 0) return there;
    throw new ImportFailure(
      'no-usual-place',
      `no logs of ${importer.name} on this machine: looked in ${usual.map((root) => root.path).join(' and ')}`,
      'Name the folder with --from DIR.',
    );
  }
  if (!existsSync(path)) {
    throw new ImportFailure(
      'path-missing',
      `there is no ${path}`,
      'Check the path; it is read on the tower’s machine.',
    );
  }
  const named = statSync(path).isFile() ? [{ path, accepts: () => true }] : importer.rootsIn(path);
  return named.filter((root) => existsSync(root.path)).slice(0, 1);
}
