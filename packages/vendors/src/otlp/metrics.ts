import { formatUsd, type NormalisedUsage, type SeriesStep, type UsageAlias } from '@exchequer/model';
import { metricsOfHour, metricsOfSession, sessionAlias } from './aliases.ts';
import { claudeCode, speedOf, threadOf } from './claude-code.ts';
import { Gathering } from './gathering.ts';
import { canonical, originKey, stableHash } from './identity.ts';
import { type Effects, type MetricKind, metricKind } from './metric-kinds.ts';
import { bareModel, claudeSeller, makerOf, unnamedModel } from './model-name.ts';
import { emitterOf, type Intake, whereabouts } from './origin.ts';
import { firstText, Reading, refusal } from './reading.ts';
import type { SeriesPoint } from './series.ts';
import type { Decoded, MetricPoint } from './shape.ts';
import { agentToolOf, genai } from './spans.ts';

/** Cumulative points of one series since one start, and how to make a row of an increase. */
export interface CumulativeSeries {
  key: string;
  points: SeriesPoint[];
  rowOf(step: SeriesStep): NormalisedUsage;
}

export class MetricGathering extends Gathering {
  /** Points whose increase depends on what was seen before. */
  readonly series: CumulativeSeries[] = [];
}

const delta = 1;
const cumulative = 2;

/** Usage in metric points. Delta points are rows at once; cumulative ones are left to their series. */
export function normaliseMetrics(decoded: Decoded<MetricPoint>, intake: Intake): MetricGathering {
  const found = new MetricGathering();
  const byKey = new Map<string, CumulativeSeries>();
  const refuse = (line: number, problems: readonly string[], attributes: MetricPoint['attributes']) =>
    found.refuse(() => refusal('otlp.metrics', intake.place, line, problems, attributes));
  for (const point of decoded) {
    if ('error' in point) {
      refuse(point.line, [point.error], new Map());
      continue;
    }
    const kind = metricKind(point.metric);
    const effects = kind?.effects(point.attributes);
    if (!kind || effects === null || repeatsAgent(point)) continue;
    const read = new Reading(point.attributes);
    const amount = amountOf(point, kind, effects, read);
    const when = read.instant(intake.nowMs, point.timeNanos);
    if (read.problems.length > 0 || effects === undefined) {
      refuse(point.line, read.problems, point.attributes);
    } else if (amount === null) {
      // The emitter says that it recorded nothing.
    } else if (point.temporality === delta) {
      const row = rowOf(point, kind, effects, amount, when, intake);
      if (amount > 0n) found.add(row);
    } else {
      found.count();
      seriesOf(byKey, found, point, kind, effects, intake).points.push({
        timeNanos: BigInt(point.timeNanos),
        value: amount,
      });
    }
  }
  return found;
}

/** Gemini CLI states every response twice: as its own metric and as the conventions’. */
const repeatsAgent = (point: MetricPoint): boolean =>
  point.metric.startsWith('gen_ai.') && agentToolOf(point.origin) !== undefined;

/** The value in whole tokens or pico-dollars. */
function amountOf(
  point: MetricPoint,
  kind: MetricKind,
  effects: Effects | undefined,
  read: Reading,
): bigint | null {
  const { metric, value } = point;
  if (point.kind === 'gauge' || point.kind === 'summary') {
    read.problems.push(`${metric} is a ${point.kind}; only sums and histograms can be added up`);
  } else if (point.temporality !== delta && point.temporality !== cumulative) {
    read.problems.push(`${metric} does not say whether it is delta or cumulative`);
  }
  if (effects === undefined) read.problems.push(`${metric} counts a token type that is not known here`);
  if (value === null) return null;
  if (kind.unit === 'tokens') return BigInt(read.checkCount('value', value));
  if (!Number.isFinite(value) || value < 0 || value > 1e9) {
    read.problems.push('value is not an amount of dollars');
    return 0n;
  }
  return BigInt(value.toFixed(12).replace('.', ''));
}

/** Which series a point belongs to; the same for every point of it, whatever their order. */
const seriesKey = (point: MetricPoint): string =>
  stableHash(originKey(point.origin), point.metric, canonical(point.attributes), point.startNanos);

function seriesOf(
  byKey: Map<string, CumulativeSeries>,
  found: MetricGathering,
  point: MetricPoint,
  kind: MetricKind,
  effects: Effects,
  intake: Intake,
): CumulativeSeries {
  const key = seriesKey(point);
  let series = byKey.get(key);
  if (!series) {
    series = {
      key,
      points: [],
      rowOf: (step) => {
        const at = { ...point, timeNanos: step.timeNanos.toString() };
        return rowOf(at, kind, effects, step.delta, isoOf(step.timeNanos), intake);
      },
    };
    byKey.set(key, series);
    found.series.push(series);
  }
  return series;
}

const isoOf = (nanos: bigint): string => new Date(Number(nanos / 1_000_000n)).toISOString();

function rowOf(
  point: MetricPoint,
  kind: MetricKind,
  effects: Effects,
  amount: bigint,
  when: string,
  intake: Intake,
): NormalisedUsage {
  const { attributes, origin } = point;
  const said = firstText(attributes, ...kind.modelKeys);
  const model = bareModel(said);
  const session = firstText(attributes, 'session.id') || firstText(origin.resource, 'session.id');
  const querySource = firstText(attributes, 'query_source');
  return {
    workspace: intake.workspace,
    source: 'otlp.metrics',
    source_event_id: stableHash(seriesKey(point), point.timeNanos),
    occurred_at: when,
    tool: kind.tool,
    provider: providerOf(point, kind, said),
    model_requested: said,
    model: model || unnamedModel,
    speed: speedOf(firstText(attributes, 'speed')),
    session_id: session,
    thread: threadOf(querySource),
    query_source: querySource,
    requests: 0,
    ...amounts(kind, effects, amount),
    ...whereabouts(origin, attributes),
    aliases: aliasesOf(point, kind, session, when),
  };
}

function providerOf(point: MetricPoint, kind: MetricKind, model: string): string {
  if (kind.tool === claudeCode) return claudeSeller(model);
  if (kind.tool !== genai) return kind.tool === 'codex' ? 'openai' : 'google';
  return firstText(point.attributes, 'gen_ai.provider.name', 'gen_ai.system') || makerOf(model);
}

function amounts(kind: MetricKind, effects: Effects, amount: bigint): Partial<NormalisedUsage> {
  if (kind.unit === 'usd') return { reported_cost: formatUsd(amount) };
  const row: Record<string, number> = {};
  for (const [column, sign] of Object.entries(effects)) row[column] = sign * Number(amount);
  if (effects.reasoning) row.reasoning_reported = 1;
  return row;
}

/** Metrics reconcile wherever a session’s events or logs arrive, and meter only where nothing else does. */
function aliasesOf(point: MetricPoint, kind: MetricKind, session: string, when: string): UsageAlias[] {
  const { tool, rank } = kind;
  if (session === '') {
    const emitter = emitterOf(point.origin, tool !== genai);
    const start = point.startNanos === '0' ? when : isoOf(BigInt(point.startNanos));
    const cover = metricsOfHour(tool, emitter, when, rank);
    const before = metricsOfHour(tool, emitter, start, rank);
    // A delta may straddle the hour; a cumulative start may lie days back and says nothing.
    return point.temporality === delta && before.alias !== cover.alias ? [cover, before] : [cover];
  }
  const aliases = [metricsOfSession(tool, session, rank)];
  if (tool !== claudeCode) aliases.push(sessionAlias('otlp.metrics', tool, session));
  return aliases;
}
