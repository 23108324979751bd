import { type AnalyticsEngine, quoteText } from '../engine/index.ts';
import { type RollupSetting, rollupTable, viewDdl } from './ddl.ts';
import { type Rollup, rollups } from './level.ts';
import { selectRollup } from './select.ts';

/** A month of a rollup, such as 202603: the unit that is replaced at once. */
export interface RollupMonth {
  rollup: string;
  month: string;
}

const firstOf = (month: string): string => `toDate('${month.slice(0, 4)}-${month.slice(4)}-01')`;

/**
 * Replaces months of rollups with what the journal says, each month in one step, so that readers
 * see either all of the old or all of the new. Nothing may be booked meanwhile.
 * @throws RollupsNotRebuilt on a cluster, where each shard holds its own part
 */
export async function rebuildMonths(
  engine: AnalyticsEngine,
  setting: RollupSetting,
  months: readonly RollupMonth[],
): Promise<void> {
  if (months.length > 0 && setting.cluster) throw new RollupsNotRebuilt(months);
  for (const rollup of rollups) {
    const own = months.filter((one) => one.rollup === rollup.name);
    for (const { month } of own) await rebuildMonth(engine, setting, rollup, month);
  }
}

/** The server knows what differs and cannot put it right by itself. */
export class RollupsNotRebuilt extends Error {
  readonly code = 'rollups-differ';
  readonly fix =
    'On each shard, refill the named months of its local rollup tables from its local journal, as docs describe for rollups.';

  constructor(months: readonly RollupMonth[]) {
    super(`rollups differ from the journal in ${months.map((m) => `${m.rollup} ${m.month}`).join(', ')}`);
  }
}

async function rebuildMonth(
  engine: AnalyticsEngine,
  setting: RollupSetting,
  rollup: Rollup,
  month: string,
): Promise<void> {
  const scratch = `${rollup.name}_rebuild`;
  await engine.command(`DROP TABLE IF EXISTS ${scratch}`);
  for (const statement of rollupTable(rollup, setting.cluster, scratch)) await engine.command(statement);
  for (const where of await partsOf(engine, rollup, setting.timeZone, month)) {
    const from = rollup.feed;
    await engine.command(`INSERT INTO ${scratch} ${selectRollup(rollup, setting.timeZone, { from, where })}`);
  }
  const [row] = await engine.queryAsWriter<{ rows: string }>(`SELECT count() AS rows FROM ${scratch}`);
  await engine.command(
    Number(row?.rows ?? 0) > 0
      ? `ALTER TABLE ${rollup.name} REPLACE PARTITION ${month} FROM ${scratch}`
      : `ALTER TABLE ${rollup.name} DROP PARTITION ${month}`,
  );
  await engine.command(`DROP TABLE ${scratch}`);
}

/** Rows of the journal that are summed at once; more would need gigabytes for their groups. */
const rowsAtOnce = 2_000_000;

/** Conditions on the feed that together make the month; a large month of the journal is read by days. */
async function partsOf(
  engine: AnalyticsEngine,
  rollup: Rollup,
  timeZone: string,
  month: string,
): Promise<string[]> {
  const first = firstOf(month);
  if (rollup.feed === 'usage_journal') {
    const whole = `toYYYYMM(j.occurred_at) = ${month}`;
    const days = await engine.queryAsWriter<{ day: string; rows: string }>(
      `SELECT toDate(j.occurred_at) AS day, count() AS rows FROM usage_journal AS j WHERE ${whole} GROUP BY day ORDER BY day`,
    );
    const rows = days.reduce((sum, day) => sum + Number(day.rows), 0);
    return rows <= rowsAtOnce ? [whole] : days.map(({ day }) => dayOfJournal(day));
  }
  if (rollup.grain === 'quarter') return [`toYYYYMM(j.bucket) = ${month}`];
  // A local month reaches a day into the months beside it at most.
  const near = `j.bucket >= toDateTime(${first} - 1, 'UTC') AND j.bucket < toDateTime(addMonths(${first}, 1) + 1, 'UTC')`;
  return [`${near} AND toYYYYMM(toDate(j.bucket, ${quoteText(timeZone)})) = ${month}`];
}

const dayOfJournal = (day: string): string =>
  `j.occurred_at >= toDateTime(toDate('${day}'), 'UTC') AND j.occurred_at < toDateTime(toDate('${day}') + 1, 'UTC')`;

/** Replaces the views that cut days, after the company's time zone changed. */
export async function replaceDayViews(engine: AnalyticsEngine, setting: RollupSetting): Promise<void> {
  const on = setting.cluster ? ` ON CLUSTER '${setting.cluster}'` : '';
  for (const rollup of rollups.filter(({ grain }) => grain === 'day')) {
    await engine.command(`DROP VIEW IF EXISTS ${rollup.name}_feed${on}`);
    await engine.command(viewDdl(rollup, setting));
  }
}
