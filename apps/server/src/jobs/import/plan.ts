import type { Reject } from '@exchequer/model';
import type { FileMark } from '@exchequer/store/imports';
import type { BulkImporter, LogImporter } from '@exchequer/vendors/importers';
import type { FoundFile } from './find.ts';
import { type Reading, readingOf, wholeReading } from './mark.ts';

/** What one import will read. */
export interface ImportPlan {
  readings: NonNullable<Reading>[];
  unchanged: number;
  /** Bytes that will be read. */
  bytes: number;
  /** Files that cannot be opened. */
  rejects: Reject[];
}

/** Compares the files found with how they were read last. */
export function planImport(
  importer: LogImporter,
  files: readonly FoundFile[],
  known: ReadonlyMap<string, FileMark>,
): ImportPlan {
  const rejects: Reject[] = [];
  const readings = new Map<string, NonNullable<Reading>>();
  for (const file of files) {
    try {
      const reading = readingOf(file, known.get(file.path), importer.reading === 'append');
      if (reading) readings.set(file.path, reading);
    } catch (cause) {
      rejects.push(unreadable(importer.source, file.path, cause));
    }
  }
  if (importer.parsing === 'engine') addFamilies(importer, files, readings);
  const planned = [...readings.values()].sort((a, b) => (a.file.path < b.file.path ? -1 : 1));
  return {
    readings: planned,
    unchanged: files.length - planned.length - rejects.length,
    bytes: planned.reduce((sum, { file, from }) => sum + file.size - from, 0),
    rejects,
  };
}

/** Files that must be seen together: when one of a family changes, the others are read again whole. */
function addFamilies(
  { family, rereads }: BulkImporter,
  files: readonly FoundFile[],
  readings: Map<string, NonNullable<Reading>>,
): void {
  if (!family || !rereads) return;
  const changed = new Set([...readings.keys()].map(family));
  for (const file of files) {
    const whole = readings.get(file.path)?.from === 0;
    if (whole || !rereads(file.path) || !changed.has(family(file.path))) continue;
    readings.set(file.path, wholeReading(file));
  }
}

/** A file or folder that cannot be opened. */
export function unreadable(source: string, path: string, cause: unknown): Reject {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
  return {
    source,
    place: path,
    line: null,
    error: `it cannot be read (${code})`,
    fix: 'Let the tower’s account read it, then import again.',
    excerpt: '',
  };
}

/** Bytes that one booking takes in; large enough that its fixed cost of 0.3 s does not count. */
const chunkBytes = 1536 * 1024 * 1024;

/** Cuts a plan into bookings. Families stay together. */
export function chunksOf(
  importer: BulkImporter,
  readings: readonly NonNullable<Reading>[],
): NonNullable<Reading>[][] {
  const families = new Map<string, NonNullable<Reading>[]>();
  for (const reading of readings) {
    const name = importer.family?.(reading.file.path) ?? reading.file.path;
    families.set(name, [...(families.get(name) ?? []), reading]);
  }
  const chunks: NonNullable<Reading>[][] = [];
  let filled = Number.POSITIVE_INFINITY;
  for (const members of families.values()) {
    const bytes = members.reduce((sum, { file, from }) => sum + file.size - from, 0);
    if (filled + bytes > chunkBytes) {
      chunks.push([]);
      filled = 0;
    }
    chunks.at(-1)?.push(...members);
    filled += bytes;
  }
  return chunks;
}
