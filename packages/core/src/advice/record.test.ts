import { describe, expect, test } from 'vitest';
import type { Finding } from './finding.ts';
import { confidenceAfter, type RealisedRecord, ruleRecords, scaledByRecord } from './record.ts';

const dollar = 1_000_000_000_000n;
const record = (
  rule: number,
  promised: number,
  realised: number,
  reach = promised * 0.1,
): RealisedRecord => ({
  rule,
  promised: BigInt(promised) * dollar,
  realised: {
    low: BigInt(Math.round(realised - reach)) * dollar,
    likely: BigInt(realised) * dollar,
    high: BigInt(Math.round(realised + reach)) * dollar,
  },
});
const factorOf = (records: RealisedRecord[], rule: number) => ruleRecords(records).get(rule)?.factor ?? 1;

describe('the record of a rule', () => {
  test('is believed the more, the more often it was measured', () => {
    const failures = (count: number) => Array.from({ length: count }, () => record(5, 1_000, 0));
    const factors = [1, 3, 10, 30].map((count) => factorOf(failures(count), 5));
    expect(factors).toEqual([...factors].sort((a, b) => b - a));
    expect(factors[0]).toBeGreaterThan(0.1);
    expect(factors[3]).toBeLessThan(0.1);
  });

  test('moves little for a measurement that is itself unsure', () => {
    expect(factorOf([record(5, 1_000, 0, 5_000)], 5)).toBeGreaterThan(0.9);
  });

  test('is drawn to what the other rules show', () => {
    const others = Array.from({ length: 10 }, (_, at) => record(1 + (at % 2), 1_000, 500));
    const alone = factorOf([record(9, 1_000, 1_000, 2_000)], 9);
    expect(factorOf([...others, record(9, 1_000, 1_000, 2_000)], 9)).toBeLessThan(alone);
  });

  test('never promises a loss, nor more than half as much again', () => {
    expect(
      factorOf(
        Array.from({ length: 9 }, () => record(5, 100, -900)),
        5,
      ),
    ).toBe(0);
    expect(
      factorOf(
        Array.from({ length: 9 }, () => record(5, 100, 900)),
        5,
      ),
    ).toBe(1.5);
  });

  test('says nothing of a rule that was never measured, or that promised nothing', () => {
    expect(ruleRecords([record(5, 0, 10)]).size).toBe(0);
  });
});

test('confidence is lost by falling short, and won by delivering, once there is enough of either', () => {
  const of = (count: number, realised: number) =>
    ruleRecords(Array.from({ length: count }, () => record(5, 1_000, realised))).get(5);
  expect(confidenceAfter('high', of(1, 0))).toBe('high');
  expect(confidenceAfter('high', of(6, 0))).toBe('low');
  expect(confidenceAfter('low', of(6, 1_000))).toBe('medium');
  expect(confidenceAfter('medium', undefined)).toBe('medium');
});

test('a finding says what is left of its promise, and by what it was scaled', () => {
  const finding = {
    ...{
      rule: 5,
      claim: 'Agent a repeats one call.',
      brings: 'saving',
      basis: 'Counted.',
      confidence: 'high',
    },
    gain: { low: 800n * dollar, likely: 1_000n * dollar, high: 1_200n * dollar, level: 0.8, per: 'month' },
  } as unknown as Finding;
  const records = ruleRecords(Array.from({ length: 20 }, () => record(5, 1_000, 500)));
  const scaled = scaledByRecord(finding, records.get(5));
  expect(Number(scaled.gain.likely) / Number(finding.gain.likely)).toBeCloseTo(0.5, 1);
  expect(scaled.says).toMatch(/^Agent a repeats one call\. Likely saving \$\d{3}–\d{3} a month\.$/);
  expect(scaled.basis).toContain('20 measured');
  expect(scaledByRecord(finding, undefined)).toBe(finding);
});
