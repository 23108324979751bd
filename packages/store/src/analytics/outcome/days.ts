import { outcomeMeasureColumns } from '@exchequer/model';
import { type AnalyticsEngine, quoteText } from '../engine/index.ts';
import { tableDdl } from '../journal/index.ts';
import { outcomeDay, outcomeDayFeed, outcomeDaySelect } from './schema.ts';

/** How days of outcomes are cut. */
export interface OutcomeDaySetting {
  timeZone: string;
  cluster: string | null;
}

const scratch = 'outcome_day_rebuild';

/**
 * Cuts the days of outcomes anew from the journal, month by month in one step each. To be called when
 * the company's time zone changes, or when days and journal differ, with nothing being booked.
 * @throws an error with a fix on a cluster, where each shard holds its own part
 */
export async function rebuildOutcomeDays(engine: AnalyticsEngine, setting: OutcomeDaySetting): Promise<void> {
  if (setting.cluster) {
    throw Object.assign(new Error('the days of outcomes differ from their journal'), {
      code: 'rollups-differ',
      fix: 'On each shard, refill outcome_day_local from outcome_journal_local, as docs describe for rollups.',
    });
  }
  await engine.command('DROP VIEW IF EXISTS outcome_day_feed');
  await engine.command(`DROP TABLE IF EXISTS ${scratch}`);
  for (const statement of tableDdl({ ...outcomeDay, name: scratch }, null)) await engine.command(statement);
  await engine.command(`INSERT INTO ${scratch} ${outcomeDaySelect('outcome_journal', setting.timeZone)}`);
  const months = await engine.queryAsWriter<{ month: string; rows: string }>(
    `SELECT toString(month) AS month, toString(sum(own)) AS rows FROM (
       SELECT toYYYYMM(day) AS month, 1 AS own FROM ${scratch} UNION ALL SELECT toYYYYMM(day) AS month, 0 AS own FROM outcome_day
     ) GROUP BY month`,
  );
  for (const { month, rows } of months) {
    await engine.command(
      rows === '0'
        ? `ALTER TABLE outcome_day DROP PARTITION ${Number(month)}`
        : `ALTER TABLE outcome_day REPLACE PARTITION ${Number(month)} FROM ${scratch}`,
    );
  }
  await engine.command(`DROP TABLE ${scratch}`);
  await engine.command(outcomeDayFeed(setting));
}

/** Compares the days with the journal after an unclean stop, and rebuilds them where they differ. */
export async function verifyOutcomeDays(
  engine: AnalyticsEngine,
  setting: OutcomeDaySetting,
): Promise<{ rebuilt: boolean }> {
  const sums = outcomeMeasureColumns.map((name) => `toString(sum(o.${name}))`).join(', ');
  const of = (from: string, day: string) =>
    engine.queryAsWriter(
      `SELECT toString(workspace) AS workspace, toString(${day}) AS day, toString(kind) AS kind, counted, reversed, [${sums}] AS sums
       FROM ${from} AS o GROUP BY workspace, day, kind, counted, reversed
       HAVING arrayExists(s -> toDecimal128(s, 12) != 0, sums) ORDER BY workspace, day, kind, counted, reversed`,
    );
  const [days, journal] = [
    await of('outcome_day', 'o.day'),
    await of('outcome_journal', `toDate(o.occurred_at, ${quoteText(setting.timeZone)})`),
  ];
  const rebuilt = JSON.stringify(days) !== JSON.stringify(journal);
  if (rebuilt) await rebuildOutcomeDays(engine, setting);
  return { rebuilt };
}
