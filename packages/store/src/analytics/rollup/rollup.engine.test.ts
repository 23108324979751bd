import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { companyTimeZone, openTestJournal, type TestJournal } from '../query/testing/journal.ts';
import { rebuildRollups, rollups, verifyRollups } from './index.ts';

let journal: TestJournal;
const setting = { timeZone: companyTimeZone, cluster: null };

/** An event on each quarter of an hour around the turn of months and years. */
const rows = Array.from({ length: 600 }, (_, event) => ({
  event,
  at: new Date(Date.parse('2025-12-31T12:30:00Z') + event * 3_600_000 * 5).toISOString(),
  model: `model-${event % 3}`,
  output: event + 1,
  metered: event % 10 === 0 ? 0 : 1,
  cost_list: `0.00000${event % 7}`,
  price_id: 'prc_1',
}));

const sumsOf = async (table: string, measure: string) =>
  (await journal.engine.query<{ s: string }>(`SELECT sum(${measure}) AS s FROM ${table}`))[0]?.s;

const snapshot = () =>
  Promise.all(
    rollups.map(async ({ name }) => [name, await sumsOf(name, 'output'), await sumsOf(name, 'cost_list')]),
  );

beforeAll(async () => {
  journal = await openTestJournal();
  await journal.book(rows);
});
afterAll(() => journal.close());

describe('rollups', () => {
  test('hold what the journal meters, and the collapsed duplicates apart', async () => {
    const [truth] = await journal.engine.query<{ metered: string; collapsed: string }>(
      'SELECT sumIf(j.output, j.metered = 1) AS metered, sumIf(j.output, j.metered = 0) AS collapsed FROM usage_journal AS j',
    );
    for (const { name, metered } of rollups) {
      expect([name, await sumsOf(name, 'tokens')]).toEqual([
        name,
        metered ? truth?.metered : truth?.collapsed,
      ]);
    }
  });

  test('a batch that is inserted twice under one token counts once in every rollup', async () => {
    const before = await snapshot();
    const insert = `INSERT INTO usage_journal SETTINGS insert_deduplication_token = 'batch-7'
      SELECT * REPLACE (toUInt128(90000) AS event_key) FROM usage_journal AS j WHERE j.event_key = 5`;
    await journal.engine.command(insert);
    const once = await snapshot();
    await journal.engine.command(insert);
    expect(await snapshot()).toEqual(once);
    expect(once).not.toEqual(before);
  });

  test('amendments cancel: a reversal and its first booking leave nothing', async () => {
    const day = { at: '2025-06-01T10:00:00.000Z', model: 'gone' };
    await journal.book([{ event: 70_001, ...day, output: 9, requests: 1 }]);
    await journal.book([{ event: 70_001, ...day, output: -9, requests: -1 }]);
    for (const { name } of rollups.filter(({ metered }) => metered === 1)) {
      const [row] = await journal.engine.query<{ o: string; r: string }>(
        `SELECT sum(output) AS o, sum(requests) AS r FROM ${name} WHERE model = 'gone'`,
      );
      expect([name, row]).toEqual([name, { o: '0', r: '0' }]);
    }
  });
});

describe('verification', () => {
  test('finds equal rollups equal, and passes over unchanged months the next time', async () => {
    await verifyRollups(journal.engine, setting);
    expect(await verifyRollups(journal.engine, setting)).toEqual({ compared: 0, rebuilt: [] });
  });

  test('rebuilds the months that an unclean stop left short, and no others', async () => {
    await verifyRollups(journal.engine, setting);
    const whole = await snapshot();
    await journal.engine.command('ALTER TABLE usage_quarter DROP PARTITION 202602');
    await journal.engine.command('ALTER TABLE usage_day DROP PARTITION 202601');
    expect(await snapshot()).not.toEqual(whole);
    const { rebuilt } = await verifyRollups(journal.engine, setting);
    expect(rebuilt).toEqual([
      { rollup: 'usage_quarter', month: '202602' },
      { rollup: 'usage_day', month: '202601' },
    ]);
    expect(await snapshot()).toEqual(whole);
  });

  test('takes out what a rollup has and the journal has not', async () => {
    const whole = await snapshot();
    await journal.engine.command(
      "INSERT INTO usage_day (workspace, day, tokens, requests) VALUES ('live', '2024-05-05', 7, 1)",
    );
    const { rebuilt } = await verifyRollups(journal.engine, setting);
    expect(rebuilt).toEqual([{ rollup: 'usage_day', month: '202405' }]);
    expect(await snapshot()).toEqual(whole);
  });

  test('cuts days anew when the company moves to another time zone', async () => {
    const daysOf = () =>
      journal.engine.query<{ day: string; o: string }>(
        'SELECT day, sum(output) AS o FROM usage_day_brief GROUP BY day ORDER BY day',
      );
    const warsaw = await daysOf();
    await rebuildRollups(journal.engine, { ...setting, timeZone: 'Asia/Kathmandu' });
    const kathmandu = await daysOf();
    expect(kathmandu).not.toEqual(warsaw);
    const truth = await journal.engine.query(
      "SELECT toDate(occurred_at, 'Asia/Kathmandu') AS day, sum(output) AS o FROM usage_journal WHERE metered = 1 GROUP BY day HAVING o != 0 ORDER BY day",
    );
    expect(kathmandu.filter(({ o }) => o !== '0')).toEqual(truth);
    await journal.book([{ event: 80_000, at: '2026-01-01T18:30:00.000Z', output: 5 }]);
    const [row] = await journal.engine.query<{ o: string }>(
      "SELECT sum(output) AS o FROM usage_day WHERE day = '2026-01-02' AND model = ''",
    );
    expect(row?.o).toBe('5');
  });
});
