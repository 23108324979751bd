import { countLines, type Finding, type SourceFile } from './finding.ts';

const maxReadmeLines = 40;
const root = /^packages\/(core|store)\/src\//;

/**
 * Each domain folder of core and store is entered by an index.ts and explained by a README of at
 * most 40 lines: meaning, invariants, entry points. A folder that only holds folders is a group.
 */
export function domainFolders(files: readonly SourceFile[]): Finding[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return findDomains(files).flatMap((folder) => [
    ...missing(byPath, folder, 'index.ts', 'export here what other domains may use'),
    ...missing(byPath, folder, 'README.md', 'say in at most 40 lines: meaning, invariants, entry points'),
    ...tooLong(byPath, folder),
  ]);
}

function findDomains(files: readonly SourceFile[]): string[] {
  const domains = new Set<string>();
  const code = files.filter((file) => root.test(file.path) && file.path.endsWith('.ts'));
  const holdsCode = (folder: string) =>
    code.some((file) => file.path.startsWith(folder) && !file.path.slice(folder.length).includes('/'));
  for (const file of code) {
    const [first, second] = file.path.replace(root, '').split('/');
    const base = file.path.match(root)?.[0] ?? '';
    if (!file.path.replace(root, '').includes('/')) continue;
    const folder = `${base}${first}/`;
    domains.add(holdsCode(folder) ? folder : `${folder}${second}/`);
  }
  return [...domains].sort();
}

function missing(
  files: ReadonlyMap<string, SourceFile>,
  folder: string,
  name: string,
  instead: string,
): Finding[] {
  const path = `${folder}${name}`;
  return files.has(path) ? [] : [{ rule: 'domain-folder', path, line: 1, instead: `is missing: ${instead}` }];
}

function tooLong(files: ReadonlyMap<string, SourceFile>, folder: string): Finding[] {
  const readme = files.get(`${folder}README.md`);
  const lines = countLines(readme?.text ?? '');
  if (!readme || lines <= maxReadmeLines) return [];
  const instead = `${lines} lines, at most ${maxReadmeLines}: keep meaning, invariants and entry points`;
  return [{ rule: 'domain-folder', path: readme.path, line: 1, instead }];
}
