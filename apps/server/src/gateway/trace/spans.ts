import type { Dispatcher } from 'undici';

/** One call, as a trace shows it. Attributes follow OpenTelemetry's conventions for generative AI. */
export interface CallSpan {
  traceId: string;
  parentId: string;
  spanId: string;
  name: string;
  startMs: number;
  endMs: number;
  failed: boolean;
  attributes: Readonly<Record<string, string | number | boolean>>;
}

/** Sends one request; rejects when it failed. */
export type SendSpans = (path: string, headers: Record<string, string>, body: string) => Promise<void>;

const mostWaiting = 4_096;
const mostPerBatch = 512;

/**
 * Collects spans and sends them as OTLP/HTTP JSON, away from the calls. Spans are a comfort: when the
 * collector does not keep up, the oldest are dropped and counted.
 */
export class SpanExporter {
  readonly #send: SendSpans;
  readonly #resource: object;
  readonly #path: string;
  readonly #headers: Record<string, string>;
  #waiting: CallSpan[] = [];
  #sending: Promise<void> | null = null;
  dropped = 0;

  constructor(
    send: SendSpans,
    { path, headers, service }: { path: string; headers: Record<string, string>; service: string },
  ) {
    this.#send = send;
    this.#path = path;
    this.#headers = { ...headers, 'content-type': 'application/json' };
    this.#resource = { attributes: [attribute('service.name', service)] };
  }

  add(span: CallSpan): void {
    if (this.#waiting.length >= mostWaiting) {
      this.#waiting.shift();
      this.dropped += 1;
    }
    this.#waiting.push(span);
  }

  /** Sends what has gathered; to be called every few seconds. */
  flush(): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, mostPerBatch);
      try {
        await this.#send(this.#path, this.#headers, JSON.stringify(this.#message(batch)));
      } catch {
        this.dropped += batch.length;
        return;
      }
    }
  }

  #message(spans: readonly CallSpan[]) {
    const scope = { name: 'exchequer.gateway' };
    return {
      resourceSpans: [{ resource: this.#resource, scopeSpans: [{ scope, spans: spans.map(spanOf) }] }],
    };
  }
}

/** Kind 3: a call to another service. Status 2: error. */
const spanOf = (span: CallSpan) => ({
  traceId: span.traceId,
  spanId: span.spanId,
  ...(span.parentId ? { parentSpanId: span.parentId } : {}),
  name: span.name,
  kind: 3,
  startTimeUnixNano: nanoOf(span.startMs),
  endTimeUnixNano: nanoOf(span.endMs),
  attributes: Object.entries(span.attributes).map(([key, value]) => attribute(key, value)),
  status: span.failed ? { code: 2 } : {},
});

const nanoOf = (ms: number) => String(BigInt(Math.round(ms * 1_000)) * 1_000n);

function attribute(key: string, value: string | number | boolean) {
  if (typeof value === 'string') return { key, value: { stringValue: value } };
  if (typeof value === 'boolean') return { key, value: { boolValue: value } };
  return { key, value: Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value } };
}

const traceparent = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

/** The trace that a client's call belongs to; null where it says none. */
export function traceOf(header: string | string[] | undefined): { traceId: string; parentId: string } | null {
  const match = typeof header === 'string' ? traceparent.exec(header) : null;
  if (!match || /^0+$/.test(match[1] ?? '0')) return null;
  return { traceId: match[1] ?? '', parentId: match[2] ?? '' };
}

interface CollectorSettings {
  OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?: string | undefined;
  OTEL_EXPORTER_OTLP_HEADERS?: string | undefined;
}

/** Where spans go, as OpenTelemetry's own variables say; null when nowhere. */
export function collectorOf(env: CollectorSettings): { url: URL; headers: Record<string, string> } | null {
  const base = env.OTEL_EXPORTER_OTLP_ENDPOINT;
  const text =
    env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || (base ? `${base.replace(/\/+$/, '')}/v1/traces` : '');
  if (!text || !URL.canParse(text)) return null;
  const pairs = (env.OTEL_EXPORTER_OTLP_HEADERS ?? '').split(',').map((pair) => pair.split('='));
  const headers = pairs.flatMap(([name, ...value]) =>
    name?.trim() ? [[name.trim().toLowerCase(), decodeURIComponent(value.join('=').trim())]] : [],
  );
  return { url: new URL(text), headers: Object.fromEntries(headers) };
}

/** Sends by a connection of its own, so that a slow collector takes none from the upstreams. */
export function sendBy(pool: Dispatcher): SendSpans {
  return async (path, headers, body) => {
    const { statusCode, body: answer } = await pool.request({ path, method: 'POST', headers, body });
    await answer.dump();
    if (statusCode >= 300) throw new Error(`the collector answered ${statusCode}`);
  };
}
