import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import type { FileMark } from '@exchequer/store/imports';
import type { FoundFile } from './find.ts';

/** What of a file must be read: nothing, what follows an offset, or all of it. */
export type Reading = { file: FoundFile; from: number; mark: FileMark } | null;

const headLength = 4096;

/**
 * Compares a file with how it was read last. Unchanged: null. Grown with the same head: only what
 * follows the last complete line, where `append` allows it. Replaced, truncated or rewritten: all.
 * @throws where the file cannot be opened
 */
export function readingOf(file: FoundFile, known: FileMark | undefined, append: boolean): Reading {
  if (
    known &&
    known.size === file.size &&
    known.modifiedMs === file.modifiedMs &&
    known.inode === file.inode
  ) {
    return null;
  }
  const handle = openSync(file.path, 'r');
  try {
    const same =
      known !== undefined && file.size >= known.size && headHash(handle, known.headBytes) === known.headHash;
    const grown = same && file.size > known.size && known.inode === file.inode && append;
    const from = grown ? known.readTo : 0;
    return { file, from, mark: markOf(handle, file, from) };
  } finally {
    closeSync(handle);
  }
}

/** A whole reading of a file that need not have changed. */
export function wholeReading(file: FoundFile): NonNullable<Reading> {
  const handle = openSync(file.path, 'r');
  try {
    return { file, from: 0, mark: markOf(handle, file, 0) };
  } finally {
    closeSync(handle);
  }
}

function markOf(handle: number, file: FoundFile, from: number): FileMark {
  const headBytes = Math.min(headLength, file.size);
  return {
    path: file.path,
    size: file.size,
    modifiedMs: file.modifiedMs,
    inode: file.inode,
    headBytes,
    headHash: headHash(handle, headBytes),
    readTo: endOfLastLine(handle, file.size, from),
  };
}

function headHash(handle: number, bytes: number): string {
  const head = Buffer.alloc(bytes);
  const read = readSync(handle, head, 0, bytes, 0);
  return createHash('sha256').update(head.subarray(0, read)).digest('hex');
}

const step = 65_536;

/** Offset after the last newline, so that a line still being written is read again when complete. */
function endOfLastLine(handle: number, size: number, from: number): number {
  const block = Buffer.alloc(step);
  for (let end = size; end > from; end -= step) {
    const start = Math.max(from, end - step);
    const read = readSync(handle, block, 0, end - start, start);
    const newline = block.subarray(0, read).lastIndexOf(0x0a);
    if (newline >= 0) return start + newline + 1;
  }
  return from;
}
