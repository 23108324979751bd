import type { MetricResult } from '@exchequer/model/contract';
import { describe, expect, test } from 'vitest';
import { answer } from '../../browser/stand-in-query.ts';
import { standInUsage } from '../../browser/stand-in-usage.ts';
import { addDecimals } from '../../components/stack.ts';
import { classReading } from './class-rows.ts';
import { classesQuery, heroQuery, moversQuery, overTimeQuery } from './figures.ts';
import { headline } from './headline.ts';
import { moversOf } from './movers-of.ts';

const events = standInUsage();
const view = {
  range: { from: '2026-02-09', to: '2026-02-13', time_zone: 'UTC' },
  compare: 'previous' as const,
  filters: [],
  cost: 'list' as const,
};
const ask = (query: Parameters<typeof answer>[1]) => answer(events, query, '2026-02-13T09:00:00.000Z');
const plain = (text: string) => text.replaceAll('\u202f', ' ');

describe('the headline', () => {
  test('is computed from the figures: amount, days, and the model with most of it', () => {
    const words = headline(ask(heroQuery(view)), ask(overTimeQuery(view, 'model')), 'list');
    expect(plain(words.title)).toMatch(
      /^AI spend was at least \$\d+\.\d\d over 9–12 Feb, \d\d(\.\d)? % in claude-opus-4-6$/,
    );
    expect(plain(words.sub)).toMatch(/^Up \d+ % from \$\d/);
    expect(words.sub).toContain('5–8 Feb 2026');
  });

  test('does not call unpriced usage free', () => {
    const unpriced = events.filter((e) => e.cost === null);
    const result = answer(
      unpriced,
      { ...heroQuery(view), range: { ...view.range, from: '2026-01-01' } },
      '2026-02-13T09:00:00.000Z',
    );
    expect(plain(headline(result, undefined, 'list').title)).toMatch(
      /^[\d.]+ [kM] tokens over .*, none of them priced yet$/,
    );
  });

  test('says when there is nothing to compare with', () => {
    const early = { ...view, range: { from: '2026-01-01', to: '2026-01-05', time_zone: 'UTC' } };
    expect(headline(ask(heroQuery(early)), undefined, 'list').sub).toContain('Nothing to compare with');
  });
});

test('a filter on a token class is left out of money, which is kept per request', () => {
  const filters = [{ dimension: 'token_class' as const, op: 'is' as const, values: ['output'] }];
  expect(heroQuery({ ...view, filters }).filters).toEqual([]);
});

test('the reading of the classes tells cached from fresh tokens', () => {
  expect(plain(classReading(ask(classesQuery(view))))).toMatch(/^Cache reads are 9\d(\.\d)? % of all tokens/);
});

describe('movers', () => {
  const result: MetricResult = ask(moversQuery(view, 'model'));
  const movers = moversOf(result, 'model');
  test('come by the size of their change, up or down', () => {
    const sizes = movers.map((m) => Math.abs(Number(m.change ?? 0)));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });
  test('change by exactly what separates the two amounts', () => {
    for (const m of movers)
      expect(addDecimals([m.before ?? '0', m.change])).toBe(addDecimals([m.now ?? '0']));
  });
});
