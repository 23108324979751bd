import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AnalyticsEngine, openEngine } from '@exchequer/store/analytics/engine';
import { journalDdl } from '@exchequer/store/analytics/journal';
import { rollupDdl } from '@exchequer/store/analytics/rollup';
import { companyTimeZone, insertCompany } from './company.ts';

const step = 1_000_000;
/** The stored tables; the writer's working tables hold nothing between bookings. */
const ddl = () =>
  [...journalDdl(null), ...rollupDdl({ timeZone: companyTimeZone, cluster: null })].filter(
    (statement) => !statement.endsWith('ENGINE = Memory'),
  );

/** Opens the bench's data, building it first where it is absent or of another shape. */
export async function openCompany(
  benchFolder: string,
  events: number,
  say: (line: string) => void,
): Promise<AnalyticsEngine> {
  const folder = join(benchFolder, folderName(events));
  const done = join(folder, 'complete');
  if (existsSync(done)) {
    say(`data: ${folder}, kept from an earlier run`);
    return openEngine({ path: join(folder, 'clickhouse') });
  }
  dropOthers(benchFolder, events);
  mkdirSync(folder, { recursive: true });
  const engine = await openEngine({ path: join(folder, 'clickhouse') });
  await build(engine, events, say);
  writeFileSync(done, new Date().toISOString());
  return engine;
}

/** The name says the shape of tables and rows, so that other data is never taken for it. */
function folderName(events: number): string {
  const shape = createHash('sha256').update([...ddl(), insertCompany(0, 1, events)].join('\n'));
  return `query-${events}-${shape.digest('hex').slice(0, 12)}`;
}

function dropOthers(benchFolder: string, events: number): void {
  mkdirSync(benchFolder, { recursive: true });
  for (const name of readdirSync(benchFolder)) {
    if (name.startsWith(`query-${events}-`)) rmSync(join(benchFolder, name), { recursive: true });
  }
}

async function build(engine: AnalyticsEngine, events: number, say: (line: string) => void): Promise<void> {
  const started = performance.now();
  for (const statement of ddl()) await engine.command(statement);
  for (let at = 0; at < events; at += step) {
    await engine.command(insertCompany(at, Math.min(at + step, events), events));
    const seconds = (performance.now() - started) / 1000;
    const left = (seconds / (at + step)) * Math.max(0, events - at - step);
    if (at % (10 * step) === 0) {
      say(
        `building ${Math.min(at + step, events)} of ${events} events, ${seconds.toFixed(0)} s, ${left.toFixed(0)} s left`,
      );
    }
  }
  say(
    `built ${events} events in ${((performance.now() - started) / 1000).toFixed(0)} s through the journal and its views`,
  );
}
