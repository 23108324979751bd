import type { TokenClass } from './columns.ts';

/**
 * One usage event after normalisation, as every source hands it to booking.
 * Names equal the journal's columns. Absent text is '', absent counts are 0.
 */
export interface NormalisedUsage extends Partial<Record<TokenClass, number>> {
  workspace: string;
  source: SourceKind;
  source_event_id: string;
  /** ISO 8601 in UTC with milliseconds, such as 2026-02-10T22:57:57.941Z. */
  occurred_at: string;
  tool: string;
  provider: string;
  model_requested?: string;
  model: string;
  service_tier?: string;
  speed?: string;
  region?: string;
  billing_mode?: '' | 'api' | 'subscription' | 'prepaid';
  session_id?: string;
  thread?: '' | 'main' | 'subagent' | 'compact' | 'auxiliary';
  query_source?: string;
  agent?: string;
  workflow?: string;
  parent_agent?: string;
  root_run?: string;
  lease?: string;
  project?: string;
  repo?: string;
  branch?: string;
  commit?: string;
  cost_center?: string;
  team_claim?: string;
  service?: string;
  identity_kind?: IdentityKind | '';
  identity?: string;
  source_file?: string;
  lower_bound?: 0 | 1;
  estimated?: 0 | 1;
  flags?: string;
  requests: number;
  reasoning?: number;
  reasoning_reported?: 0 | 1;
  audio_input?: number;
  audio_output?: number;
  image_input?: number;
  image_output?: number;
  web_searches?: number;
  tool_calls?: number;
  missing_output?: number;
  duration_ms?: number;
  /** Decimal string, USD. */
  reported_cost?: string;
  /** See {@link UsageAlias}. The event's own identity is added by booking. */
  aliases: UsageAlias[];
}

/**
 * A name under which the same call may also be known to other sources: `request:<id>`,
 * `message:<id>` or `session:<tool>:<id>`. Among the events that share an alias only those of the
 * highest rank are metered; the others are kept and shown as collapsed duplicates.
 */
export interface UsageAlias {
  alias: string;
  rank: number;
}

/** How a source names who acted. */
export const identityKinds = ['email', 'account', 'api_key', 'git_author', 'os_user', 'agent'] as const;
export type IdentityKind = (typeof identityKinds)[number];

/** What booking must know of each source kind. */
export interface SourceKindFacts {
  readonly name: string;
  /** Precedence of ARCHITECTURE §7: the higher one meters, the lower ones reconcile. */
  readonly rank: number;
  /** True where a later, larger snapshot under the same id is the same event having grown. */
  readonly grows: boolean;
}

/** Every source kind. Ranks leave room for one step inside a source (a sidechain replay). */
export const sourceKinds = {
  gateway: { name: 'Gateway', rank: 60, grows: false },
  'otlp.claude-code': { name: 'Claude Code telemetry', rank: 50, grows: false },
  'otlp.codex': { name: 'Codex telemetry', rank: 50, grows: false },
  'otlp.gemini': { name: 'Gemini CLI telemetry', rank: 50, grows: false },
  'otlp.genai': { name: 'OpenTelemetry GenAI spans', rank: 48, grows: false },
  api: { name: 'Usage API', rank: 46, grows: false },
  cloudevents: { name: 'CloudEvents', rank: 46, grows: false },
  'claude-code.log': { name: 'Claude Code transcripts', rank: 40, grows: true },
  'codex.log': { name: 'Codex rollouts', rank: 40, grows: true },
  'gemini.log': { name: 'Gemini CLI chats', rank: 40, grows: true },
  'copilot.log': { name: 'Copilot CLI OTel files', rank: 40, grows: true },
  'opencode.db': { name: 'OpenCode database', rank: 40, grows: true },
  litellm: { name: 'LiteLLM spend logs', rank: 30, grows: false },
  openrouter: { name: 'OpenRouter activity', rank: 28, grows: true },
  file: { name: 'Mapped file', rank: 26, grows: false },
  focus: { name: 'FOCUS file', rank: 20, grows: true },
  'otlp.metrics': { name: 'OpenTelemetry metrics', rank: 10, grows: false },
} as const satisfies Record<string, SourceKindFacts>;

export type SourceKind = keyof typeof sourceKinds;
