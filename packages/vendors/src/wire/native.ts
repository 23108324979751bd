import {
  earliestUsage,
  maxClockSkewMs,
  type NormalisedUsage,
  parseUsd,
  type Reject,
  type SourceKind,
  sourceKinds,
  type UsageAlias,
} from '@exchequer/model';
import { type NativeUsage, nativeUsageSchema } from '@exchequer/model/contract';
import { unreadable } from './lines.ts';
import { readProviderUsage } from './provider-usage.ts';

/** What a request as a whole tells a normaliser. */
export interface WireIntake {
  workspace: string;
  /** The endpoint, for refusals. */
  place: string;
  nowMs: number;
}

/** A record that was not taken, by its position in the request from 0. */
export interface Refused {
  index: number;
  error: string;
  fix: string;
  reject: Reject;
}

export interface WireUsage {
  rows: NormalisedUsage[];
  refused: Refused[];
}

/** Usage in the records of one request. Bad records are refused one by one; the good ones stay. */
export function normaliseNative(items: readonly unknown[], intake: WireIntake): WireUsage {
  const found: WireUsage = { rows: [], refused: [] };
  items.forEach((item, index) => {
    if (item === undefined) return;
    if (item === unreadable) {
      found.refused.push(refuse('api', intake, index, ['this line is not JSON'], null));
      return;
    }
    const parsed = nativeUsageSchema.safeParse(item);
    const row = parsed.success
      ? nativeRow(
          parsed.data,
          'api',
          parsed.data.source ? `${parsed.data.source}/${parsed.data.id}` : parsed.data.id,
          intake,
        )
      : issueTexts(parsed.error.issues);
    if (Array.isArray(row)) found.refused.push(refuse('api', intake, index, row, item));
    else found.rows.push(row);
  });
  return found;
}

interface Issue {
  path: readonly PropertyKey[];
  message: string;
}

/** At most this many reasons are given for one record. */
const mostReasons = 5;

export const issueTexts = (issues: readonly Issue[]): string[] =>
  issues
    .slice(0, mostReasons)
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message).slice(0, 300));

const fix = 'Correct this record and send it again under the same id; the others were taken in.';

export function refuse(
  source: string,
  intake: WireIntake,
  index: number,
  problems: readonly string[],
  item: unknown,
): Refused {
  const error = problems.join('; ');
  const reject = { source, place: intake.place, line: index + 1, error, fix, excerpt: excerptOf(item) };
  return { index, error, fix, reject };
}

/** Ids and names alone: a refused record may hold anything in its other fields. */
function excerptOf(item: unknown): string {
  if (typeof item !== 'object' || item === null) return '';
  const shown = ['id', 'source', 'provider', 'model', 'occurred_at'] as const;
  return shown
    .map((key) => [key, (item as Record<string, unknown>)[key]] as const)
    .filter((entry): entry is readonly [(typeof shown)[number], string] => typeof entry[1] === 'string')
    .map(([key, value]) => `${key}=${value.slice(0, 64)}`)
    .join(' ');
}

type Counted = Omit<NativeUsage, 'id' | 'occurred_at'> & { occurred_at: string };

/** One record as the journal takes it, or what is wrong with it. */
export function nativeRow(
  usage: Counted,
  source: SourceKind,
  sourceEventId: string,
  intake: WireIntake,
): NormalisedUsage | string[] {
  const problems: string[] = [];
  const when = believableInstant(usage.occurred_at, intake.nowMs, problems);
  const cost = costOf(usage.reported_cost, problems);
  const counts = countsOf(usage, problems);
  if (problems.length > 0) return problems;
  return {
    workspace: intake.workspace,
    source,
    source_event_id: sourceEventId,
    occurred_at: when,
    tool: usage.tool ?? '',
    provider: usage.provider,
    model_requested: usage.model_requested ?? '',
    model: usage.model,
    requests: usage.requests,
    ...counts,
    ...statedNames(usage),
    service: usage.service ?? usage.source ?? '',
    team_claim: usage.team ?? '',
    identity_kind: usage.actor?.kind ?? '',
    identity: usage.actor?.id ?? '',
    estimated: usage.estimated ? 1 : 0,
    duration_ms: Math.round(usage.duration_ms ?? 0),
    reported_cost: cost,
    aliases: aliasesOf(usage, source),
  };
}

const names = [
  'service_tier',
  'speed',
  'region',
  'billing_mode',
  'session_id',
  'thread',
  'query_source',
  'agent',
  'workflow',
  'project',
  'repo',
  'branch',
  'commit',
  'cost_center',
  'web_searches',
  'tool_calls',
] as const;

/** What the record states itself wins over what its provider’s usage object says. */
function statedNames(usage: Counted): Partial<NormalisedUsage> {
  const said: Record<string, unknown> = {};
  for (const name of names) if (usage[name] !== undefined) said[name] = usage[name];
  return said as Partial<NormalisedUsage>;
}

function countsOf(usage: Counted, problems: string[]): Partial<NormalisedUsage> {
  if (usage.tokens) {
    return { ...usage.tokens, reasoning_reported: usage.tokens.reasoning === undefined ? 0 : 1 };
  }
  const read = readProviderUsage(usage.usage ?? {}, usage.provider);
  if ('counts' in read) return { ...read.counts, ...read.terms };
  problems.push(...read.problems);
  return {};
}

function believableInstant(said: string, nowMs: number, problems: string[]): string {
  const ms = Date.parse(said);
  if (ms >= Date.parse(earliestUsage) && ms <= nowMs + maxClockSkewMs) return new Date(ms).toISOString();
  problems.push(
    ms > nowMs
      ? 'occurred_at: it is more than a day in the future'
      : 'occurred_at: it is before 2020 or no real date',
  );
  return '';
}

/** The stated cost as an exact decimal; a number is taken as it is written, to a pico-dollar. */
function costOf(said: number | string | undefined, problems: string[]): string | undefined {
  if (said === undefined) return undefined;
  if (typeof said === 'number') return said.toFixed(12).replace(/\.?0+$/, '');
  if (said.startsWith('-')) {
    problems.push('reported_cost: it is negative');
    return undefined;
  }
  try {
    parseUsd(said);
    return said;
  } catch {
    problems.push('reported_cost: it has more than 12 decimals');
    return undefined;
  }
}

function aliasesOf(usage: Counted, source: SourceKind): UsageAlias[] {
  const { rank } = sourceKinds[source];
  const aliases: UsageAlias[] = [];
  if (usage.request_id) aliases.push({ alias: `request:${usage.request_id}`, rank });
  if (usage.response_id) aliases.push({ alias: `message:${usage.response_id}`, rank });
  return aliases;
}
