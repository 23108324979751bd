/** An attribute value that metering can use. Lists, maps and bytes are not among them. */
export type Scalar = string | number | boolean;
export type Attributes = ReadonlyMap<string, Scalar>;

/** Where a record comes from: its resource and its instrumentation scope. One object per group. */
export interface Origin {
  resource: Attributes;
  scope: string;
  scopeVersion: string;
}

/** 1-based place of a record in its request body, for reports of what was refused. */
interface Placed {
  line: number;
  origin: Origin;
  attributes: Attributes;
}

/** Times are decimal strings of Unix nanoseconds, '0' when unset: they pass 2⁵³. */
export interface LogRecord extends Placed {
  eventName: string;
  /** The body where it is a short string (a name), else ''. Message text is never kept. */
  body: string;
  timeNanos: string;
  observedNanos: string;
}

export interface Span extends Placed {
  /** Lower-case hex. */
  traceId: string;
  spanId: string;
  /** '' at the root. */
  parentSpanId: string;
  /** OTLP number; 3 is CLIENT. */
  kind: number;
  startNanos: string;
  endNanos: string;
}

export type PointKind = 'sum' | 'gauge' | 'histogram' | 'summary';

export interface MetricPoint extends Placed {
  metric: string;
  kind: PointKind;
  /** OTLP number: 1 delta, 2 cumulative, 0 unset. */
  temporality: number;
  startNanos: string;
  timeNanos: string;
  /** The sum’s value, or a histogram’s sum; null when the point states none. */
  value: number | null;
}

/** A record of the body that is not even shaped like one. */
export interface Misshapen {
  line: number;
  error: string;
}

/**
 * What a request body holds, decoded one record at a time, so that a record’s attributes can be let
 * go before the next is read. Iterating throws {@link MalformedBody} where the body breaks off.
 */
export type Decoded<Record> = Iterable<Record | Misshapen>;

/** Longest body that can be an event name; anything longer is message text and is not looked at. */
export const longestEventName = 128;

/** A body that is not OTLP at all. The client must not send it again as it is. */
export class MalformedBody extends Error {
  readonly code = 'malformed-body';
  readonly fix: string;
  constructor(message: string, fix: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'MalformedBody';
    this.fix = fix;
  }
}
