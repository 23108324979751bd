/** The wire formats that clients speak to the gateway. */
export const dialects = ['openai', 'anthropic', 'gemini', 'bedrock'] as const;
export type DialectName = (typeof dialects)[number];

/**
 * What a call asks for. `passthrough` is forwarded without a hold: files, batch handling and other
 * calls that cost nothing by themselves.
 */
export const gateEndpoints = [
  'chat',
  'responses',
  'completions',
  'embeddings',
  'images',
  'transcription',
  'speech',
  'messages',
  'count_tokens',
  'generate',
  'converse',
  'invoke',
  'batches',
  'files',
  'models',
  'passthrough',
] as const;
export type GateEndpoint = (typeof gateEndpoints)[number];

/** Endpoints whose calls cost money and therefore are held before they start. */
export const heldEndpoints: ReadonlySet<GateEndpoint> = new Set([
  'chat',
  'responses',
  'completions',
  'embeddings',
  'images',
  'transcription',
  'speech',
  'messages',
  'generate',
  'converse',
  'invoke',
  'batches',
]);

/** Why the gateway answers instead of a provider. Each dialect prints it in its own shape. */
export const gateFaults = [
  /** 401: no key, or one that is unknown, expired or revoked. */
  'key-missing',
  'key-unknown',
  'key-expired',
  'key-revoked',
  /** 403; `agent-held`: somebody holds the worker until they release it. */
  'agent-held',
  'model-not-allowed',
  'endpoint-not-allowed',
  'depth-exceeded',
  'fan-out-exceeded',
  /** 400, 404, 405, 411, 413 */
  'malformed-body',
  'body-too-large',
  'unknown-endpoint',
  'no-route',
  /** 429 that may be repeated */
  'rate-limited',
  /** 429 that is final: `billing_error`, `x-should-retry: false` */
  'budget-exhausted',
  'loop-detected',
  /** 503 */
  'books-unreachable',
  'spool-full',
  /** 502, 504 */
  'upstream-unreachable',
  'upstream-broken',
  'upstream-timeout',
] as const;
export type GateFaultKind = (typeof gateFaults)[number];

/** A refusal or failure of the gateway, before a dialect has printed it. */
export interface GateFault {
  kind: GateFaultKind;
  status: number;
  /** One or two sentences for the person behind the client: what, and what to do. */
  message: string;
  /** False tells clients that repeating is useless. */
  retry: boolean;
  retryAfterSeconds?: number;
  /** Facts for machines, such as the envelope, what is left and when it resets. */
  facts?: Readonly<Record<string, string | number | boolean | null>>;
}
