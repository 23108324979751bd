import { describe, expect, test } from 'vitest';
import { advise } from '../advise.ts';
import { unknownFacts } from '../facts.ts';
import { usualAdvicePolicy } from '../policy.ts';
import { rules } from './index.ts';
import { window } from './planted.test-kit.ts';

describe('the rules', () => {
  test('are thirty, each number once', () => {
    expect(rules.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
    expect(new Set(rules.map(({ key }) => key)).size).toBe(30);
  });

  test.each(rules.map((rule) => [rule.number, rule] as const))('%i says all of itself', (_, rule) => {
    const { name, trigger, action, formula, undo, expiresDays, needs } = rule;
    for (const text of [name, trigger, action, formula, undo]) expect(text.length).toBeGreaterThan(7);
    expect(expiresDays).toBeGreaterThan(0);
    expect(needs.length).toBeGreaterThan(0);
  });

  test('of which nothing is known all say what they need, and find nothing', () => {
    const { findings, cannotTell } = advise(unknownFacts(window), usualAdvicePolicy);
    expect(findings).toEqual([]);
    expect(cannotTell.map(({ rule }) => rule)).toEqual(rules.map(({ number }) => number));
    for (const { needs, to } of cannotTell) {
      expect(needs.length).toBeGreaterThan(7);
      expect(to).toMatch(/^\/[a-z]/);
    }
  });

  test('of which everything is known and empty find nothing and lack nothing', () => {
    const empty = Object.fromEntries(
      Object.keys(unknownFacts(window)).map((name) => [
        name,
        name === 'purposes' ? { period: '2026-10', cost: 0n, untagged: 0n } : [],
      ]),
    );
    const nothing = { ...unknownFacts(window), ...empty, window };
    expect(advise(nothing, usualAdvicePolicy)).toEqual({ findings: [], cannotTell: [] });
  });
});
