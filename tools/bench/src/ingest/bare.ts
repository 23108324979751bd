import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '@exchequer/store/analytics/engine';
import { journalDdl } from '@exchequer/store/analytics/journal';

/** Takes journal rows out of a stopped tower's home, for the insert without the pipeline. */
export async function exportRows(home: string, events: number, file: string): Promise<number> {
  const engine = await openEngine({ path: join(home, 'clickhouse'), readers: 0 });
  const rows = await engine.queryAsWriter<object>('SELECT * FROM usage_journal LIMIT {events:UInt64}', {
    events,
  });
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  await engine.close();
  return rows.length;
}

/** Rows per insert: as many as the pipeline's own groups hold at most, the kindest case for the bare engine. */
const rowsPerInsert = 50_000;

/** Inserts the rows as they are into an empty journal of a new engine; returns seconds until they can be counted. */
export async function bareInsert(file: string): Promise<{ rows: number; seconds: number }> {
  const home = mkdtempSync(join(tmpdir(), 'exchequer-bare-'));
  const engine = await openEngine({ path: home, readers: 0 });
  for (const statement of journalDdl(null)) await engine.command(statement);
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const inserts: Buffer[] = [];
  for (let from = 0; from < lines.length; from += rowsPerInsert) {
    inserts.push(Buffer.from(`${lines.slice(from, from + rowsPerInsert).join('\n')}\n`));
  }
  const started = process.hrtime.bigint();
  for (const insert of inserts) await engine.insertJsonLines('usage_journal', insert);
  const [counted] = await engine.queryAsWriter<{ n: string }>('SELECT count() AS n FROM usage_journal');
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  await engine.close();
  rmSync(home, { recursive: true, force: true });
  if (Number(counted?.n) !== lines.length) throw new Error(`${counted?.n} of ${lines.length} rows arrived`);
  return { rows: lines.length, seconds };
}
