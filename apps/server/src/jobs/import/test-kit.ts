import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type PriceQuestion, pico, pricedClasses, type UnitPrices } from '@exchequer/model';
import type { ImportProgress } from '@exchequer/model/contract';
import { type AnalyticsEngine, openEngine } from '@exchequer/store/analytics/engine';
import { createJournal, journalDdl } from '@exchequer/store/analytics/journal';
import { createImports, type ImportRequest, type ImportService } from './index.ts';
import type { ImportOptions } from './service.ts';

/** An import service on a real engine and a home of its own, without a database. */
export interface TestImports {
  home: string;
  engine: AnalyticsEngine;
  options: ImportOptions;
  imports: ImportService;
  /** Imports and waits for the end. */
  run(request: Partial<ImportRequest> & Pick<ImportRequest, 'kind'>): Promise<ImportProgress>;
  /** Writes a file below the home and returns its path. */
  write(name: string, text: string): string;
  /** A service that remembers nothing, on an empty journal. */
  fresh(): Promise<ImportService>;
  totals(groupBy?: string): Promise<Record<string, Totals>>;
  close(): Promise<void>;
}

export type Totals = Record<'requests' | (typeof classes)[number], number>;

export const classes = [
  'uncached_input',
  'cache_read',
  'cache_write_5m',
  'cache_write_1h',
  'cache_write_unknown',
  'output',
] as const;

const flat = Object.fromEntries(pricedClasses.map((name) => [name, pico(1_000_000n)])) as UnitPrices;
const answer = (question: PriceQuestion) => ({ question, slices: [], base: flat, ceiling: flat });

export async function testImports(): Promise<TestImports> {
  const home = mkdtempSync(join(tmpdir(), 'exchequer-import-'));
  const engine = await openEngine({ path: join(home, 'clickhouse'), readers: 1 });
  for (const statement of journalDdl(null)) await engine.command(statement);
  const intake = createJournal({
    engine,
    prices: async (questions) => questions.map(answer),
    identities: async (_workspace, questions) => questions.map((question) => ({ question, slices: [] })),
  });
  let serial = 0;
  const options: ImportOptions = {
    sql: null,
    engine,
    intake,
    home,
    machine: { home, variables: {}, platform: 'linux' },
    now: () => new Date(),
    newId: () => `t${++serial}`,
    log: () => undefined,
  };
  const kit: TestImports = {
    home,
    engine,
    options,
    imports: createImports(options),
    run: async (request) => {
      const started = kit.imports.start({ workspace: 'live', ...request });
      return kit.imports.finished(started.id);
    },
    write: (name, text) => {
      const path = join(home, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return path;
    },
    fresh: async () => {
      await engine.command('TRUNCATE TABLE usage_journal');
      await engine.command('TRUNCATE TABLE usage_identity');
      kit.imports = createImports(options);
      return kit.imports;
    },
    totals: (groupBy = "''") => totals(engine, groupBy),
    close: async () => {
      await kit.imports.close();
      await engine.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
  return kit;
}

async function totals(engine: AnalyticsEngine, groupBy: string): Promise<Record<string, Totals>> {
  const sums = ['requests', ...classes].map((name) => `sum(${name}) AS ${name}_sum`).join(', ');
  const rows = await engine.queryAsWriter<Record<string, string>>(
    `SELECT toString(${groupBy}) AS group_key, ${sums} FROM usage_journal WHERE metered = 1 GROUP BY group_key
     HAVING requests_sum != 0 ORDER BY group_key`,
  );
  return Object.fromEntries(
    rows.map((row) => [
      row.group_key || '(all)',
      Object.fromEntries(
        ['requests', ...classes].map((name) => [name, Number(row[`${name}_sum`])]),
      ) as Totals,
    ]),
  );
}
