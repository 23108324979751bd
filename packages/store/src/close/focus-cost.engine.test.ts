import { type NormalisedUsage, parseUsd } from '@exchequer/model';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ChargeBench, event, openBench } from '../charge/charge.test-kit.ts';
import { focusRows } from './focus.ts';
import { focusUsageCost } from './focus-cost.ts';
import type { CloseOptions } from './options.ts';

let at: ChargeBench;
let workspace = '';
let nth = 0;

beforeAll(async () => {
  at = await openBench();
});
afterAll(() => at.close());
beforeEach(async () => {
  workspace = `w${++nth}`;
  await at.sql`insert into workspace (key, name) values (${workspace}, ${workspace})`;
});

const autumn = { from: '2026-09-01', to: '2026-12-01', by: 'occurred' } as const;

async function book(...events: [string, Partial<NormalisedUsage>][]) {
  const usage = events.map(([id, over]) => event(id, { ...over, workspace }));
  await at.journal.book(workspace, usage);
  expect((await at.charges.catchUp()).failed).toBe(0);
}

/** What the rows that a file would hold sum to. */
async function ofRows(range: typeof autumn | { from: string; to: string; by: 'occurred' }): Promise<bigint> {
  const options: Pick<CloseOptions, 'sql' | 'engine' | 'prices' | 'directory' | 'company'> = {
    sql: at.sql,
    engine: at.engine,
    prices: { row: async () => null },
    directory: { teamNames: async () => new Map(), employments: async () => [] },
    company: () => ({ name: '', timeZone: at.zone.name }),
  };
  let sum = 0n;
  for await (const row of focusRows(options as CloseOptions, { workspace, range })) {
    sum += parseUsd(row.EffectiveCost ?? '');
  }
  return sum;
}
const ofProof = (range: Parameters<typeof ofRows>[0]) => focusUsageCost(at, workspace, range);
const charged = async () => parseUsd((await at.charges.reconcileUsage(workspace, autumn)).journal.amount);

describe('the cost of the usage in a FOCUS file', () => {
  test('is the sum of its rows, whatever they say and however they were corrected', async () => {
    await book(
      ['1', { project: 'a:b', repo: 'c' }],
      ['2', { project: 'a', repo: 'b:c', output: 5 }],
      ['3', { project: 'Größe \u{1F4B0}', output: 7 }],
      ['4', { model: 'mystery' }],
      ['5', { billing_mode: 'subscription' }],
      ['6', { provider: 'q', occurred_at: '2026-10-31T23:30:00.000Z', output: 11 }],
    );
    at.team.id = 'team_2';
    await at.journal.rebook(workspace, 'attribution', { sql: "project = 'a'", params: {} });
    at.team.id = '';
    await at.charges.catchUp();
    const whole = await ofProof(autumn);
    expect(whole).toBe(await charged());
    expect(whole).toBe(await ofRows(autumn));
    const october = { from: '2026-10-01', to: '2026-10-31', by: 'occurred' } as const;
    expect(await ofProof(october)).toBe(await ofRows(october));
    expect(await ofProof(october)).toBe(whole - 33_000_000n);
  });

  test('is the sum of its rows where batches were cut into the days of different zones', async () => {
    await book(['1', { occurred_at: '2026-10-31T23:30:00.000Z' }]);
    at.zone.name = 'Asia/Tokyo';
    await book(['2', { occurred_at: '2026-10-31T23:30:00.000Z', output: 10 }]);
    const october = { from: '2026-10-01', to: '2026-11-01', by: 'occurred' } as const;
    const [first, all] = [await ofProof(october), await ofProof(autumn)];
    at.zone.name = 'UTC';
    expect(first).toBe(3_000_000_000_000n);
    expect(all).toBe(3_000_030_000_000n);
    expect(await ofRows(october)).toBe(first);
    expect(await ofRows(autumn)).toBe(all);
  });

  test('leaves out what the books charge to something else, as the rows do', async () => {
    await book(['1', { project: 'told' }], ['2', { project: 'other', output: 5 }]);
    await at.sql.begin(async (sql) => {
      await sql`alter table charge disable trigger user`;
      await sql`update charge set project = 'changed' where workspace = ${workspace} and project = 'other'`;
      await sql`alter table charge enable trigger user`;
    });
    expect(await ofProof(autumn)).toBe((await charged()) - 15_000_000n);
    expect(await ofProof(autumn)).toBe(await ofRows(autumn));
  });

  test('is nothing where nothing is charged', async () => {
    expect(await ofProof(autumn)).toBe(0n);
  });
});
