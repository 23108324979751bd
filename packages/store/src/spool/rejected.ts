import { open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RejectedLine, SpoolBatch } from './spool.ts';

/** At this size the file is put aside; what was put aside before it goes. */
const mostBytes = 16 * 1024 * 1024;

/** Keeps what the tower will never take, with its reason, durably: it leaves the spool with this. */
export async function keepRejected(
  folder: string,
  batch: SpoolBatch,
  rejected: readonly RejectedLine[],
  at: Date,
): Promise<void> {
  const file = join(folder, 'rejected.ndjson');
  const size = await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
  if (size > mostBytes) await rename(file, join(folder, 'rejected.1.ndjson'));
  const handle = await open(file, 'a', 0o600);
  try {
    await handle.appendFile(rejected.map((one) => textOf(batch, one, at)).join(''));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function textOf({ life, segment, lines }: SpoolBatch, { index, error, fix }: RejectedLine, at: Date): string {
  const facts = JSON.stringify({ at: at.toISOString(), life, segment, error, fix });
  const record = lines[index]?.toString('utf8') ?? 'null';
  return `${facts.slice(0, -1)},"record":${record}}\n`;
}
