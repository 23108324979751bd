import type { BudgetEnvelope, Simulation } from '@exchequer/model/contract';
import { describe, expect, test } from 'vitest';
import { StandInBudget } from '../../browser/stand-in-budget.ts';
import { addDecimals } from '../../components/stack.ts';
import { readBudgetsSearch } from '../../state/budgets-search.ts';
import { startOfDay } from '../../state/calendar.ts';
import { parseQuery, writeQuery } from '../../state/search.ts';
import {
  belowSpent,
  draftFaults,
  draftInput,
  draftOf,
  emptyDraft,
  readThresholds,
  roundedUp,
} from './envelope-draft.ts';
import { headline, lastsWords } from './headline.ts';
import { capWords, groundWords, policyWords, workersWords } from './simulate-words.ts';
import { teamSums } from './team-sums.ts';
import { everyKey, openAtFirst, rowsOf, sumsOf, type TreeRow, treeOf } from './tree.ts';
import { daysWords, elapsed, standing } from './words.ts';

const now = new Date('2026-02-12T20:00:00Z');
const { envelopes, folded } = new StandInBudget(true).list();
const tree = treeOf(envelopes, folded);
const named = (name: string) => envelopes.find((e) => e.name === name) as BudgetEnvelope;
const labels = (rows: readonly TreeRow[]) =>
  rows.map((r) => `${' '.repeat(r.depth)}${r.row === 'envelope' ? r.envelope.name : `${r.persons} persons`}`);

describe('the tree of envelopes', () => {
  test('begins with company, functions and teams in sight, siblings by kind and name', () => {
    const rows = labels(rowsOf(tree, openAtFirst(tree)));
    expect(rows.slice(0, 8)).toEqual([
      'Harbour Works',
      ' Engineering',
      '  Billing',
      '  Data',
      '  Mobile',
      '  Platform',
      '  Quality',
      '  Security',
    ]);
    expect(rowsOf(tree, new Set())).toHaveLength(1);
  });

  test('a folded row tells how many envelopes under it run out', () => {
    const rows = rowsOf(tree, openAtFirst(tree));
    const pressed = rows.flatMap((r) =>
      r.row === 'envelope' && r.pressed > 0 ? [[r.envelope.name, r.pressed]] : [],
    );
    expect(pressed).toEqual([
      ['Billing', 1],
      ['Platform', 3],
    ]);
    expect(rowsOf(tree, everyKey(tree)).some((r) => r.row === 'envelope' && r.pressed > 0)).toBe(false);
  });

  test('persons stand in one folded row with their exact sum, and by name when it is unfolded', () => {
    const group = rowsOf(tree, new Set([...openAtFirst(tree), named('Billing').id])).find(
      (r) => r.row === 'persons',
    );
    const persons = envelopes.filter((e) => e.kind === 'person');
    expect(group).toMatchObject({ persons: 5, open: false, reason: '' });
    expect(group?.row === 'persons' && group.sums?.spent).toBe(
      addDecimals(persons.map((p) => p.balance?.spent ?? null)),
    );
    const all = labels(rowsOf(tree, everyKey(tree)));
    const at = all.indexOf('   5 persons');
    expect(all.slice(at + 1, at + 6)).toEqual([
      '    Hana Vavra',
      '    Ivo Kask',
      '    Jonas Weil',
      '    Kemi Adeyemi',
      '    Lior Katz',
    ]);
  });

  test('a group under five shows no sum, whoever sees its members', () => {
    const fewer = treeOf(
      envelopes.filter((e) => e.name !== 'Lior Katz'),
      [],
    );
    const group = rowsOf(fewer, everyKey(fewer)).find((r) => r.row === 'persons');
    expect(group).toMatchObject({ persons: 4, sums: null });
    const told = rowsOf(tree, everyKey(tree)).filter((r) => r.row === 'persons');
    expect(told.find((r) => r.row === 'persons' && r.persons === null)).toMatchObject({
      sums: null,
      reason: expect.stringContaining('Fewer than five'),
    });
    expect(told.find((r) => r.row === 'persons' && r.persons === 6)).toMatchObject({
      sums: { limit: '6000.00' },
      open: undefined,
    });
  });

  test('finding a name keeps its way up in sight, and sums no part of a group', () => {
    const rows = rowsOf(tree, new Set(), 'jonas');
    expect(labels(rows)).toEqual([
      'Harbour Works',
      ' Engineering',
      '  Billing',
      '   1 persons',
      '    Jonas Weil',
    ]);
    expect(rows[3]).toMatchObject({ sums: null });
    expect(rowsOf(tree, new Set(), 'nobody at all')).toEqual([]);
  });

  test('amounts of two currencies are not summed', () => {
    const euro = { ...named('Docs'), currency: 'EUR' };
    expect(sumsOf([named('Design'), euro])).toBeNull();
    expect(sumsOf([])).toBeNull();
  });
});

describe('what the page says', () => {
  const root = named('Harbour Works');
  const withBalance = (change: Partial<NonNullable<BudgetEnvelope['balance']>>): BudgetEnvelope => ({
    ...root,
    balance: root.balance && { ...root.balance, ...change },
  });

  test('whether the money lasts, from free, burn and the days to go', () => {
    expect(lastsWords(root, now, 'UTC')).toMatch(
      /^February’s budget will last: \$[\d,]+ free, 16 days to go$/,
    );
    expect(lastsWords(withBalance({ runway_days: '5' }), now, 'UTC')).toBe(
      'At this burn February’s budget is gone on 17 Feb, 11 days too early',
    );
    expect(lastsWords(withBalance({ free: '0', overdrawn: '61.2' }), now, 'UTC')).toBe(
      'February’s budget is used up, $61.20 past its limit, with 16 days to go',
    );
    expect(lastsWords(withBalance({ runway_days: null }), now, 'UTC')).toContain('will last');
    expect(lastsWords({ ...root, balance: null }, now, 'UTC')).toBe('Harbour Works is not in force today');
  });

  test('several budgets are answered together', () => {
    const summary = {
      as_of: now.toISOString(),
      time_zone: 'UTC',
      envelopes: 2,
      open_requests: 1,
      over_budget: 0,
      totals: [
        {
          currency: 'USD',
          committed: '300',
          spent: '0',
          held: '0',
          free: '300',
          overdrawn: '0',
          daily_spend: '0',
          days_left: null,
        },
      ],
      uncovered: { amount: '0', since: null },
    };
    const words = headline(summary, [root, withBalance({ runway_days: '1' })], now);
    expect(words.title).toBe('$300.00 is free in two budgets; one of them will not last at this burn');
    expect(words.sub).toBe('One request waits for an answer. No envelope is used up.');
  });

  test('where an envelope stands: threshold passed, nothing left, overdrawn', () => {
    expect(standing(named('Mobile'))).toMatchObject({ said: 'past 50 %', tone: 'calm' });
    expect(standing(named('nightly-refactor'))).toMatchObject({ said: 'past 95 %', tone: 'warn' });
    expect(standing(named('support-triage'))).toMatchObject({ said: 'nothing left', tone: 'stop' });
    expect(standing(named('dunning'))).toMatchObject({ said: 'overdrawn', tone: 'stop' });
    expect(standing({ ...named('Docs'), balance: null })).toMatchObject({ percent: null });
  });

  test('how much of a period has passed, and days as people count them', () => {
    expect(root.balance && elapsed(root.balance, now)).toBeCloseTo((11 + 20 / 24) / 28, 6);
    expect(root.balance && elapsed({ ...root.balance, state: 'ended' }, now)).toBe(1);
    expect([0.4, 1, 2.47, 5.97, 16.9, 3_934].map(daysWords)).toEqual([
      'less than a day',
      '1 day',
      '2.4 days',
      '5 days',
      '16 days',
      'more than a year',
    ]);
  });
});

describe('what a simulation says', () => {
  const result = {
    calls: 900,
    cost: '120.5',
    refused_calls: 0,
    refused_cost: '0',
    refused_workers: { workers: null, fewer_than: 5 },
    from: '2026-01-01',
    to: '2026-02-01',
    time_zone: 'UTC',
    granularity: 'minute',
    uncovered_calls: 1,
    uncovered_cost: '0.5',
    unpriced_calls: 0,
    envelopes: [],
    errors: [],
  } as unknown as Simulation;
  const cap = (change: object) =>
    capWords({
      calls: 900,
      currency: 'USD',
      refused_calls: 0,
      refused_cost: '0',
      refused_workers: { workers: null, fewer_than: 5 },
      over_calls: 0,
      over_cost: '0',
      peak_percent: '71.4',
      ...change,
    } as never);

  test('names calls, workers and worth, and no number of workers under five', () => {
    const refused = { refused_calls: 312, refused_cost: '1204' };
    expect(cap({ ...refused, refused_workers: { workers: 14, fewer_than: null } })).toBe(
      'This cap would have refused 312 calls of 14 workers, worth $1,204',
    );
    expect(cap(refused)).toBe('This cap would have refused 312 calls of fewer than 5 workers, worth $1,204');
    expect(workersWords({ workers: 1, fewer_than: null })).toBe('1 worker');
    expect(workersWords({ workers: 0, fewer_than: null })).toBe('nobody known');
  });

  test('says why nothing is refused: room left, only warned, or nothing covered', () => {
    expect(cap({})).toBe('This cap would have refused nothing: spend came to 71\u202f% of it at most');
    expect(cap({ over_calls: 2, over_cost: '7' })).toContain('warned: 2 calls went past it, worth $7.00');
    expect(cap({ calls: 0 })).toContain('no call of those days falls under it');
    expect(policyWords(result)).toBe('This policy would have refused none of 900 calls');
    expect(groundWords(result)).toContain('1–31 Jan 2026');
    expect(groundWords(result)).toContain('too many calls');
  });
});

describe('an envelope in a form', () => {
  test('comes back as it was when nothing is changed', () => {
    const envelope = named('Harbour Works');
    const input = draftInput(draftOf(envelope), envelope.currency);
    expect(input).toMatchObject({
      name: 'Harbour Works',
      kind: 'company',
      ref: '',
      parent_id: null,
      limit: '240000',
      thresholds: [50, 80, 95],
      rollover: { percent: 25, cap: '20000' },
      enforcement: envelope.enforcement,
    });
    expect(draftFaults(draftOf(envelope))).toEqual({});
  });

  test('tells every field that stands in the way', () => {
    expect(Object.keys(draftFaults(emptyDraft)).sort()).toEqual(['limit', 'name', 'ref']);
    const draft = {
      ...emptyDraft,
      name: 'x',
      ref: 'team_1',
      limit: '-4',
      thresholds: '0, 80',
      rolls: true,
      roll_percent: '101',
    };
    expect(Object.keys(draftFaults(draft)).sort()).toEqual(['limit', 'roll_percent', 'thresholds']);
    const custom = { ...draft, limit: '4', thresholds: '', rolls: false, period: 'custom' as const };
    expect(Object.keys(draftFaults({ ...custom, starts_on: '2026-03-01', ends_on: '2026-03-01' }))).toEqual([
      'ends_on',
    ]);
  });

  test('reads thresholds in any writing, and knows a limit below what is gone', () => {
    expect(readThresholds('95%, 50 80;80')).toEqual([50, 80, 95]);
    expect(readThresholds('fifty')).toBeNull();
    const envelope = named('dunning');
    expect(belowSpent({ ...draftOf(envelope), limit: '3561.20' }, envelope)).toBe(false);
    expect(belowSpent({ ...draftOf(envelope), limit: '3561.19' }, envelope)).toBe(true);
  });

  test('a first limit is last month’s spend, rounded up to a round number', () => {
    expect([12_345.6, 100, 0.4, 158_420].map(roundedUp)).toEqual(['13000', '100', '1', '160000']);
    expect(roundedUp(0)).toBe('');
  });
});

test('uncovered usage is summed by team and listed by name, not by amount', () => {
  const day = (date: string, team_id: string | null, team_name: string, amount: string) => ({
    date,
    team_id,
    team_name,
    currency: 'USD',
    amount,
  });
  const rows = teamSums([
    day('2026-02-01', 'b', 'Billing', '1'),
    day('2026-02-01', null, '', '900'),
    day('2026-02-02', 'b', 'Billing', '0.000000000001'),
  ]);
  expect(rows.map((r) => [r.name, r.amount, r.days])).toEqual([
    ['Billing', '1.000000000001', 2],
    ['No team', '900', 1],
  ]);
});

test.each([
  ['2026-02-21', 'UTC', '2026-02-21T00:00:00.000Z'],
  ['2026-02-21', 'Europe/Warsaw', '2026-02-20T23:00:00.000Z'],
  ['2026-03-29', 'Europe/Warsaw', '2026-03-28T23:00:00.000Z'],
  ['2026-03-30', 'Europe/Warsaw', '2026-03-29T22:00:00.000Z'],
  ['2026-11-02', 'America/Los_Angeles', '2026-11-02T08:00:00.000Z'],
  ['2026-07-01', 'Asia/Kathmandu', '2026-06-30T18:15:00.000Z'],
])('%s begins in %s at %s', (day, zone, instant) => {
  expect(startOfDay(day, zone).toISOString()).toBe(instant);
});

test('an address of Budgets is read back as it was written; what cannot be read is dropped', () => {
  const search = {
    envelope: 'env_4',
    do: 'ask' as const,
    tab: 'simulate' as const,
    find: 'night & day',
    cap_on: 'env_4',
    cap: '2000.5',
    period: '2026-W07',
    policy: '3',
  };
  expect(readBudgetsSearch(parseQuery(writeQuery(search).slice(1)))).toMatchObject(search);
  expect(readBudgetsSearch({ envelope: '../x', do: 'drop', tab: 'x', cap: '1e9' })).toEqual(
    readBudgetsSearch({}),
  );
});
