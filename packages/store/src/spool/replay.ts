import { type FileHandle, open } from 'node:fs/promises';
import type { SpoolRecord } from '@exchequer/model';
import { callOf, kindOf, linesIn } from './line.ts';
import { OpenCalls } from './open-calls.ts';
import { type Segment, segmentFile } from './segments.ts';
import type { SpoolRecovery } from './spool.ts';

const chunkBytes = 1024 * 1024;

/** What former lives left in a folder. */
export interface Remains {
  segments: Segment[];
  /** Calls without an end. */
  open: OpenCalls;
  /** Usage records in the segments. */
  found: number;
  damaged: SpoolRecovery['damaged'][number][];
}

/** Reads all segments of former lives in order, pairs their records, and cuts torn ends off. */
export async function replay(folder: string, numbers: readonly number[]): Promise<Remains> {
  const remains: Remains = { segments: [], open: new OpenCalls(), found: 0, damaged: [] };
  for (const number of numbers) {
    const file = segmentFile(folder, number);
    const handle = await open(file, 'r+');
    try {
      const bytes = await replaySegment(handle, number, remains);
      await handle.datasync();
      remains.segments.push({
        ...{ number, file, fd: null, before: 0, bytes, durable: bytes },
        ...{ formerLife: true, sealed: true, firstAt: (await handle.stat()).birthtime },
      });
    } finally {
      await handle.close();
    }
  }
  return remains;
}

/** Returns the length up to the last whole line; what stands behind it was being written at the end. */
async function replaySegment(handle: FileHandle, number: number, remains: Remains): Promise<number> {
  let at = 0;
  let size = chunkBytes;
  for (;;) {
    const chunk = Buffer.allocUnsafe(size);
    const { bytesRead } = await handle.read(chunk, 0, size, at);
    const before = at;
    for (const line of linesIn(chunk.subarray(0, bytesRead), at)) {
      at = line.at + line.bytes;
      if (line.text) take(line.text, number, remains);
      else remains.damaged.push({ segment: number, at: line.at, bytes: line.bytes });
    }
    if (bytesRead < size) {
      await cut(handle, number, at, before + bytesRead, remains);
      return at;
    }
    size = at === before ? size * 4 : chunkBytes;
  }
}

async function cut(
  handle: FileHandle,
  number: number,
  at: number,
  end: number,
  remains: Remains,
): Promise<void> {
  if (end <= at) return;
  remains.damaged.push({ segment: number, at, bytes: end - at });
  await handle.truncate(at);
  await handle.sync();
}

function take(text: Buffer, segment: number, remains: Remains): void {
  const kind = kindOf(text);
  if (!kind) return;
  const call = callOf(text, kind);
  if (kind === 'admit') remains.open.admit(call, segment, Buffer.from(text));
  else if (kind === 'progress') remains.open.progress(call, outputOf(text));
  else remains.open.end(call);
  if (kind === 'usage') remains.found += 1;
}

const outputOf = (text: Buffer): number => {
  const record = JSON.parse(text.toString('utf8')) as SpoolRecord;
  return record.kind === 'progress' ? record.output : 0;
};
