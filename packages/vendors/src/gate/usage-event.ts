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

/** Counts that stand in for those that a provider did not report. */
export interface UsageGuess {
  /** All input tokens, and those of them that were in the provider's cache. */
  input: number;
  cached: number;
  output: number;
}

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
  /** True where the provider did not report the whole: what it did not say is filled in. */
  estimated: boolean;
  /** What the gateway takes the call for where the provider did not say; null takes the upper bounds. */
  guess: UsageGuess | null;
  /** Notes of the gateway itself, such as `interrupted`, beside those of the reading. */
  flags?: string;
}

/**
 * A call as the journal takes it: one event, and one more for each further model that worked on it,
 * since every model is priced by itself. All rows of a call are known by its id, never by a time.
 */
export function usageEventsOf(gated: GatedCall): NormalisedUsage[] {
  const { reading, call } = gated;
  const main = eventOf(gated, gated.callId, reading?.model || gated.modelSent || call.model);
  main.requests = 1;
  main.duration_ms = Math.round(gated.durationMs);
  Object.assign(main, gated.estimated ? filledIn(call, reading, gated.guess) : reading?.counts);
  if (reading) addAliases(main.aliases, reading);
  const events = [main];
  for (const { model, counts } of reading?.parts ?? []) {
    const part = eventOf(gated, `${gated.callId}/${events.length}`, model);
    events.push(Object.assign(part, counts));
  }
  return events;
}

/**
 * What all events of a call say. Two are made and written down for every call, on its way, so what is
 * empty stays out of them.
 */
function eventOf(gated: GatedCall, id: string, model: string): NormalisedUsage {
  const { call, reading } = gated;
  const event: NormalisedUsage = {
    workspace: gated.workspace,
    source: 'gateway',
    source_event_id: id,
    occurred_at: gated.startedAt.toISOString(),
    tool: gated.tool,
    provider: gated.upstream?.provider ?? '',
    model_requested: call.model,
    model,
    billing_mode: 'api',
    identity_kind: 'api_key',
    identity: gated.key.id,
    estimated: gated.estimated ? 1 : 0,
    requests: 0,
    aliases: [],
  };
  const tier = reading?.serviceTier || (reading?.final ? '' : call.serviceTier);
  if (tier) event.service_tier = tier;
  if (reading?.speed) event.speed = reading.speed;
  if (reading?.region) event.region = reading.region;
  if (gated.lease) event.lease = gated.lease;
  addLabels(event, gated.labels);
  const flags =
    gated.flags && reading?.flags ? `${reading.flags} ${gated.flags}` : gated.flags || reading?.flags;
  if (flags) event.flags = flags;
  return event;
}

function addLabels(event: NormalisedUsage, labels: CallLabels): void {
  if (labels.session) event.session_id = labels.session;
  if (labels.agent) event.agent = labels.agent;
  if (labels.workflow) event.workflow = labels.workflow;
  if (labels.parentAgent) {
    event.thread = 'subagent';
    event.parent_agent = labels.parentAgent;
  }
  if (labels.rootRun) event.root_run = labels.rootRun;
  if (labels.project) event.project = labels.project;
  if (labels.repo) event.repo = labels.repo;
  if (labels.branch) event.branch = labels.branch;
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

/** Counts of a call whose end was not seen: what was reported, and a guess or upper bounds for the rest. */
function filledIn(call: ReadCall, reading: UsageReading | null, guess: UsageGuess | null): UsageCounts {
  const counts = reading?.counts ?? {};
  const inputSaid = inputClasses.some((name) => (counts[name] ?? 0) > 0);
  const output = guess ? guess.output : (reading?.seenOutput ?? 0);
  return {
    ...counts,
    ...(inputSaid ? {} : inputOf(call, guess)),
    output: Math.max(counts.output ?? 0, output),
  };
}

function inputOf(call: ReadCall, guess: UsageGuess | null): UsageCounts {
  if (!guess) return { uncached_input: call.inputTokens };
  const { input, cached } = guess;
  return cached > 0 ? { uncached_input: input - cached, cache_read: cached } : { uncached_input: input };
}

/** Adds the names under which telemetry and logs of the same call are known too. */
function addAliases(aliases: UsageAlias[], { requestId, messageId }: UsageReading): void {
  const { rank } = sourceKinds.gateway;
  if (requestId) aliases.push({ alias: `request:${requestId}`, rank });
  if (messageId) aliases.push({ alias: `message:${messageId}`, rank });
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

/** A company has few clients, and each calls often. */
const told = new Map<string, string>();
const mostAgents = 1_000;

/** The tool that called, as far as its user agent tells; empty where it is a library or unknown. A claim. */
export function clientOf(headers: WireHeaders): string {
  const agent = String(headers['user-agent'] ?? '').slice(0, 200);
  const known = told.get(agent);
  if (known !== undefined) return known;
  const tool = clients.find(([pattern]) => pattern.test(agent))?.[1] ?? '';
  if (told.size >= mostAgents) told.clear();
  told.set(agent, tool);
  return tool;
}
