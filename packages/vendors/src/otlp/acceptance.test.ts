import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SeriesStore } from '@exchequer/model';
import { describe, expect, test } from 'vitest';
import {
  acceptanceFolder,
  type ExpectedTotals,
  expectedShape,
  groupColumns,
  protobufOf,
  type RecordingIntake,
  recordingIntake,
  type Signal,
  totalsBy,
  totalsOf,
} from '../acceptance/index.ts';
import {
  bookSeries,
  type Intake,
  isMetered,
  logsFromJson,
  logsFromProtobuf,
  memorySeriesStore,
  normaliseLogs,
  normaliseMetrics,
  normaliseSpans,
  pointsFromJson,
  pointsFromProtobuf,
  spansFromJson,
  spansFromProtobuf,
} from './index.ts';

const intakeOf: Intake = { workspace: 'live', place: '/otlp', nowMs: Date.parse('2026-11-21T12:00:00Z') };
const folder = acceptanceFolder('otlp');

type Encoding = 'JSON' | 'protobuf';

/** Takes one request body the way the endpoint does, and returns what was refused. */
async function take(
  signal: Signal,
  encoding: Encoding,
  text: string,
  intake: RecordingIntake,
  store: SeriesStore,
): Promise<number> {
  const bytes = encoding === 'protobuf' ? protobufOf(signal, JSON.parse(text)) : new Uint8Array();
  const json = encoding === 'JSON';
  if (signal === 'metrics') {
    const points = json ? pointsFromJson(text, isMetered) : pointsFromProtobuf(bytes, isMetered);
    const found = normaliseMetrics(points, intakeOf);
    await bookSeries(store, 'live', found.series, (rows) => intake.book('live', [...found.rows, ...rows]));
    return found.rejects.length;
  }
  const found =
    signal === 'logs'
      ? normaliseLogs(json ? logsFromJson(text) : logsFromProtobuf(bytes), intakeOf)
      : normaliseSpans(json ? spansFromJson(text) : spansFromProtobuf(bytes), intakeOf);
  await intake.book('live', found.rows);
  return found.rejects.length;
}

const signals: Record<string, Signal> = {
  'claude-code-logs.json': 'logs',
  'codex-logs.json': 'logs',
  'gemini-logs.json': 'logs',
  'example-events.json': 'logs',
  'example-logs.json': 'logs',
  'claude-code-metrics.json': 'metrics',
  'metrics-cumulative.json': 'metrics',
  'example-metrics.json': 'metrics',
  'genai-traces-gen-a.json': 'traces',
  'genai-traces-gen-b.json': 'traces',
  'genai-traces-gen-c.json': 'traces',
  'example-trace.json': 'traces',
};

type Expectation = { totals: ExpectedTotals; reported_cost_usd?: string } & Record<string, unknown>;

function check(rows: ReturnType<RecordingIntake['metered']>, expected: Expectation): void {
  if (!expected.totals.tokens) {
    expect(rows).toEqual([]);
    return;
  }
  expect(expectedShape(totalsOf(rows), expected.totals)).toEqual(onlyCounts(expected.totals));
  for (const [name, column] of Object.entries(groupColumns)) {
    const groups = expected[name] as Record<string, ExpectedTotals> | undefined;
    if (!groups) continue;
    const found = totalsBy(rows, column);
    expect(Object.keys(found).sort()).toEqual(Object.keys(groups).sort());
    for (const [key, group] of Object.entries(groups)) {
      const figures = found[key];
      if (!figures) throw new Error(`no group ${key}`);
      const shaped = expectedShape(figures, group);
      // Where one row of the file reports reasoning, its expectation states 0 and not null.
      if (group.tokens.reasoning === 0) shaped.tokens.reasoning ??= 0;
      expect(shaped, `${name} ${key}`).toEqual(onlyCounts(group));
    }
  }
  if (expected.reported_cost_usd) {
    const sum = rows.reduce((total, row) => total + Number(row.reported_cost ?? 0), 0);
    expect(sum).toBeCloseTo(Number(expected.reported_cost_usd), 6);
  }
}

const onlyCounts = ({ requests, tokens }: ExpectedTotals): ExpectedTotals =>
  requests === undefined ? { tokens } : { requests, tokens };

describe.skipIf(!folder)('acceptance data', () => {
  const read = (name: string) => readFileSync(join(folder ?? '', name), 'utf8');
  const expected = folder ? (JSON.parse(read('expected.json')) as Record<string, Expectation>) : {};

  for (const [name, signal] of Object.entries(signals)) {
    for (const encoding of ['JSON', 'protobuf'] as const) {
      test(`${name} as ${encoding}, sent three times, comes to its totals`, async () => {
        const [intake, store] = [recordingIntake(), memorySeriesStore()];
        let refused = 0;
        for (let i = 0; i < 3; i += 1) refused += await take(signal, encoding, read(name), intake, store);
        expect(refused).toBe(0);
        const facts = expected[name] as Expectation;
        if (name !== 'metrics-cumulative.json') return check(intake.metered(), facts);
        for (const [tool, metric] of [
          ['claude-code', 'claude_code.token.usage'],
          ['opentelemetry', 'gen_ai.client.token.usage'],
        ] as const) {
          check(
            intake.metered().filter((row) => row.tool === tool),
            facts[metric] as Expectation,
          );
        }
      });
    }
  }

  test('logs and metrics of the same sessions are counted once, in either order', async () => {
    for (const names of [
      ['claude-code-logs.json', 'claude-code-metrics.json'],
      ['claude-code-metrics.json', 'claude-code-logs.json'],
    ]) {
      const [intake, store] = [recordingIntake(), memorySeriesStore()];
      for (const name of names) await take(signals[name] ?? 'logs', 'JSON', read(name), intake, store);
      check(intake.metered(), expected['claude-code-logs.json'] as Expectation);
    }
  });
});
