import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatUsd, parseUsd } from '@exchequer/model';
import { describe, expect, test } from 'vitest';
import { readCsv } from './csv-records.ts';
import { take, takePath } from './take.test-kit.ts';

const columns =
  'BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ServiceCategory,ServiceName,ProviderName,ConsumedQuantity,ConsumedUnit,SkuMeter,SkuPriceDetails,Tags,AvailabilityZone';
const charge = (over: Record<string, string>): string => {
  const row: Record<string, string> = {
    BilledCost: '1.50',
    EffectiveCost: '1.25',
    BillingCurrency: 'USD',
    ChargeCategory: 'Usage',
    ChargePeriodStart: '2026-02-10 00:00:00',
    ChargePeriodEnd: '2026-02-11 00:00:00',
    ServiceCategory: 'AI and Machine Learning',
    ServiceName: 'Model API',
    ProviderName: 'OpenAI',
    ConsumedQuantity: '1000',
    ConsumedUnit: 'Tokens',
    SkuMeter: 'Input Tokens',
    SkuPriceDetails: '"{""x_Model"":""gpt-5""}"',
    Tags: 'NULL',
    AvailabilityZone: 'NULL',
    ...over,
  };
  return columns
    .split(',')
    .map((name) => row[name])
    .join(',');
};
const file = (...rows: string[]) => take('focus', `${columns}\n${rows.join('\n')}\n`);

describe('a FOCUS file', () => {
  test('books the tokens of an AI charge in the class of its meter, with the effective cost as reported', async () => {
    const { rows, rejects } = await file(
      charge({}),
      charge({ SkuMeter: 'Output Tokens', ConsumedQuantity: '0.25', ConsumedUnit: '1K Tokens' }),
      charge({ SkuMeter: 'Cache Read Tokens', ConsumedQuantity: '7' }),
      charge({ SkuMeter: 'Cache Write Tokens', ConsumedQuantity: '9' }),
    );
    expect(rejects).toEqual([]);
    expect(rows).toMatchObject([
      { uncached_input: 1000, provider: 'openai', model: 'gpt-5', reported_cost: '1.25', requests: 0 },
      { output: 250 },
      { cache_read: 7 },
      { cache_write_unknown: 9 },
    ]);
  });

  test('a charge for something else than tokens, a credit too, is booked as cost alone', async () => {
    const { rows } = await file(
      charge({ ConsumedUnit: 'Hours', SkuMeter: 'Compute' }),
      charge({ ChargeCategory: 'Credit', BilledCost: '-3', EffectiveCost: '-2.5' }),
    );
    expect(rows[0]).toMatchObject({ reported_cost: '1.25' });
    expect(rows[0]?.uncached_input).toBeUndefined();
    expect(rows[1]).toMatchObject({ reported_cost: '-2.5', flags: 'charge-credit' });
  });

  test('other cloud cost is counted and summed, never usage', async () => {
    const { rows, notes } = await file(
      charge({ ServiceCategory: 'Compute' }),
      charge({ ServiceCategory: 'Storage', EffectiveCost: 'NULL' }),
    );
    expect(rows).toEqual([]);
    expect(notes).toEqual(['2 rows: other cloud cost, not AI usage: counted here, not booked ($2.75)']);
  });

  test('shifted rows, other currencies and tokens without a class are refused with line and fix', async () => {
    const { rows, rejects } = await file(
      charge({ AvailabilityZone: '0.24000000' }),
      charge({ BillingCurrency: 'EUR' }),
      charge({ SkuMeter: 'Things' }),
      charge({ ConsumedQuantity: '1.5' }),
    );
    expect(rows).toEqual([]);
    expect(rejects.map((reject) => [reject.line, reject.error.slice(0, 32)])).toEqual([
      [2, 'the cells of this row are shifte'],
      [3, 'the row is billed in EUR'],
      [4, 'the row counts tokens but its me'],
      [5, 'ConsumedQuantity "1.5" is no who'],
    ]);
  });

  test('a restated charge keeps its name while its amounts change', async () => {
    const first = await file(charge({}));
    const restated = await file(charge({ EffectiveCost: '1.3', ConsumedQuantity: '1010' }));
    expect(restated.rows[0]?.source_event_id).toBe(first.rows[0]?.source_event_id);
  });

  test('a file that is no FOCUS file is refused by the columns it lacks', async () => {
    const { rejects } = await take('focus', 'a,b\n1,2\n');
    expect(rejects[0]?.error).toMatch(/no column BilledCost, ServiceCategory/);
  });
});

const shared = join(import.meta.dirname, '../../../../../shared/data/focus');
const hasSample = existsSync(shared);
if (!hasSample) process.stdout.write(`\nskipped: FOCUS sample sums, since ${shared} is not there\n`);

describe.skipIf(!hasSample)('the public FOCUS sample', () => {
  const path = join(shared, 'focus_sample_1000.csv');
  const expected = hasSample
    ? JSON.parse(readFileSync(join(shared, 'expected.json'), 'utf8'))['focus_sample_1000.csv']
    : {};
  const costs = ['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost'] as const;

  async function sumsBy(key: string | null) {
    const sums = new Map<string, Record<string, bigint>>();
    for await (const portion of readCsv(path, () => null)) {
      for (const record of portion.records) {
        const group = key ? record.get(key) : 'all';
        const sum = sums.get(group) ?? { rows: 0n };
        sum.rows = (sum.rows ?? 0n) + 1n;
        for (const name of costs) sum[name] = (sum[name] ?? 0n) + parseUsd(record.get(name) || '0');
        sums.set(group, sum);
      }
    }
    return sums;
  }

  test.each([
    [null, 'totals'],
    ['ProviderName', 'by_provider'],
    ['ServiceCategory', 'by_service_category'],
    ['ChargeCategory', 'by_charge_category'],
  ])('its costs sum exactly, by %s', async (key, name) => {
    const sums = await sumsBy(key);
    const groups = Object.entries<Record<string, unknown>>(key ? expected[name] : { all: expected[name] });
    expect(sums.size).toBe(groups.length);
    for (const [group, want] of groups) {
      const got = sums.get(group) ?? {};
      expect(Number(got.rows)).toBe(want.rows);
      for (const cost of costs) expect(formatUsd(got[cost] ?? 0n)).toBe(want[cost]);
    }
  });

  test('its shifted Microsoft rows are refused by line, and all else is other cloud cost', async () => {
    const { rows, rejects, notes } = await takePath('focus', path);
    expect(rows).toEqual([]);
    expect(rejects.length).toBe(expected.hostile.rows_with_a_number_in_AvailabilityZone.rows);
    expect(
      rejects.every((reject) => reject.line !== null && reject.excerpt.includes('ProviderName=Microsoft')),
    ).toBe(true);
    expect(notes).toEqual(['949 rows: other cloud cost, not AI usage: counted here, not booked ($13)']);
  });
});
