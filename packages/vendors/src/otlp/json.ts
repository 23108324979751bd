import {
  type Attributes,
  type LogRecord,
  longestEventName,
  MalformedBody,
  type MetricPoint,
  type Misshapen,
  type Origin,
  type PointKind,
  type Scalar,
  type Span,
} from './shape.ts';

type Dict = { readonly [key: string]: unknown };

const isDict = (value: unknown): value is Dict =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const jsonFix = 'Send one OTLP/JSON export request: an object with lowerCamelCase keys.';

function parseBody(body: string): Dict {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (cause) {
    const why = cause instanceof Error ? positionOf(cause.message) : '';
    throw new MalformedBody(`the body is not JSON${why}`, jsonFix, cause);
  }
  if (!isDict(parsed)) throw new MalformedBody('the body is not a JSON object', jsonFix);
  return parsed;
}

/** The parser’s message quotes the body, which may hold message text; only the position is passed on. */
function positionOf(message: string): string {
  const at = /position (\d+)/.exec(message);
  return at ? ` (at character ${at[1]})` : '';
}

/** A list of objects under a key; absent is empty, as in every protobuf mapping. */
function list(from: Dict, key: string): readonly unknown[] {
  const value = from[key];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new MalformedBody(`"${key}" is not a list`, jsonFix);
  return value;
}

function dict(value: unknown, what: string): Dict {
  if (value === undefined || value === null) return {};
  if (!isDict(value)) throw new MalformedBody(`"${what}" is not an object`, jsonFix);
  return value;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** 64-bit ints come as decimal strings; numbers are accepted too. */
function nanos(value: unknown): string {
  if (typeof value === 'string') return /^\d{1,20}$/.test(value) ? value.replace(/^0+(?=\d)/, '') : '0';
  return typeof value === 'number' && Number.isSafeInteger(Math.trunc(value / 1000)) && value > 0
    ? BigInt(Math.trunc(value)).toString()
    : '0';
}

const hex = (value: unknown): string =>
  typeof value === 'string' && /^[0-9a-f]*$/i.test(value) ? value.toLowerCase() : '';

function scalar(value: unknown, keepNested: boolean): Scalar | undefined {
  if (!isDict(value)) return undefined;
  if (typeof value.stringValue === 'string') return value.stringValue;
  if (value.intValue !== undefined) return intValue(value.intValue);
  if (value.doubleValue !== undefined) return doubleValue(value.doubleValue);
  if (typeof value.boolValue === 'boolean') return value.boolValue;
  if (!keepNested) return undefined;
  return value.arrayValue || value.kvlistValue || value.bytesValue ? nestedText(value) : undefined;
}

/** Lists and maps tell metric series apart; nothing looks inside them. */
function nestedText(value: Dict): string {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw new MalformedBody('an attribute is nested too deeply', 'Send attributes of plain values.', cause);
  }
}

/** An int past 2⁵³ keeps its digits; what is no int keeps its text, so that its reader can refuse it. */
function intValue(value: unknown): Scalar | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const number = Number(value);
  return value !== '' && Number.isSafeInteger(number) ? number : value;
}

/** Protobuf’s JSON mapping writes the special doubles as words. */
function doubleValue(value: unknown): Scalar | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const number = value.trim() === '' ? Number.NaN : Number(value);
  return number;
}

function attributes(value: unknown, keepNested = false): Attributes {
  const found = new Map<string, Scalar>();
  if (!Array.isArray(value)) return found;
  for (const entry of value) {
    if (!isDict(entry) || typeof entry.key !== 'string') continue;
    const one = scalar(entry.value, keepNested);
    if (one !== undefined) found.set(entry.key, one);
  }
  return found;
}

/** Walks resource and scope groups, which all three signals share. */
function* groups(
  body: Dict,
  resources: string,
  scopes: string,
  keepNested = false,
): Generator<[Origin, Dict]> {
  for (const resourceGroup of list(body, resources)) {
    const group = dict(resourceGroup, resources);
    const resource = attributes(dict(group.resource, 'resource').attributes, keepNested);
    for (const scopeGroup of list(group, scopes)) {
      const inner = dict(scopeGroup, scopes);
      const scope = dict(inner.scope, 'scope');
      yield [{ resource, scope: text(scope.name), scopeVersion: text(scope.version) }, inner];
    }
  }
}

/** One record of a list, or a note that it is none. */
const readItem = <Record>(
  item: unknown,
  line: number,
  what: string,
  read: (item: Dict) => Record,
): Record | Misshapen => (isDict(item) ? read(item) : { line, error: `this ${what} is not an object` });

/** @throws MalformedBody, while iterating, when the body is not an OTLP/JSON logs request */
export function* logsFromJson(body: string): Generator<LogRecord | Misshapen> {
  let line = 0;
  for (const [origin, group] of groups(parseBody(body), 'resourceLogs', 'scopeLogs')) {
    for (const item of list(group, 'logRecords')) {
      line += 1;
      yield readItem(item, line, 'log record', (record) => logRecord(record, line, origin));
    }
  }
}

function logRecord(item: Dict, line: number, origin: Origin): LogRecord {
  const said = isDict(item.body) ? text(item.body.stringValue) : '';
  return {
    line,
    origin,
    attributes: attributes(item.attributes),
    eventName: text(item.eventName),
    body: said.length <= longestEventName ? said : '',
    timeNanos: nanos(item.timeUnixNano),
    observedNanos: nanos(item.observedTimeUnixNano),
  };
}

/** @throws MalformedBody, while iterating, when the body is not an OTLP/JSON trace request */
export function* spansFromJson(body: string): Generator<Span | Misshapen> {
  let line = 0;
  for (const [origin, group] of groups(parseBody(body), 'resourceSpans', 'scopeSpans')) {
    for (const item of list(group, 'spans')) {
      line += 1;
      yield readItem(item, line, 'span', (span) => spanOf(span, line, origin));
    }
  }
}

const spanOf = (item: Dict, line: number, origin: Origin): Span => ({
  line,
  origin,
  attributes: attributes(item.attributes),
  traceId: hex(item.traceId),
  spanId: hex(item.spanId),
  parentSpanId: hex(item.parentSpanId),
  kind: typeof item.kind === 'number' ? item.kind : 0,
  startNanos: nanos(item.startTimeUnixNano),
  endNanos: nanos(item.endTimeUnixNano),
});

const pointKinds: readonly [string, PointKind][] = [
  ['sum', 'sum'],
  ['histogram', 'histogram'],
  ['exponentialHistogram', 'histogram'],
  ['gauge', 'gauge'],
  ['summary', 'summary'],
];

/**
 * Points of the metrics that `wanted` names; others are left alone.
 * @throws MalformedBody, while iterating, when the body is not an OTLP/JSON metrics request
 */
export function* pointsFromJson(
  body: string,
  wanted: (metric: string) => boolean,
): Generator<MetricPoint | Misshapen> {
  let line = 0;
  for (const [origin, group] of groups(parseBody(body), 'resourceMetrics', 'scopeMetrics', true)) {
    for (const entry of list(group, 'metrics')) {
      const metric = dict(entry, 'metrics');
      const name = text(metric.name);
      for (const [key, kind] of pointKinds) {
        const data = dict(metric[key], key);
        for (const item of list(data, 'dataPoints')) {
          line += 1;
          if (!wanted(name)) continue;
          yield readItem(item, line, 'data point', (at) => point(at, line, origin, name, kind, data));
        }
      }
    }
  }
}

/** Bit 1 of a point’s flags: nothing was recorded. */
const noRecordedValue = 1;

function point(
  item: Dict,
  line: number,
  origin: Origin,
  metric: string,
  kind: PointKind,
  data: Dict,
): MetricPoint {
  const silent = typeof item.flags === 'number' && (item.flags & noRecordedValue) !== 0;
  return {
    line,
    origin,
    metric,
    kind,
    temporality: typeof data.aggregationTemporality === 'number' ? data.aggregationTemporality : 0,
    attributes: attributes(item.attributes, true),
    startNanos: nanos(item.startTimeUnixNano),
    timeNanos: nanos(item.timeUnixNano),
    value: silent
      ? null
      : numberOf(kind === 'sum' || kind === 'gauge' ? (item.asInt ?? item.asDouble) : item.sum),
  };
}

function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : null;
}
