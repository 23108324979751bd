import { rm } from 'node:fs/promises';
import { lineOf, lineOfText } from './line.ts';
import type { OpenCall, OpenCalls } from './open-calls.ts';
import type { Segment } from './segments.ts';
import { type SpoolWriter, syncFolder } from './writer.ts';

/** Copies between two looks at what else the process has to do. */
const copiesAtOnce = 100;

/**
 * Deletes the oldest segment, of which everything is shipped. Calls that were admitted in it and run on
 * are copied to the newest one first; ends and copies are made durable before it goes. Waiting for
 * the deletion itself keeps segments from vanishing in another order than this.
 */
export async function retire(
  segment: Segment,
  calls: OpenCalls,
  writer: SpoolWriter,
  folder: string,
): Promise<void> {
  const held = calls.heldBy(segment.number);
  for (let at = 0; at < held.length; at += copiesAtOnce) {
    for (const call of held.slice(at, at + copiesAtOnce)) copy(call, calls, writer);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await writer.durable(writer.last);
  await rm(segment.file, { force: true });
  await syncFolder(folder);
}

function copy(open: OpenCall, calls: OpenCalls, writer: SpoolWriter): void {
  if (!calls.has(open)) return;
  writer.append(lineOfText(open.text.toString('utf8')));
  open.segment = writer.current.number;
  if (open.output !== null) {
    writer.append(lineOf({ kind: 'progress', call: open.call, output: open.output }));
  }
}
