import { type Advice, advise, type Facts, usualAdvicePolicy } from '@exchequer/core/advice';
import { parseUsd } from '@exchequer/model';
import { readTerms } from '@exchequer/vendors/terms';
import { normaliseNative } from '@exchequer/vendors/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestServer, testServer } from '../../../testing/index.ts';
import { type WatchedTimers, watchTimers } from '../../../testing/timers.ts';
import { gatherFacts } from './index.ts';

const now = new Date('2026-11-10T06:00:00Z');
const dayMs = 86_400_000;
const lastDay = Date.parse('2026-11-09T00:00:00Z');
const model = 'claude-opus-4-5-20251101';

let server: TestServer;
let timers: WatchedTimers;
let facts: Facts;
let advice: Advice;
const failed: string[] = [];

interface Call {
  daysAgo: number;
  place: number;
  workflow?: string;
  agent?: string;
  session?: string;
  input: number;
  cached: number;
  output: number;
}

const record = ({ daysAgo, place, workflow, agent, session, input, cached, output }: Call) => ({
  id: `${daysAgo}/${place}/${workflow ?? ''}/${agent ?? ''}`,
  occurred_at: new Date(lastDay - daysAgo * dayMs + 10 * 3_600_000 + place * 1_000).toISOString(),
  ...{ provider: 'anthropic', model, tool: 'service' },
  ...(workflow && { workflow }),
  ...(agent && { agent }),
  ...(session && { session_id: session }),
  tokens: { uncached_input: input - cached, cache_read: cached, output },
});

/** A workflow that read nine tenths of its input from a cache until a week ago. */
const triage = (daysAgo: number): Call[] =>
  Array.from({ length: 20 }, (_, place) => ({
    ...{ daysAgo, place, workflow: 'triage', output: 500 + place },
    ...{ input: 100_000 + place, cached: daysAgo < 7 ? 0 : 90_000 },
  }));

/** An agent of three calls a day, and of 300 on the last day. */
const sweeper = (daysAgo: number): Call[] =>
  Array.from({ length: daysAgo === 0 ? 300 : 3 }, (_, place) => ({
    ...{ daysAgo, place, agent: 'sweeper', session: `run-${daysAgo}`, output: 400 + place },
    ...{ input: 40_000 + place * 7 + daysAgo, cached: 0 },
  }));

/** An agent that asks the same thing eleven times. */
const parrot: Call[] = Array.from({ length: 11 }, (_, place) => ({
  ...{ daysAgo: 2, place, agent: 'parrot', session: 'parrot-1', input: 1_000_000, cached: 0, output: 10 },
}));

beforeAll(async () => {
  timers = watchTimers();
  server = await testServer();
  const days = Array.from({ length: 60 }, (_, at) => at);
  const items = [...days.flatMap(triage), ...days.flatMap(sweeper), ...parrot].map(record);
  const { rows, refused } = normaliseNative(items, {
    workspace: 'live',
    place: '/v1/usage',
    nowMs: now.getTime(),
  });
  expect(refused).toEqual([]);
  await server.services.intake.book('live', rows);
  facts = await gatherFacts(server.services, 'live', now, (message, error) =>
    failed.push(`${message}: ${error}`),
  );
  advice = advise(facts, usualAdvicePolicy);
}, 300_000);
afterAll(async () => {
  await server?.remove();
  timers?.restore();
});

const said = (rule: number) => advice.findings.filter((one) => one.rule === rule);

describe('the facts of advice', () => {
  test('are each read without a failure', () => {
    expect(failed).toEqual([]);
    expect(facts.window).toEqual({ from: '2026-10-11', to: '2026-11-10', days: 30, today: '2026-11-10' });
  });

  test('know what a workflow could read from its cache, from its own other days', () => {
    const [use] = (facts.cache ?? []).filter(({ name }) => name === 'triage');
    // A week of 20 calls a day at 100,000 tokens and a little more, of which the median day read nine tenths.
    expect(use).toMatchObject({
      by: 'workflow',
      promptTokens: 14_001_330n,
      cachedTokens: 0n,
      proof: 'own-days',
    });
    expect(Number(use?.reusable)).toBeGreaterThan(53_900_000);
    expect(Number(use?.reusable)).toBeLessThanOrEqual(54_000_000);
    // 54 M tokens a month × ($5 − $0.50) a million
    const [finding] = said(1);
    expect(finding?.subject.name).toBe(`Workflow triage on ${model}`);
    expect(Number(finding?.gross.likely) / 1e12).toBeCloseTo(243, -1);
    // A newer model of the family costs less: what caching saves is of what that leaves.
    expect(finding?.after).toHaveLength(1);
    expect(finding && finding.gain.likely < finding.gross.likely).toBe(true);
  });

  test('know a run that did not stop, and equal requests', () => {
    const [long, equal] = ['sweeper', 'parrot'].map((agent) =>
      facts.loops?.find((one) => one.agent === agent),
    );
    // 300 calls, of which ten times the median of three are usual.
    expect(long).toMatchObject({
      proof: 'run-length',
      loops: 1,
      repeats: 270,
      lastDay: '2026-11-09',
      session: 'run-0',
    });
    expect(equal).toMatchObject({ proof: 'equal-size', loops: 1, repeats: 10, session: 'parrot-1' });
    // Ten of eleven calls of a million tokens at $5 and ten of output at $25 a million.
    expect(equal?.cost).toBe(parseUsd('50.0025'));
    expect(
      said(4)
        .map(({ subject }) => subject.name)
        .sort(),
    ).toEqual(['parrot', 'sweeper']);
  });

  test('know how vendors share the spend, and input against requests', () => {
    expect(facts.vendors?.map(({ provider }) => provider)).toEqual(['anthropic']);
    expect(facts.contexts?.find(({ name }) => name === 'triage')).toMatchObject({
      before: { outputs: 300n },
      after: { outputs: 300n },
    });
  });

  test('leave unknown what nobody records, and every rule that needs it says so', () => {
    const unknown = advice.cannotTell.map(({ rule }) => rule);
    for (const rule of [2, 3, 7, 8, 11, 12, 13, 14, 15, 19, 20, 24, 27, 30]) expect(unknown).toContain(rule);
    expect(facts.linkage).toBeNull();
    expect(facts.denials).toBeNull();
  });
});

describe('what the company states', () => {
  /** Four hundred tasks, at two of which the cheaper model alone failed. */
  const runs = Array.from(
    { length: 400 },
    (_, at) => `triage,,${model},claude-haiku-4-5-20251001,1,${at % 200 ? 1 : 0},1`,
  );
  const files = {
    wait: 'workflow,hours\ntriage,24\n',
    seat: '- {tool: copilot, vendor: GitHub, seats: 60, price: 19, used: 41}\n',
    evaluation: `workflow,task_class,model,cheaper_model,passed,cheaper_passed,cost_per_failure\n${runs.join('\n')}\n`,
    commitment: `name,provider,type,state,amount,discount,from,to
Large,anthropic,use-or-lose,signed,100000,0.2,2026-10-01,2026-12-31
Open,anthropic,use-or-lose,offered,0,0.2,2027-01-01,2027-03-31
`,
  } as const;
  const by = { id: 'usr_test', name: 'Test' };
  let stated: Advice;
  let known: Facts;

  beforeAll(async () => {
    for (const kind of ['wait', 'seat', 'evaluation', 'commitment'] as const) {
      const { rows, errors } = readTerms(kind, files[kind]);
      expect(errors).toEqual([]);
      await server.services.terms.state('live', kind, rows, by);
    }
    known = await gatherFacts(server.services, 'live', now, (message, error) =>
      failed.push(`${message}: ${error}`),
    );
    stated = advise(known, usualAdvicePolicy);
  }, 60_000);

  test('lets the rules speak that nothing else tells', () => {
    expect(failed).toEqual([]);
    const [seats] = stated.findings.filter(({ rule }) => rule === 20);
    // 19 seats at $19
    expect(seats?.gross.likely).toBe(parseUsd('361'));
    const [batch] = known.batchable ?? [];
    expect(batch).toMatchObject({ name: 'triage', deadlineHours: 24, discountPermille: 500 });
    const [route] = known.routing ?? [];
    expect(route).toMatchObject({ pairs: 400, cheaper: { model: 'claude-haiku-4-5-20251001' } });
    expect(route?.moreFailures.high).toBeGreaterThan(5);
    expect(stated.cannotTell.map(({ rule }) => rule)).not.toEqual(expect.arrayContaining([2]));
  });

  test('is set against the forecast: most of the commitment will not be used', () => {
    // What was spent since October, and forecasts of what follows, are far below $100,000: it lapses at 80 % of that.
    const [use] = known.commitments ?? [];
    expect(use).toMatchObject({ name: 'Large', committed: parseUsd('100000'), elapsedPermille: 435 });
    expect(use?.used).toBeGreaterThan(parseUsd('200'));
    expect(use?.expectedPermille).toBeLessThan(300);
    const [lapse] = stated.findings.filter(({ rule }) => rule === 12);
    expect(Number(lapse?.gain.likely) / 1e12).toBeGreaterThan(50_000);
    expect(Number(lapse?.gain.likely) / 1e12).toBeLessThanOrEqual(80_000);
  });

  test('is replaced by its name, and gone when it is removed', async () => {
    const { rows } = readTerms('seat', 'tool,seats,price\ncopilot,10,19\n');
    await server.services.terms.state('live', 'seat', rows, by);
    expect((await server.services.terms.list('live')).seat).toEqual([
      { tool: 'copilot', vendor: '', seats: 10, price: '19' },
    ]);
    expect(await server.services.terms.remove('live', 'seat', 'copilot', by)).toBe(1);
    expect(await server.services.terms.remove('live', 'seat', 'copilot', by)).toBe(0);
    expect((await server.services.terms.list('sample')).wait).toEqual([]);
  });
});

test('rounds, alerts and all other jobs end with the tower, also when it is closed twice', async () => {
  expect(timers.running().length).toBeGreaterThan(3);
  await server.close();
  expect(timers.running()).toEqual([]);
  await server.close();
  expect(timers.running()).toEqual([]);
}, 60_000);
