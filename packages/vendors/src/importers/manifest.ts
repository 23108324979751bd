import type { FileSet } from './importer.ts';
import { literal } from './select.ts';

/** The table of link names and true paths of a file set. */
export function manifestTable(files: FileSet): string {
  return `file(${literal(`${files.directory}/manifest.jsonl`)}, 'JSONEachRow', 'file String, path String')`;
}
