import type { DialectName } from './wire.ts';

export const upstreamKinds = ['openai', 'anthropic', 'gemini', 'bedrock', 'azure', 'compatible'] as const;
/** Whose API an upstream speaks. `compatible` is any server that speaks OpenAI's. */
export type UpstreamKind = (typeof upstreamKinds)[number];

/** Where calls go: a provider, or a server of the company. */
export interface Upstream {
  id: string;
  name: string;
  kind: UpstreamKind;
  dialect: DialectName;
  /** Provider name under which usage is priced, such as `openai`, `aws`, `vllm`. */
  provider: string;
  /** Origin and path prefix, without a trailing slash, such as `https://api.openai.com`. */
  baseUrl: string;
  /** Azure's api-version, Bedrock's region, and the like. */
  options: Readonly<Record<string, string>>;
  /** Private and link-local addresses are refused unless this says otherwise. */
  allowPrivate: boolean;
  /** Credentials, used in turn; opened only in the gateway's memory. */
  credentials: readonly UpstreamCredential[];
  timeouts: { connectMs: number; firstByteMs: number; idleMs: number };
  enabled: boolean;
}

export interface UpstreamCredential {
  id: string;
  name: string;
  /** API key, or `<access key id>:<secret>[:<session token>]` for AWS. */
  secret: string;
}

/** One way a route may send a call. */
export interface RouteTarget {
  upstreamId: string;
  /** The upstream's name for the model; empty keeps the one that was asked for. */
  model: string;
  /** Share of calls among targets of the same order. */
  weight: number;
  /** 0 is tried first; higher ones are fallbacks. */
  order: number;
  /** `canary` gets its weight in percent of the calls first; `shadow` gets copies whose answer is dropped. */
  role: 'normal' | 'canary' | 'shadow';
}

/** Which models go where. The first route whose dialect and patterns match a call is taken. */
export interface GateRoute {
  id: string;
  workspace: string;
  name: string;
  position: number;
  /** Null takes calls of every dialect that its targets speak. */
  dialect: DialectName | null;
  /** Names or patterns with `*`. */
  models: readonly string[];
  targets: readonly RouteTarget[];
  /** How many further targets or attempts may follow a failure before the first byte. */
  retries: number;
  /** Seconds for which equal calls are answered from memory; null does not cache. */
  cacheSeconds: number | null;
  enabled: boolean;
}

/** Rules of a workspace's gate. */
export interface GateRules {
  /** `strict` holds the worst case; `learned` holds the usual case and tops up while the call runs. */
  holds: 'strict' | 'learned';
  /** What happens to calls while the books cannot be reached and nothing is leased. */
  booksLost: 'refuse' | 'admit';
  /** What happens to calls that no envelope covers. */
  uncovered: 'refuse' | 'admit';
  /**
   * What happens to batches: their requests run later, and what they cost comes in no answer that
   * passes a gateway, so that nothing could be booked of them.
   */
  batches: 'refuse' | 'admit';
  /** Whether a call whose client left is ended at once or read to its final usage. */
  clientGone: 'abort' | 'drain';
  /** Output tokens that are held where a call names no limit and its model has none. */
  defaultMaxOutput: number;
  /** After how long without a word from a gateway its leases are in doubt. */
  leaseSeconds: number;
  /** What happens to leases in doubt: given back, or kept until someone decides. */
  inDoubt: 'release' | 'keep';
}

export const usualGateRules: GateRules = {
  holds: 'strict',
  booksLost: 'refuse',
  uncovered: 'admit',
  batches: 'refuse',
  clientGone: 'abort',
  defaultMaxOutput: 16_384,
  leaseSeconds: 60,
  inDoubt: 'release',
};
