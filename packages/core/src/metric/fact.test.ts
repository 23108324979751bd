import { expect, test } from 'vitest';
import { factMeasureOf, factMeasures } from './fact.ts';
import { measures } from './measure.ts';

test('no two sums bear one name, those of usage included', () => {
  const names = [...measures, ...factMeasures.map(({ name }) => name)];
  expect(new Set(names).size).toBe(names.length);
});

test('an accepted result is counted, and not taken back', () => {
  expect(factMeasureOf('accepted_pull_request_merged')?.where).toEqual([
    { column: 'kind', in: ['pull_request.merged'] },
    { column: 'counted', in: ['1'] },
    { column: 'reversed', in: ['0'] },
  ]);
});

test('what takes results back is itself never accepted', () => {
  expect(factMeasureOf('counted_ticket_reopened')).toBeDefined();
  expect(factMeasureOf('accepted_ticket_reopened')).toBeUndefined();
});

test('every sum says what it needs and where to get it', () => {
  for (const { name, needs, remedy } of factMeasures) {
    expect(needs, name).not.toBe('');
    expect(remedy.to, name).toMatch(/^\/w\/\$ws\//);
  }
});
