import { expect, test } from 'vitest';
import { type CallSpan, collectorOf, SpanExporter, traceOf } from './spans.ts';

const span: CallSpan = {
  traceId: 'a'.repeat(32),
  parentId: '',
  spanId: 'b'.repeat(16),
  name: 'chat gpt-5',
  startMs: 1_700_000_000_000.25,
  endMs: 1_700_000_000_001,
  failed: false,
  attributes: { 'gen_ai.request.model': 'gpt-5', 'gen_ai.usage.output_tokens': 7 },
};
const how = { path: '/v1/traces', headers: { 'x-key': '1' }, service: 'exchequer-gateway' };

test('spans leave in OTLP JSON, with times in nanoseconds', async () => {
  const sent: { headers: unknown; body: unknown }[] = [];
  const exporter = new SpanExporter(async (_path, headers, body) => {
    sent.push({ headers, body: JSON.parse(body) });
  }, how);
  exporter.add(span);
  await exporter.flush();
  expect(sent[0]?.headers).toEqual({ 'x-key': '1', 'content-type': 'application/json' });
  expect(sent[0]?.body).toMatchObject({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'exchequer-gateway' } }] },
        scopeSpans: [
          {
            spans: [
              {
                startTimeUnixNano: '1700000000000250000',
                attributes: [
                  { key: 'gen_ai.request.model', value: { stringValue: 'gpt-5' } },
                  { key: 'gen_ai.usage.output_tokens', value: { intValue: '7' } },
                ],
              },
            ],
          },
        ],
      },
    ],
  });
});

test('a collector that fails costs its spans and nothing else', async () => {
  const exporter = new SpanExporter(() => Promise.reject(new Error('away')), how);
  for (let i = 0; i < 5_000; i++) exporter.add(span);
  await exporter.flush();
  expect(exporter.dropped).toBe(5_000 - 4_096 + 512);
});

test('the trace of a client is gone on with, and nonsense is none', () => {
  const parent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
  expect(traceOf(parent)).toEqual({ traceId: '1'.repeat(32), parentId: '2'.repeat(16) });
  expect(traceOf('00-zz')).toBeNull();
  expect(traceOf(`00-${'0'.repeat(32)}-${'2'.repeat(16)}-01`)).toBeNull();
});

test('the collector is found by the usual variables', () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/', OTEL_EXPORTER_OTLP_HEADERS: 'X-Key=a%20b' };
  expect(collectorOf(env)).toMatchObject({
    url: new URL('http://c:4318/v1/traces'),
    headers: { 'x-key': 'a b' },
  });
  expect(collectorOf({})).toBeNull();
});
