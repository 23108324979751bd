import type { NormalisedUsage, SpoolRecord } from '@exchequer/model';
import type { AdmitRecord, Spool } from './spool.ts';

/** Records and shipping for tests of the spool and of its fault test's process. */
const event = (call: string, own: Partial<NormalisedUsage>): NormalisedUsage => ({
  workspace: 'live',
  source: 'gateway',
  source_event_id: call,
  occurred_at: '2026-11-21T10:00:00.000Z',
  tool: '',
  provider: 'openai',
  model: 'gpt-5.4',
  requests: 1,
  uncached_input: 100,
  aliases: [],
  ...own,
});

export const admit = (call: string, own: Partial<NormalisedUsage> = {}): AdmitRecord => ({
  kind: 'admit',
  call,
  held: '0.01',
  usage: event(call, own),
});

export const usage = (
  call: string,
  output: number,
  own: Partial<NormalisedUsage> = {},
): Extract<SpoolRecord, { kind: 'usage' }> => ({
  kind: 'usage',
  call,
  usage: event(call, { output, ...own }),
});

export const usageOf = (lines: readonly Buffer[]): NormalisedUsage[] =>
  lines.map((line) => (JSON.parse(line.toString('utf8')) as { usage: NormalisedUsage }).usage);

export const callsIn = (rows: readonly NormalisedUsage[]): string[] => rows.map((row) => row.source_event_id);

/** Ships all that is written, in batches of some size. */
export async function shipAll(spool: Spool, records = 7): Promise<NormalisedUsage[]> {
  await spool.sync();
  const rows: NormalisedUsage[] = [];
  for (;;) {
    const batch = await spool.next({ records, bytes: records * 1_000 });
    if (!batch) return rows;
    rows.push(...usageOf(batch.lines));
    await spool.acknowledge(batch);
  }
}
