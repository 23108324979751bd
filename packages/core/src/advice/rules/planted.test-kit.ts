import { parseUsd } from '@exchequer/model';
import { expect, test } from 'vitest';
import { type FactName, type Facts, unknownFacts } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { usualAdvicePolicy } from '../policy.ts';
import { isCannotTell, type Verdict } from '../rule.ts';
import { rules } from './index.ts';

export const usd = (text: string): bigint => parseUsd(text);
/** Dollars, where nothing below a cent matters. */
export const $ = (dollars: number): bigint => BigInt(Math.round(dollars * 100)) * 10_000_000_000n;

/** Thirty days, so that what was counted over them is what comes in a month. */
export const window = { from: '2026-10-01', to: '2026-10-31', days: 30, today: '2026-10-31' };

export const judge = (number: number, known: Partial<Facts>): Verdict => {
  const rule = rules.find((one) => one.number === number);
  if (!rule) throw new Error(`no rule ${number}`);
  return rule.judge({ ...unknownFacts(window), ...known }, usualAdvicePolicy);
};

export const findingsOf = (number: number, known: Partial<Facts>): readonly Finding[] => {
  const verdict = judge(number, known);
  if (isCannotTell(verdict)) throw new Error(`rule ${number} cannot tell: ${verdict.needs}`);
  return verdict;
};

interface Planted<N extends FactName> {
  /** Name of the case that fires, with how its amount is reckoned. */
  fires: string;
  facts: { [K in N]: NonNullable<Facts[K]> };
  gain: { low: bigint; likely: bigint; high: bigint };
  per?: Finding['gain']['per'];
  /** Part of the sentence. */
  says: string;
  misses: string;
  near: { [K in N]: NonNullable<Facts[K]> };
  /** What is missing where a fact is not known. */
  needs: string;
}

/** A case in which a rule fires, one in which it stays silent, and those in which its inputs are missing. */
export function planted<N extends FactName>(number: number, one: Planted<N>): void {
  test(`${number} fires: ${one.fires}`, () => {
    const findings = findingsOf(number, one.facts);
    expect(findings).toHaveLength(1);
    const [finding] = findings as [Finding];
    const { low, likely, high, per } = finding.gain;
    expect({ low, likely, high }).toEqual(one.gain);
    expect(per).toBe(one.per ?? 'month');
    expect(finding.says).toContain(one.says);
    expect(finding.key).toBe(`${number}:${finding.subject.kind}:${finding.subject.id}`);
    expect(finding.evidence.length).toBeGreaterThan(1);
    for (const { to, value } of finding.evidence) {
      expect(to).toMatch(/^\/(explore|value|budgets|grants|ledger|gateway|people|sources)/);
      expect(value).not.toBe('');
    }
    expect(finding.subject.kind).not.toBe('person');
    expect([finding.undo, finding.trigger, finding.basis].every((text) => text.length > 10)).toBe(true);
  });
  test(`${number} stays silent: ${one.misses}`, () => {
    expect(findingsOf(number, one.near)).toEqual([]);
  });
  for (const name of Object.keys(one.facts) as N[]) {
    test(`${number} says what it needs where ${name} is not known`, () => {
      const verdict = judge(number, { ...one.facts, [name]: null });
      expect(isCannotTell(verdict) ? verdict : null).toMatchObject({ rule: number });
      expect(isCannotTell(verdict) && verdict.needs).toContain(one.needs);
    });
  }
}
