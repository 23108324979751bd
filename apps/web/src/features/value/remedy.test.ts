import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { factMeasureOf, measuresIn, metrics } from '@exchequer/core/metric';
import { describe, expect, test } from 'vitest';
import { readBudgetsSearch } from '../../state/budgets-search.ts';
import { readSourcesSearch } from '../../state/sources-search.ts';
import { remedyOf } from './remedy.ts';

/** Every phrase that a figure of the catalogue can read as needing, as the product words it. */
const phrases = new Set<string>([
  ...metrics.flatMap((metric) => [
    ...(metric.computation.kind === 'unknowable' ? [metric.computation.needs] : []),
    ...measuresIn(metric.computation).flatMap((measure) => factMeasureOf(measure)?.needs ?? []),
    ...measuresIn(metric.computation).map(
      (measure) => `${factMeasureOf(measure)?.meaning ?? 'usage'} in this range`,
    ),
    ...(metric.unless ? [metric.unless.needs] : []),
  ]),
  ...['rate EUR on 2026-10-03', 'a price for gpt-6', 'usage', 'usage in this range'],
  ...['people: a staff list with their teams', 'at least 5 persons', 'at least 5 active workers'],
  ...['teams that stand above one another', 'decisions in this range, enough of them acted on'],
  'roles of at least 5 persons who use tokens; roles stand with pay',
]);

const web = join(import.meta.dirname, '..');
const pageOf: Record<string, string> = {
  '/w/$ws/people': 'people',
  '/w/$ws/sources': 'sources',
  '/w/$ws/budgets': 'budgets',
  '/w/$ws/gateway': 'gateway',
  '/w/$ws/grants': 'grants',
  '/w/$ws/value': 'value',
};
const sourceOf = (feature: string): string =>
  readdirSync(join(web, feature), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tsx'))
    .map((name) => readFileSync(join(web, feature, name), 'utf8'))
    .join('\n');
const sources = new Map(Object.values(pageOf).map((feature) => [feature, sourceOf(feature)]));

describe('whatever a figure needs', () => {
  test.each([...phrases])('“%s” has one button, and it leads to something that exists', (needs) => {
    const remedy = remedyOf(needs);
    expect(remedy, needs).not.toBeNull();
    if (!remedy || remedy.to === 'range') return;
    const feature = pageOf[remedy.to];
    expect(feature).toBeDefined();
    if (remedy.hash) expect(sources.get(feature as string)).toContain(`id="${remedy.hash}"`);
    const { open } = remedy;
    if (open?.connect || open?.judge) expect(readSourcesSearch({ ...open })).toMatchObject(open);
    if (open?.do) expect(readBudgetsSearch({ ...open })).toMatchObject(open);
  });

  test('leads to the drawer of its kind', () => {
    expect(remedyOf('a revenue source')?.open).toEqual({ connect: 'revenue' });
    expect(remedyOf('a source of satisfaction, such as ratings of tickets')?.open).toEqual({
      connect: 'satisfaction',
    });
    expect(remedyOf('a source of pull request outcomes')?.open).toEqual({ connect: 'pull_request' });
    expect(remedyOf('a source of incident outcomes')?.open).toEqual({ connect: 'incident' });
    expect(remedyOf('what own GPUs cost')?.hash).toBe('pool-cost');
  });
});
