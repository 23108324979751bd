import {
  earliestUsage,
  maxClockSkewMs,
  type NormalisedOutcome,
  type OutcomeKind,
  type OutcomeSource,
  type Reject,
  type WorkKey,
  type WorkLink,
} from '@exchequer/model';
import type { OutcomeReading, WebhookContext } from './webhook.ts';

type Detail = Partial<
  Omit<
    NormalisedOutcome,
    'workspace' | 'source' | 'source_event_id' | 'occurred_at' | 'version_at' | 'kind' | 'work_key'
  >
>;

/** One outcome as a vendor tells it. Times are anything that names an instant, or milliseconds. */
export interface Told extends Detail {
  kind: OutcomeKind;
  work: WorkKey;
  at: string | number;
  /** When the vendor last changed what it tells of; `at` by default. */
  version?: string | number | null | undefined;
  /** Tells one happening from another of the same kind and work item, such as a second reopening. */
  nth?: string;
}

const seconds = 1000;
/** Milliseconds of what a vendor writes as a time; NaN where it names none. */
export const instantMs = (said: string | number): number =>
  typeof said === 'number' ? said : Date.parse(said);
/** Unix seconds, as some vendors write times, in milliseconds. */
export const unixSeconds = (said: number): number => said * seconds;

/** Times beyond real ones are given as they are, to be refused by name. */
const iso = (ms: number): string => new Date(ms).toISOString();

/** Gathers what one delivery says. */
export class Telling {
  private readonly outcomes: NormalisedOutcome[] = [];
  private readonly links: WorkLink[] = [];
  private readonly rejects: Reject[] = [];
  private readonly source: OutcomeSource;
  private readonly event: string;
  private readonly context: WebhookContext;

  constructor(source: OutcomeSource, event: string, context: WebhookContext) {
    this.source = source;
    this.event = event;
    this.context = context;
  }

  /** Adds an outcome, or a reject where its time cannot be true. */
  tell({ kind, work, at, version, nth, ...detail }: Told): void {
    const { workspace, nowMs } = this.context;
    const ms = instantMs(at);
    const wrong = unbelievable(ms, nowMs);
    if (wrong) {
      this.reject(`${kind} of ${work}: ${wrong}`);
      return;
    }
    const versionMs = version === undefined || version === null ? ms : instantMs(version);
    this.outcomes.push({
      workspace,
      source: this.source,
      source_event_id: `${kind}:${work}${nth ? `:${nth}` : ''}`,
      kind,
      work_key: work,
      outcomes: 1,
      ...detail,
      occurred_at: iso(ms),
      // A version from another age would stand for ever, or never.
      version_at: iso(unbelievable(versionMs, nowMs) ? ms : versionMs),
      flags: ms > nowMs ? 'clock-skew' : (detail.flags ?? ''),
    });
  }

  link(from: WorkKey, to: WorkKey, rule: WorkLink['rule'], evidence: string, at: string | number): void {
    const ms = instantMs(at);
    if (from === to || unbelievable(ms, this.context.nowMs)) return;
    this.links.push({ from, to, rule, evidence: evidence.slice(0, 200), occurred_at: iso(ms) });
  }

  reject(error: string): void {
    this.rejects.push({
      source: this.source,
      place: this.context.sourceName,
      line: null,
      error: error.slice(0, 500),
      fix: 'Check the clock and the version of the sender; what it delivers again is read again.',
      excerpt: this.event.slice(0, 100),
    });
  }

  /** What was gathered. `unread` says why nothing came of it where nothing did. */
  reading(unread = 'this event says nothing of outcomes'): OutcomeReading {
    const nothing = this.outcomes.length + this.links.length + this.rejects.length === 0;
    return {
      outcomes: this.outcomes,
      evidence: { links: this.links, commits: [], sessionCommits: [] },
      event: this.event,
      ignored: nothing ? unread : null,
      rejects: this.rejects,
    };
  }
}

function unbelievable(ms: number, nowMs: number): string | null {
  if (!Number.isFinite(ms)) return 'it names no real time';
  if (ms < Date.parse(earliestUsage)) return 'its time is before 2020';
  return ms > nowMs + maxClockSkewMs ? 'its time is more than a day in the future' : null;
}

/** A body of another shape than the vendor documents. Names the fields, never their content. */
export function misshapen(
  source: OutcomeSource,
  event: string,
  context: WebhookContext,
  issues: readonly { path: readonly PropertyKey[]; message: string }[],
): OutcomeReading {
  const telling = new Telling(source, event, context);
  const named = issues.slice(0, 5).map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  telling.reject(`the delivery is not of the documented form: ${named.join('; ')}`);
  return telling.reading();
}

const secondsIn = (from: number, to: number): number => Math.round((to - from) / seconds);
/** Lead time columns; absent where either end is unknown or they are the wrong way round. */
export function leadFrom(start: string | number | null | undefined, end: string | number): Detail {
  if (start === null || start === undefined) return {};
  const [from, to] = [instantMs(start), instantMs(end)];
  return from <= to ? { lead_seconds: secondsIn(from, to), lead_count: 1 } : {};
}

/** Address and path of a repository from its web address: `github.com/acme/api`. */
export function repoOf(webUrl: string): string {
  try {
    const { host, pathname } = new URL(webUrl);
    return `${host}${pathname}`
      .replace(/\/+$/, '')
      .replace(/\.git$/, '')
      .toLowerCase();
  } catch {
    return webUrl.toLowerCase();
  }
}

/** Whoever did it: by address where the vendor tells one, else by the vendor's own name for them. */
export function person(
  vendor: string,
  email: string | null | undefined,
  id: string | number | null | undefined,
) {
  if (email?.includes('@')) return { identity_kind: 'email', identity: email.toLowerCase() } as const;
  if (id === null || id === undefined || id === '') return {};
  return { identity_kind: 'account', identity: `${vendor}:${id}` } as const;
}

const ticketKey = /(?<![A-Za-z0-9-])([A-Z][A-Z0-9]{1,9}-\d{1,7})(?![A-Za-z0-9])/g;
/** Ticket keys such as `ABC-12` in a title, written as trackers write them. */
export const ticketsInTitle = (title: string): string[] => [
  ...new Set([...title.matchAll(ticketKey)].map(([, key]) => key as string)),
];
/** Ticket keys in a branch, however they are capitalised. */
export const ticketsInBranch = (branch: string): string[] => ticketsInTitle(branch.toUpperCase());
