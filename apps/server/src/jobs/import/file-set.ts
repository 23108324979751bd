import { createReadStream, createWriteStream, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FileSet } from '@exchequer/vendors/importers';
import type { Reading } from './mark.ts';

/** The files of one booking, laid out for the engine, and which of them each link stands for. */
export interface LaidOut extends FileSet {
  readings: Map<string, NonNullable<Reading>>;
  remove(): void;
}

/**
 * Lays readings out in a folder of our own: a link per whole file, a copy of what follows the
 * offset of a grown one, and the manifest. The engine thus sees one plain pattern, and no path of a
 * user becomes part of a statement.
 */
export async function layOut(directory: string, readings: readonly NonNullable<Reading>[]): Promise<LaidOut> {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const placed = new Map<string, NonNullable<Reading>>();
  for (const [place, reading] of readings.entries()) {
    const name = `${String(place).padStart(7, '0')}.log`;
    placed.set(name, reading);
    await put(reading, join(directory, name));
  }
  const manifest = [...placed].map(
    ([
      file,
      {
        file: { path },
      },
    ]) => `${JSON.stringify({ file, path })}\n`,
  );
  writeFileSync(join(directory, 'manifest.jsonl'), manifest.join(''));
  return { directory, readings: placed, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

async function put({ file, from, mark }: NonNullable<Reading>, target: string): Promise<void> {
  if (from === 0) {
    symlinkSync(resolve(file.path), target);
    return;
  }
  if (mark.readTo <= from) {
    writeFileSync(target, '');
    return;
  }
  await pipeline(
    createReadStream(file.path, { start: from, end: mark.readTo - 1 }),
    createWriteStream(target),
  );
}
