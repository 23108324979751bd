import type { NormalisedUsage } from '@exchequer/model';
import { describe, expect, test } from 'vitest';
import { recordingIntake, totalsOf } from '../acceptance/index.ts';
import {
  bookSeries,
  isMetered,
  logsFromJson,
  memorySeriesStore,
  normaliseLogs,
  normaliseMetrics,
  normaliseSpans,
  pointsFromJson,
  spansFromJson,
} from './index.ts';

const intake = { workspace: 'live', place: '/otlp', nowMs: Date.parse('2026-11-21T12:00:00Z') };
const nanos = '1791244684120000000';

type Said = Record<string, string | number>;
const attributes = (said: Said) =>
  Object.entries(said).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? { stringValue: value } : { intValue: String(value) },
  }));

function logs(own: Said, more: { resource?: Said; scope?: string; body?: string; eventName?: string } = {}) {
  const record = {
    timeUnixNano: nanos,
    eventName: more.eventName ?? '',
    body: { stringValue: more.body ?? '' },
    attributes: attributes(own),
  };
  const resource = { attributes: attributes(more.resource ?? {}) };
  const body = {
    resourceLogs: [{ resource, scopeLogs: [{ scope: { name: more.scope ?? '' }, logRecords: [record] }] }],
  };
  return normaliseLogs(logsFromJson(JSON.stringify(body)), intake).rows;
}

const claude = {
  model: 'claude-opus-5-5',
  input_tokens: 7,
  output_tokens: 3,
  request_id: 'req_1',
  'session.id': 's1',
};

describe('which log record is usage', () => {
  test('the event’s name counts in the body, in event.name or in the record’s own field, with and without prefix', () => {
    const service = { 'service.name': 'claude-code' };
    expect(logs(claude, { body: 'claude_code.api_request' })).toHaveLength(1);
    expect(logs({ ...claude, 'event.name': 'claude_code.api_request' })).toHaveLength(1);
    expect(logs(claude, { eventName: 'claude_code.api_request' })).toHaveLength(1);
    expect(logs({ ...claude, 'event.name': 'api_request' }, { resource: service })).toHaveLength(1);
    expect(
      logs({ ...claude, 'event.name': 'api_request' }, { scope: 'com.anthropic.claude_code.events' }),
    ).toHaveLength(1);
  });

  test('another tool’s event of the same bare name is not', () => {
    expect(
      logs({ ...claude, 'event.name': 'api_request' }, { resource: { 'service.name': 'my-shop' } }),
    ).toEqual([]);
    expect(
      logs({ ...claude, 'event.name': 'codex.api_request' }, { resource: { 'service.name': 'codex' } }),
    ).toEqual([]);
  });
});

describe('what a log row says', () => {
  test('who acted: an email anywhere beats an account, and team and cost centre come from the resource', () => {
    const resource = { 'user.email': 'Dev@Example.com', 'team.id': 'platform', cost_center: 'eng-1' };
    const [row] = logs(
      { ...claude, 'user.account_id': 'user_01' },
      { body: 'claude_code.api_request', resource },
    );
    expect(row).toMatchObject({
      identity_kind: 'email',
      identity: 'dev@example.com',
      team_claim: 'platform',
      cost_center: 'eng-1',
    });
    const [other] = logs({ ...claude, 'user.account_id': 'user_01' }, { body: 'claude_code.api_request' });
    expect(other).toMatchObject({ identity_kind: 'account', identity: 'user_01' });
  });

  test('repository, branch and commit come from vcs attributes', () => {
    const resource = {
      'vcs.repository.url.full': 'https://git.example.com/a/b',
      'vcs.ref.head.name': 'main',
      'vcs.ref.head.revision': 'abc',
    };
    expect(logs(claude, { body: 'claude_code.api_request', resource })[0]).toMatchObject({
      repo: 'https://git.example.com/a/b',
      branch: 'main',
      commit: 'abc',
    });
  });

  test('a Claude model of Bedrock is sold by AWS', () => {
    const [row] = logs(
      { ...claude, model: 'us.anthropic.claude-opus-5-5-v1:0' },
      { body: 'claude_code.api_request' },
    );
    expect(row?.provider).toBe('aws');
  });

  test('tokens without a model are kept as unknown, not dropped', () => {
    const { model: _, ...nameless } = claude;
    expect(logs(nameless, { body: 'claude_code.api_request' })[0]).toMatchObject({
      model: 'unknown',
      output: 3,
    });
  });

  test('Codex: cached above input is taken as not included, and flagged', () => {
    const [row] = logs({
      'event.name': 'codex.sse_event',
      'event.kind': 'response.completed',
      'conversation.id': 'c1',
      model: 'gpt-5.4',
      input_token_count: 10,
      cached_token_count: 50,
      output_token_count: 1,
      auth_mode: 'Chatgpt',
    });
    expect(row).toMatchObject({
      uncached_input: 10,
      cache_read: 50,
      flags: 'inconsistent-input',
      billing_mode: 'subscription',
    });
    expect(row?.aliases).toContainEqual({ alias: 'session:codex:c1', rank: 50 });
  });
});

const hex = (n: number) => n.toString(16).padStart(16, '0');
const trace = '5a5a4b2e13635af9d219322c5719056a';
const span = (id: number, parent: number | null, said: Said, kind = 3) => ({
  traceId: trace,
  spanId: hex(id),
  ...(parent === null ? {} : { parentSpanId: hex(parent) }),
  kind,
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes: attributes(said),
});
function spans(...list: ReturnType<typeof span>[]): NormalisedUsage[] {
  const body = { resourceSpans: [{ scopeSpans: [{ spans: list }] }] };
  return normaliseSpans(spansFromJson(JSON.stringify(body)), intake).rows;
}
const chat = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o' };
const used = { 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.output_tokens': 10 };

describe('which span is billed', () => {
  test('a call that wraps another reported call is not billed again', () => {
    const rows = spans(span(1, null, { ...chat, ...used }), span(2, 1, {}), span(3, 2, { ...chat, ...used }));
    expect(rows.map((row) => row.source_event_id)).toEqual([`${trace}/${hex(3)}`]);
  });

  test('a call made by a tool that another call asked for is a call of its own', () => {
    const tool = { 'gen_ai.operation.name': 'execute_tool' };
    const rows = spans(
      span(1, null, { ...chat, ...used }),
      span(2, 1, tool, 1),
      span(3, 2, { ...chat, ...used }),
    );
    expect(rows).toHaveLength(2);
  });

  test('spans that are their own ancestors end nothing', () => {
    expect(spans(span(1, 2, { ...chat, ...used }), span(2, 1, {}, 1))).toHaveLength(1);
    expect(spans(span(1, 1, { ...chat, ...used }))).toHaveLength(1);
  });

  test('the names of before 1.27 count, and a client span with usage and no operation', () => {
    const old = {
      'gen_ai.system': 'openai',
      'gen_ai.usage.prompt_tokens': 5,
      'gen_ai.usage.completion_tokens': 2,
    };
    expect(spans(span(1, null, old))).toMatchObject([{ provider: 'openai', uncached_input: 5, output: 2 }]);
  });
});

type Point = { said: Said; value: number };
function metric(name: string, kind: 'sum' | 'histogram', points: Point[], resource: Said = {}) {
  const dataPoints = points.map(({ said, value }) => ({
    startTimeUnixNano: nanos,
    timeUnixNano: String(BigInt(nanos) + 60_000_000_000n),
    attributes: attributes(said),
    ...(kind === 'sum' ? { asInt: String(value) } : { sum: value, count: '3' }),
  }));
  const metrics = [{ name, [kind]: { aggregationTemporality: 1, dataPoints } }];
  return {
    resourceMetrics: [{ resource: { attributes: attributes(resource) }, scopeMetrics: [{ metrics }] }],
  };
}
const metricRows = (body: unknown) =>
  normaliseMetrics(pointsFromJson(JSON.stringify(body), isMetered), intake);

describe('what metrics count', () => {
  test('Codex: cached lies inside input, the total repeats the rest, a histogram counts by its sum', () => {
    const body = metric('codex.turn.token_usage', 'histogram', [
      { said: { token_type: 'total' }, value: 130 },
      { said: { token_type: 'input' }, value: 100 },
      { said: { token_type: 'cached_input' }, value: 80 },
      { said: { token_type: 'output' }, value: 30 },
      { said: { token_type: 'reasoning_output' }, value: 20 },
    ]);
    const { rows, rejects } = metricRows(body);
    expect([totalsOf(rows), rejects]).toMatchObject([
      { requests: 0, tokens: { uncached_input: 20, cache_read: 80, output: 30, reasoning: 20, total: 130 } },
      [],
    ]);
  });

  test('Gemini: its own metric counts and the conventions’ repeat of it does not', () => {
    const service = { 'service.name': 'gemini-cli' };
    const own = metric(
      'gemini_cli.token.usage',
      'sum',
      [
        { said: { type: 'input' }, value: 100 },
        { said: { type: 'cache' }, value: 60 },
        { said: { type: 'thought' }, value: 5 },
        { said: { type: 'output' }, value: 7 },
      ],
      service,
    );
    expect(totalsOf(metricRows(own).rows).tokens).toMatchObject({
      uncached_input: 40,
      cache_read: 60,
      output: 12,
      reasoning: 5,
    });
    const repeat = metric(
      'gen_ai.client.token.usage',
      'histogram',
      [{ said: { 'gen_ai.token.type': 'input' }, value: 100 }],
      service,
    );
    expect(metricRows(repeat).rows).toEqual([]);
  });

  test('generation C counts by one counter per class, with the cache inside input', () => {
    const of = (name: string, value: number, said: Said = {}) =>
      metricRows(metric(`gen_ai.client.inference.usage.${name}`, 'sum', [{ said, value }])).rows;
    const rows = [
      ...of('input_tokens', 90),
      ...of('input_tokens', 10, { 'gen_ai.token.modality': 'audio' }),
      ...of('cache_read.input_tokens', 50),
      ...of('cache_write.input_tokens', 20),
      ...of('output_tokens', 8),
      ...of('reasoning.output_tokens', 3),
    ];
    expect(totalsOf(rows).tokens).toMatchObject({
      uncached_input: 30,
      cache_read: 50,
      cache_write_unknown: 20,
      output: 8,
      reasoning: 3,
    });
    expect(rows.reduce((sum, row) => sum + (row.audio_input ?? 0), 0)).toBe(10);
  });

  test.each([
    [
      'a gauge',
      {
        gauge: {
          dataPoints: [{ timeUnixNano: nanos, asInt: '5', attributes: attributes({ type: 'input' }) }],
        },
      },
      'gauge',
    ],
    [
      'a sum without temporality',
      {
        sum: { dataPoints: [{ timeUnixNano: nanos, asInt: '5', attributes: attributes({ type: 'input' }) }] },
      },
      'delta or cumulative',
    ],
    [
      'an unknown type',
      {
        sum: {
          aggregationTemporality: 1,
          dataPoints: [{ timeUnixNano: nanos, asInt: '5', attributes: attributes({ type: 'new' }) }],
        },
      },
      'not known',
    ],
  ])('%s is refused and says why', (_name, data, why) => {
    const body = {
      resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'claude_code.token.usage', ...data }] }] }],
    };
    const found = metricRows(body);
    expect(found.rows).toEqual([]);
    expect(found.rejects).toMatchObject([{ error: expect.stringContaining(why) }]);
  });
});

describe('one source meters', () => {
  test('spans of a service stand over its metrics of the same hour, and metrics alone count', async () => {
    const [booked, store] = [recordingIntake(), memorySeriesStore()];
    const body = metric('gen_ai.client.token.usage', 'histogram', [
      { said: { 'gen_ai.token.type': 'input' }, value: 100 },
    ]);
    const points = metricRows(body);
    await bookSeries(store, 'live', points.series, (rows) => booked.book('live', [...points.rows, ...rows]));
    expect(totalsOf(booked.metered()).tokens.total).toBe(100);
    await booked.book('live', spans(span(1, null, { ...chat, ...used })));
    expect(totalsOf(booked.metered()).tokens.total).toBe(110);
    expect(booked.events()).toHaveLength(2);
  });
});
