import { maxTokensPerEvent, type NormalisedUsage } from '@exchequer/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { protobufOf, type Signal } from '../acceptance/index.ts';
import {
  isMetered,
  logsFromJson,
  logsFromProtobuf,
  MalformedBody,
  normaliseLogs,
  normaliseMetrics,
  normaliseSpans,
  pointsFromJson,
  pointsFromProtobuf,
  spansFromJson,
  spansFromProtobuf,
} from './index.ts';

const nowMs = Date.parse('2026-11-21T12:00:00Z');
const intake = { workspace: 'live', place: '/otlp', nowMs };

type Taken = { rows: NormalisedUsage[]; refused: number } | 'malformed';

/** Takes a body and lets through no error but the one that means a malformed body. */
function take(read: () => { rows: NormalisedUsage[]; rejects: unknown[] }): Taken {
  try {
    const { rows, rejects } = read();
    return { rows, refused: rejects.length };
  } catch (error) {
    if (error instanceof MalformedBody) return 'malformed';
    throw error;
  }
}

const takeJson: Record<Signal, (body: string) => Taken> = {
  logs: (body) => take(() => normaliseLogs(logsFromJson(body), intake)),
  metrics: (body) => take(() => metricRows(normaliseMetrics(pointsFromJson(body, isMetered), intake))),
  traces: (body) => take(() => normaliseSpans(spansFromJson(body), intake)),
};
const takeBytes: Record<Signal, (body: Uint8Array) => Taken> = {
  logs: (body) => take(() => normaliseLogs(logsFromProtobuf(body), intake)),
  metrics: (body) => take(() => metricRows(normaliseMetrics(pointsFromProtobuf(body, isMetered), intake))),
  traces: (body) => take(() => normaliseSpans(spansFromProtobuf(body), intake)),
};

const metricRows = ({ rows, rejects, series }: ReturnType<typeof normaliseMetrics>) => ({
  rows: [
    ...rows,
    ...series.flatMap((s) => s.points.map((p) => s.rowOf({ timeNanos: p.timeNanos, delta: p.value }))),
  ],
  rejects,
});

const signals = ['logs', 'metrics', 'traces'] as const;

function believable(row: NormalisedUsage): boolean {
  const counts = [row.uncached_input, row.cache_read, row.cache_write_unknown, row.output, row.reasoning];
  const at = Date.parse(row.occurred_at);
  return (
    counts.every((count = 0) => Number.isSafeInteger(count) && Math.abs(count) <= 2 * maxTokensPerEvent) &&
    at >= Date.parse('2020-01-01T00:00:00Z') &&
    at <= nowMs + 24 * 3_600_000 &&
    row.source_event_id !== '' &&
    row.model !== ''
  );
}

const attribute = (key: string, value: unknown) => ({ key, value });

/** Values that counts, names and times may come as: right, odd and hostile. */
const value = fc.oneof(
  fc.record({
    stringValue: fc.oneof(fc.string(), fc.constantFrom('12', '-3', '1e400', '', ' 7 ', 'NaN', '0x10')),
  }),
  fc.record({ intValue: fc.oneof(fc.integer().map(String), fc.bigInt().map(String), fc.integer()) }),
  fc.record({ doubleValue: fc.oneof(fc.double(), fc.constantFrom('NaN', 'Infinity', 1500)) }),
  fc.record({ boolValue: fc.boolean() }),
  fc.record({
    arrayValue: fc.record({ values: fc.array(fc.record({ stringValue: fc.string() }), { maxLength: 3 }) }),
  }),
  fc.jsonValue(),
);
const names = [
  'event.name',
  'event.kind',
  'session.id',
  'request_id',
  'model',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cost_usd',
  'event.timestamp',
  'input_token_count',
  'output_token_count',
  'cached_token_count',
  'type',
  'token_type',
  'gen_ai.operation.name',
  'gen_ai.usage.input_tokens',
  'gen_ai.usage.output_tokens',
  'gen_ai.token.type',
  '__proto__',
  'gen_ai.usage.cache_read.input_tokens',
  'gen_ai.request.model',
  'user.email',
];
const attributes = fc.array(
  fc.tuple(fc.constantFrom(...names), value).map(([key, v]) => attribute(key, v)),
  { maxLength: 20 },
);
const time = fc.oneof(
  fc.constantFrom('1791244684120000000', '0', '', '18446744073709551615', '99999999999999999999999', 'x', -1),
  fc.jsonValue(),
);
const eventName = fc.constantFrom(
  'claude_code.api_request',
  'codex.sse_event',
  'gemini_cli.api_response',
  'x',
);

const logRecord = fc.record({ timeUnixNano: time, body: fc.record({ stringValue: eventName }), attributes });
const span = fc.record({
  traceId: fc.constantFrom('5a5a4b2e13635af9d219322c5719056a', 'zz', ''),
  spanId: fc.constantFrom('d840325c993f1f88', '1', '0000000000000002'),
  parentSpanId: fc.constantFrom('d840325c993f1f88', '0000000000000002', ''),
  kind: fc.constantFrom(3, 1, 'x'),
  startTimeUnixNano: time,
  endTimeUnixNano: time,
  attributes,
});
const dataPoint = fc.record({
  startTimeUnixNano: time,
  timeUnixNano: time,
  asDouble: fc.oneof(fc.double(), fc.jsonValue()),
  attributes,
});
const metric = fc.record({
  name: fc.constantFrom(
    'claude_code.token.usage',
    'claude_code.cost.usage',
    'gen_ai.client.token.usage',
    'codex.turn.token_usage',
  ),
  sum: fc.record({
    aggregationTemporality: fc.constantFrom(0, 1, 2),
    dataPoints: fc.array(dataPoint, { maxLength: 3 }),
  }),
});

const odd = <T>(item: fc.Arbitrary<T>) =>
  fc.array(fc.oneof({ weight: 8, arbitrary: item }, { weight: 1, arbitrary: fc.jsonValue() }), {
    maxLength: 4,
  });
const request: Record<Signal, fc.Arbitrary<unknown>> = {
  logs: odd(logRecord).map((logRecords) => ({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] })),
  metrics: fc
    .array(metric, { maxLength: 3 })
    .map((metrics) => ({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] })),
  traces: odd(span).map((spans) => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] })),
};

/** A good request with one event of each tool, for cutting and flipping. */
const good = (count: number) => ({
  resourceLogs: [
    {
      resource: { attributes: [attribute('service.name', { stringValue: 'claude-code' })] },
      scopeLogs: [
        {
          scope: { name: 'events' },
          logRecords: Array.from({ length: count }, (_, i) => ({
            timeUnixNano: '1791244684120000000',
            body: { stringValue: 'claude_code.api_request' },
            attributes: [
              attribute('request_id', { stringValue: `req_${i}` }),
              attribute('model', { stringValue: 'claude-opus-5-5' }),
              attribute('input_tokens', { intValue: '10' }),
            ],
          })),
        },
      ],
    },
  ],
});

describe.each(signals)('hostile %s', (signal) => {
  test('any JSON is either taken, refused by the record, or malformed', () => {
    fc.assert(
      fc.property(fc.json(), (body) => {
        const taken = takeJson[signal](body);
        expect(taken === 'malformed' || taken.rows.length === 0).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('odd records yield believable rows or refusals, never an error', () => {
    fc.assert(
      fc.property(request[signal], (body) => {
        const taken = takeJson[signal](JSON.stringify(body));
        expect(taken === 'malformed' || taken.rows.every(believable)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test('random bytes never do more than malform', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const taken = takeBytes[signal](bytes);
        expect(taken === 'malformed' || taken.rows.every(believable)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('protobuf that is not whole', () => {
  const bytes = protobufOf('logs', good(5));

  test('cut anywhere but at its end, it is malformed', () => {
    for (let length = 1; length < bytes.length; length += 1) {
      expect(takeBytes.logs(bytes.slice(0, length))).toBe('malformed');
    }
    expect(takeBytes.logs(bytes)).toMatchObject({ refused: 0, rows: { length: 5 } });
  });

  test('flipped bits never crash the reader', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const copy = bytes.slice();
        copy[at] = (copy[at] ?? 0) ^ flip;
        const taken = takeBytes.logs(copy);
        expect(taken === 'malformed' || taken.rows.every(believable)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('groups nested without end are malformed, not a stack overflow', () => {
    expect(takeBytes.logs(new Uint8Array(100_000).fill(0x0b))).toBe('malformed');
  });
});

describe('one bad record among good ones', () => {
  test.each([
    ['negative', { intValue: '-1' }],
    ['absurd', { intValue: '9000000000000000' }],
    ['beyond 64 bits', { intValue: '99999999999999999999999' }],
    ['fractional', { doubleValue: 1.5 }],
    ['not a number', { doubleValue: 'NaN' }],
    ['infinite', { doubleValue: 'Infinity' }],
    ['text', { stringValue: 'many' }],
  ])('a count that is %s is refused by its place and the others are taken', (_name, wrong) => {
    const body = good(3);
    const record = body.resourceLogs[0]?.scopeLogs[0]?.logRecords[1];
    record?.attributes.splice(2, 1, attribute('input_tokens', wrong));
    const found = normaliseLogs(logsFromJson(JSON.stringify(body)), intake);
    expect(found.rows.map((row) => row.source_event_id)).toEqual(['req_0', 'req_2']);
    expect(found.rejects).toMatchObject([{ line: 2, error: expect.stringContaining('input_tokens') }]);
  });

  test.each([
    ['a day and more ahead', String((nowMs + 25 * 3_600_000) * 1_000_000)],
    ['before 2020', '1000000000000000000'],
    ['absent', '0'],
  ])('a time that is %s is refused', (_name, time) => {
    const body = good(2);
    const record = body.resourceLogs[0]?.scopeLogs[0]?.logRecords[0];
    if (record) record.timeUnixNano = time;
    const found = normaliseLogs(logsFromJson(JSON.stringify(body)), intake);
    expect([found.rows.length, found.rejects.length]).toEqual([1, 1]);
  });
});
