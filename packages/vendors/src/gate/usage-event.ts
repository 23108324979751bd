import {
  type CallLabels,
  type NormalisedUsage,
  sourceKinds,
  type Upstream,
  type UsageAlias,
  type UsageCounts,
  type UsageReading,
} from '@exchequer/model';
import type { ReadCall, WireHeaders } from './dialect.ts';

/** A call that is over (or was admitted, while nothing is known of its answer yet). */
export interface GatedCall {
  /** The gateway's own id of the call: the event's identity, so that a repeated spool books nothing twice. */
  callId: string;
  workspace: string;
  startedAt: Date;
  durationMs: number;
  call: ReadCall;
  /** Null where no upstream was chosen yet. */
  upstream: Pick<Upstream, 'provider'> | null;
  /** The name by which the upstream was asked for the model; empty for the name the client used. */
  modelSent: string;
  /** The client that called, as {@link clientOf} tells it. */
  tool: string;
  key: { id: string };
  labels: CallLabels;
  /** Null while nothing has been read of an answer. */
  reading: UsageReading | null;
  /** Lease that pays for the call; empty where none does. */
  lease: string;
  /**
   * True where the provider did not report the whole: what it did not say is filled in with what the
   * gateway counted, an upper bound.
   */
  estimated: boolean;
  /** Notes of the gateway itself, such as `interrupted`, beside those of the reading. */
  flags?: string;
}

/**
 * A call as the journal takes it: one event, and one more for each further model that worked on it,
 * since every model is priced by itself. All rows of a call are known by its id, never by a time.
 */
export function usageEventsOf(gated: GatedCall): NormalisedUsage[] {
  const said = gated.reading;
  const main: NormalisedUsage = {
    ...commonOf(gated),
    source_event_id: gated.callId,
    model: said?.model || gated.modelSent || gated.call.model,
    requests: 1,
    duration_ms: Math.round(gated.durationMs),
    ...(gated.estimated ? filledIn(gated.call, said) : said?.counts),
    aliases: said ? aliasesOf(said) : [],
  };
  const parts = (said?.parts ?? []).map(({ model, counts }, index) => ({
    ...commonOf(gated),
    source_event_id: `${gated.callId}/${index + 1}`,
    model,
    requests: 0,
    ...counts,
    aliases: [],
  }));
  return [main, ...parts];
}

type Common = Omit<NormalisedUsage, 'source_event_id' | 'model' | 'requests' | 'aliases'>;

function commonOf({ labels, reading, ...gated }: GatedCall): Common {
  return {
    workspace: gated.workspace,
    source: 'gateway',
    occurred_at: gated.startedAt.toISOString(),
    tool: gated.tool,
    provider: gated.upstream?.provider ?? '',
    model_requested: gated.call.model,
    service_tier: reading?.serviceTier || (reading?.final ? '' : gated.call.serviceTier),
    speed: reading?.speed ?? '',
    region: reading?.region ?? '',
    billing_mode: 'api',
    session_id: labels.session,
    thread: labels.parentAgent ? 'subagent' : '',
    agent: labels.agent,
    workflow: labels.workflow,
    parent_agent: labels.parentAgent,
    root_run: labels.rootRun,
    lease: gated.lease,
    project: labels.project,
    repo: labels.repo,
    branch: labels.branch,
    identity_kind: 'api_key',
    identity: gated.key.id,
    estimated: gated.estimated ? 1 : 0,
    flags: [reading?.flags, gated.flags].filter(Boolean).join(' '),
  };
}

const inputClasses = [
  'uncached_input',
  'cache_read',
  'cache_write_5m',
  'cache_write_30m',
  'cache_write_1h',
  'cache_write_12h',
  'cache_write_unknown',
] as const;

/** Counts of a call whose end was not seen: what was reported, and upper bounds for the rest. */
function filledIn(call: ReadCall, reading: UsageReading | null): UsageCounts {
  const counts = reading?.counts ?? {};
  const inputSaid = inputClasses.some((name) => (counts[name] ?? 0) > 0);
  return {
    ...counts,
    ...(inputSaid ? {} : { uncached_input: call.inputTokens }),
    output: Math.max(counts.output ?? 0, reading?.seenOutput ?? 0),
  };
}

/** The names under which telemetry and logs of the same call are known too. */
function aliasesOf({ requestId, messageId }: UsageReading): UsageAlias[] {
  const { rank } = sourceKinds.gateway;
  const aliases: UsageAlias[] = [];
  if (requestId) aliases.push({ alias: `request:${requestId}`, rank });
  if (messageId) aliases.push({ alias: `message:${messageId}`, rank });
  return aliases;
}

/** Clients whose own telemetry and logs name the tool the same way, by the start of their user agent. */
const clients: readonly (readonly [RegExp, string])[] = [
  [/^claude-(cli|code)\b/i, 'claude-code'],
  [/^codex/i, 'codex'],
  [/^gemini-?cli/i, 'gemini'],
  [/^opencode/i, 'opencode'],
  [/\bcopilot/i, 'copilot'],
  [/^aider/i, 'aider'],
  [/^cursor/i, 'cursor'],
];

/** The tool that called, as far as its user agent tells; empty where it is a library or unknown. A claim. */
export function clientOf(headers: WireHeaders): string {
  const agent = String(headers['user-agent'] ?? '').slice(0, 200);
  return clients.find(([pattern]) => pattern.test(agent))?.[1] ?? '';
}
