import { describe, expect, test } from 'vitest';
import { readGrantsCsv, readPayCsv } from './index.ts';

const workers = [
  { id: 'wrk_1', name: 'Zoë Źdźbło', externalId: 'E1' },
  { id: 'wrk_2', name: 'Bo', externalId: 'E2' },
  { id: 'wrk_3', name: 'Bo', externalId: '' },
];
const plans = [{ id: 'gpl_1', name: 'Tools' }];

describe('a pay file', () => {
  test('names people by number, id or name, and leaves out what it does not say', () => {
    const text =
      'Worker,effective_on,base,band\nE1,2026-01-01,"250,000",L5\nzoë źdźbło,2026-07-01,260000.50,\n';
    const { rows, errors } = readPayCsv(text, { workers });
    expect(errors).toEqual([]);
    expect(
      rows.map(({ row, pay }) => [row, pay.workerId, pay.base, pay.bonus, pay.currency, pay.band]),
    ).toEqual([
      [2, 'wrk_1', 250_000n * 10n ** 12n, 0n, 'USD', 'L5'],
      [3, 'wrk_1', 26_000_050n * 10n ** 10n, 0n, 'USD', ''],
    ]);
  });

  test('tells each fault by line and column', () => {
    const text =
      'worker,effective_on,base,currency\nBo,2026-01-01,1,\nE1,31.12.2026,-5,usd\nE2,2026-01-01,,\n';
    const { rows, errors } = readPayCsv(text, { workers });
    expect(rows).toEqual([]);
    expect(errors.map(({ row, column }) => `${row} ${column}`)).toEqual([
      '2 worker',
      '3 effective_on',
      '3 currency',
      '3 base',
      '4 base',
    ]);
  });

  test('gives a person and day once', () => {
    const text = 'worker,effective_on,base\nE1,2026-01-01,1\nwrk_1,2026-01-01,2\n';
    expect(readPayCsv(text, { workers }).errors).toMatchObject([
      { row: 3, error: expect.stringContaining('line 2') },
    ]);
  });

  test('with another header is told its columns', () => {
    expect(readPayCsv('name,salary\nx,1\n', { workers }).errors.map(({ column }) => column)).toEqual([
      'worker',
      'effective_on',
      'base',
      'name',
      'salary',
    ]);
    expect(readPayCsv('worker,"base\n', { workers }).errors[0]?.error).toContain('not CSV');
  });
});

test('a file of grants names plan and person, with an end or without', () => {
  const text =
    'plan,worker,starts_on,ends_on\ntools,E1,2026-01-01,\nTools,wrk_2,2026-01-01,2026-07-01\nNone,E1,soon,\n';
  const { rows, errors } = readGrantsCsv(text, { plans, workers });
  expect(rows.map(({ wish }) => [wish.planId, wish.holder.id, wish.endsOn])).toEqual([
    ['gpl_1', 'wrk_1', null],
    ['gpl_1', 'wrk_2', '2026-07-01'],
  ]);
  expect(errors.map(({ row, column }) => `${row} ${column}`)).toEqual(['4 plan', '4 starts_on']);
});
