import type {
  CallLabels,
  DialectName,
  GateEndpoint,
  GateFault,
  Upstream,
  UpstreamCredential,
  UsageReading,
} from '@exchequer/model';

/** Headers as Node.js reads them: lower-case names. */
export type WireHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Where a request is meant to go, told from method and path alone. */
export interface EndpointMatch {
  dialect: DialectName;
  endpoint: GateEndpoint;
  /** Path without query and doubled prefixes, in the provider's own form, such as `/v1/messages`. */
  path: string;
  /** Query with its question mark, or empty; forwarded as it is. */
  query: string;
  /** Model where the path names it (Gemini, Bedrock, Azure), else empty. */
  pathModel: string;
}

/** What gating needs to know of a call, read without changing anything. */
export interface ReadCall {
  match: EndpointMatch;
  model: string;
  stream: boolean;
  /** Input tokens, counted so that they are never fewer than the provider will count. */
  inputTokens: number;
  /** Output tokens that the call allows, times the number of answers asked for; null when it says nothing. */
  maxOutput: number | null;
  /** Requested service tier; empty for the usual one. */
  serviceTier: string;
  /** Pictures asked for, characters to be spoken, seconds to be transcribed, and searches allowed. */
  extras: { images: number; characters: number; seconds: number; webSearches: number };
  /** What headers and metadata say; only what this dialect knows beyond the common headers. */
  labels: Partial<CallLabels>;
  /** The request as text was understood: equal calls have equal fingerprints (SHA-256, hex). Made when asked for. */
  fingerprint(): string;
}

export interface CallChange {
  /** Another name for the model; the provider's own. */
  model?: string;
  /** Lower limit of output tokens. */
  maxOutput?: number;
}

/** A request as it goes upstream. */
export interface UpstreamRequest {
  method: string;
  /** Path with query under the upstream's base URL. */
  path: string;
  headers: Record<string, string | string[]>;
  body: Buffer;
}

/**
 * Watches an answer pass. Bytes go on as they came, but for what the client did not ask for (the usage
 * chunk that the gateway added). Never throws for what a provider sends: what cannot be read is let
 * through and noted in the reading.
 */
export interface UsageMeter {
  /** Takes bytes that came from the provider; returns those to send on. */
  push(chunk: Buffer): Buffer;
  /** The answer is over; returns bytes that were held back. */
  end(): Buffer;
  reading(): UsageReading;
}

/** One wire format: how its calls are read, changed, sent on, metered and refused. */
export interface Dialect {
  name: DialectName;
  /** Null when the path is none of this dialect's. */
  match(method: string, path: string, headers: WireHeaders): EndpointMatch | null;
  /**
   * The caller's key, wherever clients of this dialect put it; null without one. The query is the one that came,
   * with its question mark: in a match a key is no longer in it.
   */
  keyOf(headers: WireHeaders, query: string): string | null;
  /** A fault (`malformed-body`) where the body is not what the endpoint takes. */
  read(match: EndpointMatch, headers: WireHeaders, body: Buffer): ReadCall | GateFault;
  /** The request to send. The same body, byte for byte, unless something has to change. */
  request(
    call: ReadCall,
    incoming: { method: string; headers: WireHeaders; body: Buffer },
    to: { upstream: Upstream; credential: UpstreamCredential; change: CallChange; now: Date },
  ): UpstreamRequest;
  meter(call: ReadCall, answer: { status: number; headers: WireHeaders }): UsageMeter;
  /** A fault as the dialect's clients understand it; `x-should-retry: false` where it is final. */
  refuse(
    fault: GateFault,
    call: { endpoint: GateEndpoint; stream: boolean } | null,
  ): {
    status: number;
    headers: Record<string, string>;
    body: string;
  };
}
