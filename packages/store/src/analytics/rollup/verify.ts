import type { AnalyticsEngine } from '../engine/index.ts';
import { quoteText } from '../engine/index.ts';
import type { RollupSetting } from './ddl.ts';
import { type DerivedColumn, type Rollup, rollupMeasures, rollups, timeColumn } from './level.ts';
import { type RollupMonth, rebuildMonths, replaceDayViews } from './rebuild.ts';
import { journalDay } from './select.ts';

/** What verification found, and put right. */
export interface RollupReport {
  /** Months whose tables changed since they were last found equal; only those were compared. */
  compared: number;
  rebuilt: RollupMonth[];
}

/** Sums that are compared: requests, every class, cost, and what the flags stand on. */
const compared: readonly DerivedColumn[] = rollupMeasures.filter(({ name }) =>
  [
    'requests',
    'tokens',
    'uncached_input',
    'cache_read',
    'cache_write_5m',
    'cache_write_1h',
    'output',
    'cost_list',
    'cost_marginal',
    'unpriced_tokens',
    'unattributed_tokens',
  ].includes(name),
);

const checkedTable = 'usage_rollup_checked';

/**
 * Compares every rollup with the journal, month by month, and rebuilds the months that differ. To
 * be called after an unclean stop, before anything is booked. Months whose parts on disk are the
 * same as when they were last found equal are passed over, so that a large journal costs nothing.
 */
export async function verifyRollups(engine: AnalyticsEngine, setting: RollupSetting): Promise<RollupReport> {
  await engine.command(
    `CREATE TABLE IF NOT EXISTS ${checkedTable} (month String, signature String, at DateTime DEFAULT now()) ENGINE = ReplacingMergeTree(at) ORDER BY month`,
  );
  const moved = await timeZoneMoved(engine, setting);
  if (moved) await replaceDayViews(engine, setting);
  const changed = await changedMonths(engine);
  const rebuilt = await differing(engine, setting, [...changed.keys()]);
  await rebuildMonths(engine, setting, rebuilt);
  const after = rebuilt.length > 0 || moved ? await signatures(engine) : changed;
  const lines = [...after].map(([month, signature]) => JSON.stringify({ month, signature }));
  if (lines.length > 0) await engine.insertJsonLines(checkedTable, Buffer.from(lines.join('\n')));
  return { compared: changed.size, rebuilt };
}

/**
 * Cuts days anew: every month of the rollups that hold days of the company is rebuilt from the
 * quarters, which no time zone moves. To be called when the company's time zone changes, with
 * nothing being booked.
 */
export async function rebuildRollups(
  engine: AnalyticsEngine,
  setting: RollupSetting,
): Promise<RollupMonth[]> {
  await replaceDayViews(engine, setting);
  const months = [...(await signatures(engine)).keys()].sort();
  const wanted = rollups
    .filter(({ grain }) => grain === 'day')
    .flatMap(({ name }) => months.map((month) => ({ rollup: name, month })));
  await rebuildMonths(engine, setting, wanted);
  return wanted;
}

/** True where the views cut days in another zone than the company's. */
async function timeZoneMoved(engine: AnalyticsEngine, { timeZone }: RollupSetting): Promise<boolean> {
  const views = await engine.queryAsWriter<{ text: string }>(
    "SELECT create_table_query AS text FROM system.tables WHERE database = currentDatabase() AND name = 'usage_day_feed'",
  );
  return views.some(({ text }) => !text.includes(quoteText(timeZone)));
}

const tables = ['usage_journal', ...rollups.map(({ name }) => name)];

/**
 * What the parts of each month are, of journal and rollups together. Days of a zone reach into the
 * months beside theirs, so a month is signed with its neighbours.
 */
async function signatures(engine: AnalyticsEngine): Promise<Map<string, string>> {
  const rows = await engine.queryAsWriter<{ month: string; signature: string }>(
    `SELECT month, toString(groupBitXor(part)) AS signature FROM (
  SELECT toYYYYMM(addMonths(toDate(concat(substring(partition_id, 1, 4), '-', substring(partition_id, 5, 2), '-01')), step)) AS month,
    cityHash64(table, name, hash_of_all_files, step) AS part
  FROM system.parts ARRAY JOIN [-1, 0, 1] AS step
  WHERE active AND database = currentDatabase() AND table IN (${tables.flatMap((t) => [quoteText(t), quoteText(`${t}_local`)]).join(', ')})
) GROUP BY month`,
  );
  return new Map(rows.map(({ month, signature }) => [String(month), signature]));
}

async function changedMonths(engine: AnalyticsEngine): Promise<Map<string, string>> {
  const [now, checked] = await Promise.all([
    signatures(engine),
    engine.queryAsWriter<{ month: string; signature: string }>(
      `SELECT month, argMax(signature, at) AS signature FROM ${checkedTable} GROUP BY month`,
    ),
  ]);
  const known = new Map(checked.map(({ month, signature }) => [month, signature]));
  return new Map([...now].filter(([month, signature]) => known.get(month) !== signature));
}

/** Months of rollups whose sums are not the journal's. */
async function differing(
  engine: AnalyticsEngine,
  { timeZone }: RollupSetting,
  months: readonly string[],
): Promise<RollupMonth[]> {
  if (months.length === 0) return [];
  const [byUtc, byLocal] = await Promise.all([
    journalSums(engine, 'toYYYYMM(j.occurred_at)', months),
    journalSums(engine, `toYYYYMM(${journalDay(timeZone)})`, months),
  ]);
  const found: RollupMonth[] = [];
  for (const rollup of rollups) {
    const own = await rollupSums(engine, rollup, months);
    const truth = rollup.grain === 'quarter' ? byUtc : byLocal;
    for (const month of months) {
      const expected = truth.get(`${month} ${rollup.metered}`) ?? nothing;
      if ((own.get(month) ?? nothing) !== expected) found.push({ rollup: rollup.name, month });
    }
  }
  return found;
}

const nothing = compared.map(() => '0').join(' ');

type SumRow = Record<string, string>;
const textOf = (row: SumRow): string => compared.map(({ name }) => row[name]).join(' ');
const monthList = (months: readonly string[]): string => months.map(Number).join(', ');

async function journalSums(
  engine: AnalyticsEngine,
  month: string,
  months: readonly string[],
): Promise<Map<string, string>> {
  const sums = compared.map(({ name, fromJournal }) => `sum(${fromJournal}) AS ${name}`).join(', ');
  const rows = await engine.queryAsWriter<SumRow>(
    `SELECT ${month} AS month, j.metered AS counted, ${sums} FROM usage_journal AS j
WHERE ${month} IN (${monthList(months)}) GROUP BY month, counted`,
  );
  return new Map(rows.map((row) => [`${row.month} ${row.counted}`, textOf(row)]));
}

async function rollupSums(
  engine: AnalyticsEngine,
  rollup: Rollup,
  months: readonly string[],
): Promise<Map<string, string>> {
  const sums = compared.map(({ name }) => `sum(j.${name}) AS ${name}`).join(', ');
  const month = `toYYYYMM(j.${timeColumn(rollup)})`;
  const rows = await engine.queryAsWriter<SumRow>(
    `SELECT ${month} AS month, ${sums} FROM ${rollup.name} AS j WHERE ${month} IN (${monthList(months)}) GROUP BY month`,
  );
  return new Map(rows.map((row) => [String(row.month), textOf(row)]));
}
