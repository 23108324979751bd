import { mkdirSync } from 'node:fs';
import { SpoolFailure } from './failure.ts';
import { FolderSpool } from './folder-spool.ts';
import { lineOf } from './line.ts';
import { interruptedEnd } from './open-calls.ts';
import { type OwnedFolder, ownFolder } from './owner.ts';
import { type Remains, replay } from './replay.ts';
import { segmentNumbers } from './segments.ts';
import {
  type AdmitRecord,
  type Spool,
  type SpoolLimits,
  type SpoolOptions,
  type SpoolRecovery,
  usualSpoolLimits,
} from './spool.ts';
import { SpoolWriter } from './writer.ts';

/**
 * Opens the spool of a folder, takes over what a former life left in it, and writes down estimated usage
 * for the calls that it did not end.
 * @throws SpoolFailure `spool-owned` while another process has the folder, `spool-unusable` where it cannot be used
 */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { folder, life, now } = options;
  const limits = soundLimits({ ...usualSpoolLimits, ...options.limits });
  const log = options.log ?? (() => undefined);
  let owned: OwnedFolder | null = null;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    owned = ownFolder(folder, life, now);
    const numbers = segmentNumbers(folder);
    const remains = await replay(folder, numbers);
    const first = (numbers.at(-1) ?? 0) + 1;
    const writer = new SpoolWriter({ folder, life, limits, now, log, first, segments: remains.segments });
    const recovery = await recover(remains, writer);
    return new FolderSpool({ folder, life, now, limits, log, owned, writer, recovery });
  } catch (cause) {
    owned?.release();
    if (cause instanceof SpoolFailure) throw cause;
    throw new SpoolFailure(
      'spool-unusable',
      `the spool ${folder} cannot be used: ${(cause as Error).message}`,
      'Make the folder writable for the gateway, or give it another home.',
      cause,
    );
  }
}

/** One segment is a small part of the whole, so that what is shipped frees space step by step. */
const soundLimits = (limits: SpoolLimits): SpoolLimits => ({
  ...limits,
  segmentBytes: Math.min(limits.segmentBytes, Math.floor(limits.totalBytes / 8)),
  resumeBytes: Math.min(limits.resumeBytes, Math.floor(limits.totalBytes * 0.9)),
});

/** Ends what a former life left open. Dying in the middle of it is harmless: the rest is found again. */
async function recover({ open, found, damaged }: Remains, writer: SpoolWriter): Promise<SpoolRecovery> {
  const interrupted: string[] = [];
  for (const { call, text, output } of open.all()) {
    const admit = JSON.parse(text.toString('utf8')) as AdmitRecord;
    writer.append(lineOf(interruptedEnd(admit, output)));
    interrupted.push(call);
  }
  await writer.durable(writer.last);
  return { found, interrupted, damaged, position: writer.last };
}
