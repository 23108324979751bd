import { context, SpanKind, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { OTLPLogExporter as LogsOverHttp } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as LogsOverProto } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter as MetricsOverHttp } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as MetricsOverProto } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter as TracesOverHttp } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as TracesOverProto } from '@opentelemetry/exporter-trace-otlp-proto';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, type LogRecordExporter, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, SimpleSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type IngestServer, ingestServer } from './testing.ts';

let server: IngestServer;
beforeEach(async () => {
  server = await ingestServer({ now: () => new Date() });
});
afterEach(() => server.close());

const claude = resourceFromAttributes({ 'service.name': 'claude-code', 'team.id': 'platform' });
const bot = resourceFromAttributes({ 'service.name': 'support-bot' });
const gzip = { compression: CompressionAlgorithm.GZIP };

const logExporters: [string, () => LogRecordExporter][] = [
  ['http/json', () => new LogsOverHttp({ url: `${server.url}/otlp/v1/logs` })],
  ['http/protobuf', () => new LogsOverProto({ url: `${server.url}/otlp/v1/logs` })],
  ['http/protobuf with gzip', () => new LogsOverProto({ url: `${server.url}/otlp/v1/logs`, ...gzip })],
];

describe('the official exporters deliver', () => {
  test.each(logExporters)('log events over %s', async (_name, exporter) => {
    const provider = new LoggerProvider({
      resource: claude,
      processors: [new SimpleLogRecordProcessor({ exporter: exporter() })],
    });
    const logger = provider.getLogger('com.anthropic.claude_code.events', '2.1.289');
    logger.emit({
      severityNumber: SeverityNumber.INFO,
      body: 'claude_code.api_request',
      attributes: {
        'event.name': 'api_request',
        'session.id': 's1',
        'user.email': 'Dev@Example.com',
        request_id: 'req_1',
        model: 'claude-opus-5-5[1m]',
        input_tokens: 12,
        output_tokens: '842',
        cache_read_tokens: 5.0,
        cache_creation_tokens: 21874,
        cost_usd: 0.126258,
        prompt: 'SECRET',
      },
    });
    await provider.shutdown();
    expect(server.intake.events()).toMatchObject([
      {
        source: 'otlp.claude-code',
        source_event_id: 'req_1',
        model: 'claude-opus-5-5',
        identity: 'dev@example.com',
        team_claim: 'platform',
        uncached_input: 12,
        cache_read: 5,
        cache_write_unknown: 21874,
        output: 842,
        reported_cost: '0.126258',
      },
    ]);
    expect([server.rejects, server.logged]).toEqual([[], []]);
  });

  const metricExporters: [string, () => PushMetricExporter][] = [
    AggregationTemporality.DELTA,
    AggregationTemporality.CUMULATIVE,
  ].flatMap((temporality): [string, () => PushMetricExporter][] => {
    const name = temporality === AggregationTemporality.DELTA ? 'delta' : 'cumulative';
    const options = () => ({ url: `${server.url}/v1/metrics`, temporalityPreference: temporality as never });
    return [
      [`${name} over http/json`, () => new MetricsOverHttp(options())],
      [`${name} over http/protobuf`, () => new MetricsOverProto({ ...options(), ...gzip })],
    ];
  });

  test.each(metricExporters)('counters and histograms, %s', async (_name, exporter) => {
    const reader = new PeriodicExportingMetricReader({
      exporter: exporter(),
      exportIntervalMillis: 3_600_000,
    });
    const provider = new MeterProvider({ resource: bot, readers: [reader] });
    const meter = provider.getMeter('genai');
    const tokens = meter.createHistogram('gen_ai.client.token.usage');
    const claudeTokens = meter.createCounter('claude_code.token.usage');
    const model = { 'gen_ai.request.model': 'gpt-4o', 'gen_ai.system': 'openai' };
    for (const input of [100, 250, 0]) {
      tokens.record(input, { ...model, 'gen_ai.token.type': 'input' });
      claudeTokens.add(input, { type: 'cacheRead', model: 'claude-opus-5-5', 'session.id': 's1' });
      await provider.forceFlush();
    }
    await provider.shutdown();
    const rows = server.intake.metered();
    const sum = (tool: string) =>
      rows
        .filter((row) => row.tool === tool)
        .reduce((total, row) => total + (row.uncached_input ?? 0) + (row.cache_read ?? 0), 0);
    expect([sum('opentelemetry'), sum('claude-code')]).toEqual([350, 350]);
    expect([server.rejects, server.logged]).toEqual([[], []]);
  });

  const traceExporters: [string, () => SpanExporter][] = [
    ['http/json', () => new TracesOverHttp({ url: `${server.url}/v1/traces` })],
    ['http/protobuf', () => new TracesOverProto({ url: `${server.url}/v1/traces` })],
  ];

  test.each(traceExporters)('spans over %s', async (_name, exporter) => {
    const provider = new BasicTracerProvider({
      resource: bot,
      spanProcessors: [new SimpleSpanProcessor(exporter())],
    });
    const tracer = provider.getTracer('genai');
    const agent = tracer.startSpan('invoke_agent support', {
      attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.usage.input_tokens': 900 },
    });
    const chat = tracer.startSpan(
      'chat gpt-4o',
      {
        kind: SpanKind.CLIENT,
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.system': 'openai',
          'gen_ai.request.model': 'gpt-4o',
          'gen_ai.response.id': 'chatcmpl-1',
          'gen_ai.agent.name': 'support',
          'gen_ai.usage.input_tokens': 900,
          'gen_ai.usage.output_tokens': 30,
        },
      },
      trace.setSpan(context.active(), agent),
    );
    chat.end();
    agent.end();
    await provider.shutdown();
    expect(server.intake.events()).toMatchObject([
      {
        source: 'otlp.genai',
        model: 'gpt-4o',
        agent: 'support',
        uncached_input: 900,
        output: 30,
        requests: 1,
      },
    ]);
    expect([server.rejects, server.logged]).toEqual([[], []]);
  });
});
