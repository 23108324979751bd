import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

type Json = { readonly [key: string]: unknown };
export type Signal = 'logs' | 'metrics' | 'traces';

/** How one field is written: its number and its type, or the fields of its message. */
type Field = readonly [
  number,
  'string' | 'hex' | 'fixed64' | 'fixed32' | 'double' | 'int64' | 'varint' | 'bool' | 'sfixed64' | Fields,
];
type Fields = { readonly [name: string]: Field };

const any: Record<string, Field> = {
  stringValue: [1, 'string'],
  boolValue: [2, 'bool'],
  intValue: [3, 'int64'],
  doubleValue: [4, 'double'],
};
const keyValue: Fields = { key: [1, 'string'], value: [2, any] };
any.arrayValue = [5, { values: [1, any] }];
any.kvlistValue = [6, { values: [1, keyValue] }];

const attributes = (field: number): Field => [field, keyValue];
const resource: Field = [1, { attributes: attributes(1) }];
const scope: Field = [1, { name: [1, 'string'], version: [2, 'string'], attributes: attributes(3) }];

const record: Fields = {
  timeUnixNano: [1, 'fixed64'],
  severityNumber: [2, 'varint'],
  severityText: [3, 'string'],
  body: [5, any],
  attributes: attributes(6),
  observedTimeUnixNano: [11, 'fixed64'],
  eventName: [12, 'string'],
};
const span: Fields = {
  traceId: [1, 'hex'],
  spanId: [2, 'hex'],
  parentSpanId: [4, 'hex'],
  name: [5, 'string'],
  kind: [6, 'varint'],
  startTimeUnixNano: [7, 'fixed64'],
  endTimeUnixNano: [8, 'fixed64'],
  attributes: attributes(9),
  flags: [16, 'fixed32'],
};
const times: Fields = { startTimeUnixNano: [2, 'fixed64'], timeUnixNano: [3, 'fixed64'] };
const number: Fields = {
  ...times,
  attributes: attributes(7),
  asDouble: [4, 'double'],
  asInt: [6, 'sfixed64'],
};
const histogram: Fields = { ...times, attributes: attributes(9), count: [4, 'fixed64'], sum: [5, 'double'] };
const exponential: Fields = {
  ...times,
  attributes: attributes(1),
  count: [4, 'fixed64'],
  sum: [5, 'double'],
};
const temporality: Field = [2, 'varint'];
const metric: Fields = {
  name: [1, 'string'],
  description: [2, 'string'],
  unit: [3, 'string'],
  gauge: [5, { dataPoints: [1, number] }],
  sum: [7, { dataPoints: [1, number], aggregationTemporality: temporality, isMonotonic: [3, 'bool'] }],
  histogram: [9, { dataPoints: [1, histogram], aggregationTemporality: temporality }],
  exponentialHistogram: [10, { dataPoints: [1, exponential], aggregationTemporality: temporality }],
};

const requests: Record<Signal, Fields> = {
  logs: { resourceLogs: [1, { resource, scopeLogs: [2, { scope, logRecords: [2, record] }] }] },
  metrics: { resourceMetrics: [1, { resource, scopeMetrics: [2, { scope, metrics: [2, metric] }] }] },
  traces: { resourceSpans: [1, { resource, scopeSpans: [2, { scope, spans: [2, span] }] }] },
};

/** The binary form of an OTLP/JSON request, for feeding one request through both decoders. */
export function protobufOf(signal: Signal, body: unknown): Uint8Array {
  const writer = new BinaryWriter();
  writeMessage(writer, requests[signal], body as Json);
  return writer.finish();
}

function writeMessage(writer: BinaryWriter, fields: Fields, value: Json): void {
  for (const [name, [number, type]] of Object.entries(fields)) {
    const said = value[name];
    if (said === undefined || said === null) continue;
    for (const item of Array.isArray(said) ? said : [said]) writeField(writer, number, type, item);
  }
}

function writeField(writer: BinaryWriter, field: number, type: Field[1], value: unknown): void {
  if (typeof type === 'object') {
    writer.tag(field, WireType.LengthDelimited).fork();
    writeMessage(writer, type, value as Json);
    writer.join();
    return;
  }
  const said = value as string;
  if (type === 'string') writer.tag(field, WireType.LengthDelimited).string(said);
  else if (type === 'hex') writer.tag(field, WireType.LengthDelimited).bytes(Buffer.from(said, 'hex'));
  else if (type === 'fixed64') writer.tag(field, WireType.Bit64).fixed64(said);
  else if (type === 'sfixed64') writer.tag(field, WireType.Bit64).sfixed64(said);
  else if (type === 'fixed32') writer.tag(field, WireType.Bit32).fixed32(Number(said));
  else if (type === 'double') writer.tag(field, WireType.Bit64).double(Number(said));
  else if (type === 'int64') writer.tag(field, WireType.Varint).int64(said);
  else if (type === 'bool') writer.tag(field, WireType.Varint).bool(Boolean(value));
  else writer.tag(field, WireType.Varint).int32(Number(said));
}
