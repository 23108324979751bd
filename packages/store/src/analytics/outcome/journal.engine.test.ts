import type { AttributionAnswer, NormalisedOutcome, OutcomeRule } from '@exchequer/model';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AnalyticsEngine, openEngine } from '../engine/index.ts';
import { createOutcomeJournal, type OutcomeJournal, outcomeDdl } from './index.ts';

let engine: AnalyticsEngine;
let journal: OutcomeJournal;
let members: AttributionAnswer['slices'] = [];
let rules: OutcomeRule[] = [];
let rates: Record<string, string> = {};

beforeAll(async () => {
  engine = await openEngine({ path: ':memory:' });
  for (const statement of outcomeDdl({ timeZone: 'Europe/Warsaw', cluster: null }))
    await engine.command(statement);
  journal = createOutcomeJournal({
    engine,
    identities: async (_ws, questions) => questions.map((question) => ({ question, slices: members })),
    rules: async () => rules,
    rates: async (_ws, questions) =>
      questions.flatMap((q) => (rates[q.currency] ? [{ ...q, usd: rates[q.currency] as string }] : [])),
  });
});
beforeEach(async () => {
  members = [];
  rules = [];
  rates = {};
  for (const table of ['outcome_journal', 'outcome_day']) await engine.command(`TRUNCATE TABLE ${table}`);
});
afterAll(() => engine.close());

const outcome = (over: Partial<NormalisedOutcome> = {}): NormalisedOutcome => {
  const occurred_at = over.occurred_at ?? '2026-02-10T10:00:00.000Z';
  return {
    workspace: 'live',
    source: 'github',
    source_event_id: `${over.kind ?? 'pull_request.merged'}:a#1`,
    version_at: occurred_at,
    kind: 'pull_request.merged',
    work_key: 'pull_request:github.com/a/b#1',
    outcomes: 1,
    ...over,
    occurred_at,
  };
};
const book = (...rows: NormalisedOutcome[]) => journal.book('live', rows);
const day = (n: number, hour = 10) => new Date(Date.UTC(2026, 1, n, hour)).toISOString();

type State = { kind: string; counted: number; reversed: number; n: string };
const states = () =>
  engine.queryAsWriter<State>(
    `SELECT toString(kind) AS kind, counted, reversed, toString(sum(o.outcomes)) AS n FROM outcome_day AS o
     GROUP BY kind, counted, reversed HAVING n != '0' ORDER BY kind, counted, reversed`,
  );
const accepted = async (kind = 'pull_request.merged') => {
  const rows = await states();
  return Number(rows.find((r) => r.kind === kind && r.counted === 1 && r.reversed === 0)?.n ?? 0);
};
const journalRows = async () =>
  Number(
    (await engine.queryAsWriter<{ n: string }>('SELECT toString(count()) AS n FROM outcome_journal'))[0]?.n,
  );

describe('an outcome told many times', () => {
  test('counts once, and the repeats add nothing to the journal', async () => {
    expect(await book(outcome())).toMatchObject({ added: 1, amended: 0, duplicates: 0 });
    for (let n = 0; n < 5; n++)
      expect(await book(outcome())).toMatchObject({ added: 0, amended: 0, duplicates: 1 });
    const many = await Promise.all(Array.from({ length: 94 }, () => book(outcome())));
    expect(many.every(({ added, amended }) => added === 0 && amended === 0)).toBe(true);
    expect(await states()).toEqual([{ kind: 'pull_request.merged', counted: 1, reversed: 0, n: '1' }]);
    expect(await journalRows()).toBe(1);
  });

  test('by two sources counts for the one of higher rank, in either order', async () => {
    const log = outcome({ source: 'git.log' });
    await book(log);
    expect(await accepted()).toBe(1);
    await book(outcome());
    expect(await accepted()).toBe(1);
    expect(await states()).toEqual([
      { kind: 'pull_request.merged', counted: 0, reversed: 0, n: '1' },
      { kind: 'pull_request.merged', counted: 1, reversed: 0, n: '1' },
    ]);
  });
});

describe('a result that is taken back', () => {
  const revert = (at: string) =>
    outcome({ kind: 'pull_request.reverted', source_event_id: 'revert', occurred_at: at });

  test('is reversed within its window, and not after', async () => {
    await book(outcome());
    await book(revert(day(12)));
    expect(await accepted()).toBe(0);
    expect(await states()).toEqual([
      { kind: 'pull_request.merged', counted: 1, reversed: 1, n: '1' },
      { kind: 'pull_request.reverted', counted: 1, reversed: 0, n: '1' },
    ]);
  });

  test('stands again once the window of the company is shorter', async () => {
    await book(outcome(), revert(day(12)));
    expect(await accepted()).toBe(0);
    rules = [
      {
        kind: 'pull_request.merged',
        reversalDays: 1,
        humanMinutes: 90,
        humanMinutesPlusMinus: 10,
        measuredBy: 'study',
        valueUsd: '',
      },
    ];
    await journal.rebook('live', 'correction', {
      sql: 'kind = {kind:String}',
      params: { kind: 'pull_request.merged' },
    });
    expect(await accepted()).toBe(1);
    const [row] = await engine.queryAsWriter<{ minutes: string }>(
      'SELECT toString(sum(human_minutes)) AS minutes FROM outcome_day',
    );
    expect(row?.minutes).toBe('90');
  });

  test('the merge may come after its revert', async () => {
    await book(revert(day(12)));
    await book(outcome());
    expect(await accepted()).toBe(0);
  });

  test('an incident caused by a deployment takes it back', async () => {
    const deployment = { work_key: 'deployment:prod/7' as const };
    await book(outcome({ kind: 'deployment.succeeded', ...deployment }));
    await book(outcome({ kind: 'incident.opened', ...deployment, occurred_at: day(11) }));
    expect(await accepted('deployment.succeeded')).toBe(0);
  });
});

describe('a ticket', () => {
  const resolved = (n: number, id = `r${n}`) =>
    outcome({
      kind: 'ticket.resolved',
      source: 'jira',
      work_key: 'ticket:abc-1',
      source_event_id: id,
      occurred_at: day(n),
    });
  const reopened = (n: number) =>
    outcome({
      kind: 'ticket.reopened',
      source: 'jira',
      work_key: 'ticket:abc-1',
      source_event_id: `o${n}`,
      occurred_at: day(n),
    });

  test('resolved twice without being reopened counts once', async () => {
    await book(resolved(1), resolved(2));
    await book(resolved(3));
    expect(await accepted('ticket.resolved')).toBe(1);
  });

  test('reopened soon and resolved again is one accepted and one reversed', async () => {
    await book(resolved(1));
    await book(reopened(3));
    expect(await accepted('ticket.resolved')).toBe(0);
    await book(resolved(4));
    expect(await states()).toEqual([
      { kind: 'ticket.reopened', counted: 1, reversed: 0, n: '1' },
      { kind: 'ticket.resolved', counted: 1, reversed: 0, n: '1' },
      { kind: 'ticket.resolved', counted: 1, reversed: 1, n: '1' },
    ]);
  });

  test('any order of arrival, any grouping and any repeats give one state', async () => {
    const told = [resolved(1), resolved(2), reopened(3), resolved(4), resolved(5), reopened(20)];
    await book(...told);
    const expected = await states();
    const arrival = fc
      .array(fc.constantFrom(...told), { maxLength: 4 })
      .chain((more) => fc.shuffledSubarray([...told, ...more], { minLength: told.length + more.length }));
    await fc.assert(
      fc.asyncProperty(arrival, fc.integer({ min: 1, max: 4 }), async (rows, step) => {
        for (const table of ['outcome_journal', 'outcome_day'])
          await engine.command(`TRUNCATE TABLE ${table}`);
        for (let at = 0; at < rows.length; at += step) await book(...rows.slice(at, at + step));
        expect(await states()).toEqual(expected);
      }),
      { numRuns: 4 },
    );
  });

  test('withdrawn leaves nothing, and an older record does not bring it back', async () => {
    const gone = { ...resolved(1), outcomes: 0 as const, version_at: day(3) };
    await book(resolved(1));
    await book(gone);
    expect(await states()).toEqual([]);
    await book({ ...resolved(1), version_at: day(2) });
    expect(await states()).toEqual([]);
    await engine.command('TRUNCATE TABLE outcome_journal');
    await engine.command('TRUNCATE TABLE outcome_day');
    await book(gone);
    await book(resolved(1));
    expect(await states()).toEqual([]);
  });

  test('that moves to another work item leaves the first', async () => {
    await book(resolved(1, 'x'));
    await book({ ...resolved(2, 'y'), version_at: day(2) });
    expect(await accepted('ticket.resolved')).toBe(1);
    await book({ ...resolved(2, 'y'), work_key: 'ticket:abc-2', version_at: day(9) });
    expect(await accepted('ticket.resolved')).toBe(2);
  });
});

describe('money and people', () => {
  const paid = (id: string, over: Partial<NormalisedOutcome> = {}) =>
    outcome({
      kind: 'revenue.booked',
      source: 'stripe',
      work_key: 'customer:stripe/cus_1',
      source_event_id: id,
      value: '100.5',
      currency: 'EUR',
      ...over,
    });
  const sums = async () =>
    (
      await engine.queryAsWriter<Record<string, string>>(
        'SELECT toString(sum(value)) AS value, toString(sum(value_usd)) AS usd, toString(sum(unconverted)) AS unconverted FROM outcome_day',
      )
    )[0];

  test('a customer pays every month, and each payment counts', async () => {
    await book(paid('in_1'), paid('in_2', { occurred_at: day(12) }));
    expect(await accepted('revenue.booked')).toBe(2);
  });

  test('a value without a rate is unconverted until there is one', async () => {
    await book(paid('in_1'), paid('in_2', { currency: 'USD', value: '0.000000000001' }));
    expect(await sums()).toEqual({ value: '100.500000000001', usd: '0.000000000001', unconverted: '1' });
    rates = { EUR: '1.1' };
    await journal.rebook('live', 'correction', { sql: 'currency = {c:String}', params: { c: 'EUR' } });
    expect(await sums()).toEqual({ value: '100.500000000001', usd: '110.550000000001', unconverted: '0' });
  });

  test('an outcome belongs to the team of its worker on that day; without a worker it counts all the same', async () => {
    await book(outcome());
    members = [{ validFrom: null, validTo: null, workerId: 'wrk_1', teamId: 'team_1' }];
    await book(
      outcome({
        source_event_id: 'other',
        work_key: 'pull_request:a#2',
        identity_kind: 'email',
        identity: 'a@b.c',
      }),
    );
    const rows = await engine.queryAsWriter(
      'SELECT toString(team_id) AS team, attributed, toString(sum(outcomes)) AS n FROM outcome_day GROUP BY team, attributed ORDER BY team',
    );
    expect(rows).toEqual([
      { team: '', attributed: 0, n: '1' },
      { team: 'team_1', attributed: 1, n: '1' },
    ]);
  });
});
