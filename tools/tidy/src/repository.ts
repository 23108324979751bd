import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { domainFolders } from './domains.ts';
import { type Check, type Finding, isCode, type SourceFile } from './finding.ts';
import { anyType, defaultExport } from './language.ts';
import { leftoverNote, vagueName } from './names.ts';
import { fileLength, functionLength } from './size.ts';
import { surroundings } from './surroundings.ts';

const checks: readonly Check[] = [
  fileLength,
  functionLength,
  anyType,
  defaultExport,
  surroundings,
  vagueName,
  leftoverNote,
];

/** All findings over the given files; an empty or code-free list is itself a finding. */
export function inspect(files: readonly SourceFile[]): Finding[] {
  if (!files.some((file) => isCode(file.path))) {
    return [
      { rule: 'nothing-read', path: '.', line: 1, instead: 'no source was found: run it in a checkout' },
    ];
  }
  return [...files.flatMap((file) => checks.flatMap((check) => check(file))), ...domainFolders(files)];
}

const passedOver = /^(node_modules|dist|data|coverage|fixtures)$|^\.(?!ci$)/;

/** The text files of the checkout, without what is installed, built or recorded. */
export function readRepository(root: string): SourceFile[] {
  return listFiles(root, '')
    .filter((path) => /\.(ts|tsx|mts|mjs|cjs|css|html|sql|md|yaml|yml|json)$/.test(path))
    .filter((path) => path !== 'package-lock.json')
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

function listFiles(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (passedOver.test(entry.name)) return [];
    if (entry.isDirectory()) return listFiles(root, path);
    return entry.isFile() ? [path] : [];
  });
}

/** One line per finding, as compilers print it. */
export function printFindings(findings: readonly Finding[]): string {
  return findings.map(({ path, line, rule, instead }) => `${path}:${line} ${rule}: ${instead}`).join('\n');
}
