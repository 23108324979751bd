import { expect, test } from 'vitest';
import { readDecisionCsv } from './index.ts';

const header = 'id,kind,title,signal_at,acted_at,stated_probability,turned_out,inputs';

test('a row becomes a decision with its inputs', () => {
  const { rows, rejected } = readDecisionCsv(
    `${header}\nd1,pricing,Raise list price,2026-03-01T09:00:00Z,2026-03-02T09:00:00Z,0.7,yes,churn|2026-03-01T00:00:00Z|86400|live; draft|||live|by_ai\n`,
  );
  expect(rejected).toEqual([]);
  expect(rows[0]).toMatchObject({ row: 2, id: 'd1' });
  expect(rows[0]?.draft).toMatchObject({
    ...{ kind: 'pricing', stated_probability: 0.7, turned_out: true, reviewed_at: null },
    inputs: [
      { name: 'churn', fresh_within_seconds: 86_400, live: true, by_ai: false },
      { name: 'draft', as_of: null, live: true, by_ai: true },
    ],
  });
});

test('what cannot be read is named with its line, and the other rows stand', () => {
  const { rows, rejected } = readDecisionCsv(
    `${header}\n,pricing,Good,2026-03-01T09:00:00Z,,,,\n,pricing,Bad,yesterday,,1.5,perhaps,\n`,
  );
  expect(rows.map(({ draft }) => draft.title)).toEqual(['Good']);
  expect(rejected[0]?.row).toBe(3);
  expect(rejected[0]?.error).toMatch(/signal_at.*stated_probability.*turned_out/);
});

test('a file with a strange column, or without what every decision has, is refused whole', () => {
  expect(readDecisionCsv('kind,title\nx,y\n').rejected[0]?.error).toBe('there is no column signal_at');
  expect(readDecisionCsv('kind,title,signal_at,owner\n').rejected[0]?.error).toContain('owner');
});
