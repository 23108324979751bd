import { WireType } from '@bufbuild/protobuf/wire';
import {
  type Attributes,
  type LogRecord,
  longestEventName,
  MalformedBody,
  type MetricPoint,
  type Origin,
  type PointKind,
  type Scalar,
  type Span,
} from './shape.ts';
import { type Range, Walker } from './walker.ts';

const { LengthDelimited, Bit64, Varint } = WireType;

/** Child messages of interest, by field number, in order of appearance. */
function children(walker: Walker, range: Range, fields: readonly number[]): Range[][] {
  const found: Range[][] = fields.map(() => []);
  walker.message(range, (field, wire) => {
    const index = fields.indexOf(field);
    if (index < 0 || wire !== LengthDelimited) return false;
    found[index]?.push(walker.range());
    return true;
  });
  return found;
}

function attributesOf(
  walker: Walker,
  range: Range | undefined,
  field: number,
  keepNested: boolean,
): Attributes {
  const found = new Map<string, Scalar>();
  if (range) {
    walker.message(range, (at, wire) =>
      at === field && wire === LengthDelimited ? walker.attribute(found, keepNested) : false,
    );
  }
  return found;
}

function scopeOf(walker: Walker, range: Range | undefined): { scope: string; scopeVersion: string } {
  const scope = { scope: '', scopeVersion: '' };
  if (!range) return scope;
  walker.message(range, (field, wire) => {
    if (wire !== LengthDelimited) return false;
    if (field === 1) scope.scope = walker.text();
    else if (field === 2) scope.scopeVersion = walker.text();
    else return false;
    return true;
  });
  return scope;
}

/** Walks resource and scope groups, which all three signals share field for field. */
function* forEachItem<Record>(
  body: Uint8Array,
  keepNested: boolean,
  read: (walker: Walker, origin: Origin, item: Range) => Record,
): Generator<Record> {
  const walker = new Walker(body);
  try {
    for (const group of children(walker, [0, body.length], [1])[0] ?? []) {
      const [resources = [], scopes = []] = children(walker, group, [1, 2]);
      const resource = attributesOf(walker, resources.at(-1), 1, keepNested);
      for (const inner of scopes) {
        const [scopeRanges = [], items = []] = children(walker, inner, [1, 2]);
        const origin = { resource, ...scopeOf(walker, scopeRanges.at(-1)) };
        for (const item of items) yield read(walker, origin, item);
      }
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'unreadable';
    throw new MalformedBody(
      `the body is not a whole protobuf message (${why}, near byte ${walker.reader.pos} of ${body.length})`,
      'Send one complete binary OTLP export request; if a proxy cut the body, raise its size limit.',
      cause,
    );
  }
}

/**
 * Field numbers here and below are those of opentelemetry-proto 1.11.
 * @throws MalformedBody, while iterating, when the body is not an ExportLogsServiceRequest
 */
export function logsFromProtobuf(body: Uint8Array): Generator<LogRecord> {
  let line = 0;
  return forEachItem(body, false, (walker, origin, item) => {
    const attributes = new Map<string, Scalar>();
    const record = { eventName: '', body: '', timeNanos: '0', observedNanos: '0' };
    walker.message(item, (field, wire) => {
      if (field === 6 && wire === LengthDelimited) return walker.attribute(attributes);
      if (field === 1 && wire === Bit64) record.timeNanos = walker.nanos();
      else if (field === 11 && wire === Bit64) record.observedNanos = walker.nanos();
      else if (field === 12 && wire === LengthDelimited) record.eventName = walker.text();
      else if (field === 5 && wire === LengthDelimited) record.body = shortText(walker);
      else return false;
      return true;
    });
    line += 1;
    return { line, origin, attributes, ...record };
  });
}

function shortText(walker: Walker): string {
  const at = walker.reader.pos;
  const [start, end] = walker.range();
  // Two tags and a length precede the text.
  if (end - start > longestEventName + 6) return '';
  walker.reader.pos = at;
  const said = walker.anyValue(false);
  return typeof said === 'string' ? said : '';
}

/** @throws MalformedBody, while iterating, when the body is not an ExportTraceServiceRequest */
export function spansFromProtobuf(body: Uint8Array): Generator<Span> {
  let line = 0;
  return forEachItem(body, false, (walker, origin, item) => {
    const attributes = new Map<string, Scalar>();
    const span = { traceId: '', spanId: '', parentSpanId: '', kind: 0, startNanos: '0', endNanos: '0' };
    walker.message(item, (field, wire) => {
      if (field === 9 && wire === LengthDelimited) return walker.attribute(attributes);
      if (field === 1 && wire === LengthDelimited) span.traceId = walker.hex();
      else if (field === 2 && wire === LengthDelimited) span.spanId = walker.hex();
      else if (field === 4 && wire === LengthDelimited) span.parentSpanId = walker.hex();
      else if (field === 6 && wire === Varint) span.kind = walker.reader.int32();
      else if (field === 7 && wire === Bit64) span.startNanos = walker.nanos();
      else if (field === 8 && wire === Bit64) span.endNanos = walker.nanos();
      else return false;
      return true;
    });
    line += 1;
    return { line, origin, attributes, ...span };
  });
}

const pointKinds = new Map<number, PointKind>([
  [5, 'gauge'],
  [7, 'sum'],
  [9, 'histogram'],
  [10, 'histogram'],
  [11, 'summary'],
]);
/** Field number of a point’s attributes, by the field of its data in Metric. */
const attributeFields = new Map([
  [5, 7],
  [7, 7],
  [9, 9],
  [10, 1],
  [11, 7],
]);

/**
 * Points of the metrics that `wanted` names; others are left alone.
 * @throws MalformedBody, while iterating, when the body is not an ExportMetricsServiceRequest
 */
export function* pointsFromProtobuf(
  body: Uint8Array,
  wanted: (metric: string) => boolean,
): Generator<MetricPoint> {
  const lines = { seen: 0 };
  for (const points of forEachItem(body, true, (walker, origin, item) =>
    pointsOf(walker, origin, item, wanted, lines),
  )) {
    yield* points;
  }
}

function pointsOf(
  walker: Walker,
  origin: Origin,
  item: Range,
  wanted: (metric: string) => boolean,
  lines: { seen: number },
): MetricPoint[] {
  let metric = '';
  const data: [number, Range][] = [];
  const found: MetricPoint[] = [];
  walker.message(item, (field, wire) => {
    if (wire !== LengthDelimited) return false;
    if (field === 1) metric = walker.text();
    else if (pointKinds.has(field)) data.push([field, walker.range()]);
    else return false;
    return true;
  });
  for (const [field, range] of data) {
    const { temporality, points } = dataOf(walker, range);
    for (const at of points) {
      lines.seen += 1;
      if (!wanted(metric)) continue;
      const kind = pointKinds.get(field) ?? 'gauge';
      const point = pointOf(walker, at, kind, attributeFields.get(field) ?? 7);
      found.push({ line: lines.seen, origin, metric, kind, temporality, ...point });
    }
  }
  return found;
}

function dataOf(walker: Walker, range: Range): { temporality: number; points: Range[] } {
  const data = { temporality: 0, points: [] as Range[] };
  walker.message(range, (field, wire) => {
    if (field === 1 && wire === LengthDelimited) data.points.push(walker.range());
    else if (field === 2 && wire === Varint) data.temporality = walker.reader.int32();
    else return false;
    return true;
  });
  return data;
}

/** Bit 1 of a point’s flags: nothing was recorded. */
const noRecordedValue = 1;

function pointOf(walker: Walker, range: Range, kind: PointKind, attributeField: number) {
  const attributes = new Map<string, Scalar>();
  const point: { startNanos: string; timeNanos: string; value: number | null } = {
    startNanos: '0',
    timeNanos: '0',
    value: null,
  };
  const single = kind === 'sum' || kind === 'gauge';
  const doubleField = single ? 4 : 5;
  const flagsField = single ? 8 : 10;
  let silent = false;
  walker.message(range, (field, wire) => {
    if (field === attributeField && wire === LengthDelimited) return walker.attribute(attributes, true);
    if (field === 2 && wire === Bit64) point.startNanos = walker.nanos();
    else if (field === 3 && wire === Bit64) point.timeNanos = walker.nanos();
    else if (field === doubleField && wire === Bit64) point.value = walker.reader.double();
    else if (single && field === 6 && wire === Bit64) point.value = Number(walker.reader.sfixed64());
    else if (field === flagsField && wire === Varint)
      silent = (walker.reader.uint32() & noRecordedValue) !== 0;
    else return false;
    return true;
  });
  return { attributes, ...point, value: silent ? null : point.value };
}
