import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NormalisedUsage, Reject } from '@exchequer/model';
import { tabularImporters } from './index.ts';

const now = new Date('2026-11-21T00:00:00Z');

export interface Taken {
  rows: NormalisedUsage[];
  rejects: Reject[];
  notes: string[];
  bytes: number;
}

export async function takePath(kind: string, path: string, mapping?: Record<string, string>): Promise<Taken> {
  const importer = tabularImporters.find((one) => one.kind === kind);
  if (!importer) throw new Error(`no importer ${kind}`);
  const taken: Taken = { rows: [], rejects: [], notes: [], bytes: 0 };
  for await (const batch of importer.read(path, { workspace: 'live', now, mapping, batchRows: 700 })) {
    taken.rows.push(...batch.rows);
    taken.rejects.push(...batch.rejects);
    taken.notes.push(...batch.notes);
    taken.bytes += batch.bytes;
  }
  return taken;
}

/** Writes the content to a file of its own, reads it, and removes it. */
export async function take(
  kind: string,
  content: string | Buffer,
  mapping?: Record<string, string>,
  ending = '',
) {
  const directory = await mkdtemp(join(tmpdir(), 'exchequer-tabular-'));
  try {
    const json = kind === 'jsonl' || /^\s*[[{]/.test(content.toString().slice(0, 10));
    const path = join(directory, `file${ending || (json ? '.jsonl' : '.csv')}`);
    await writeFile(path, content);
    return await takePath(kind, path, mapping);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
