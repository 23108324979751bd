import {
  earliestUsage,
  maxClockSkewMs,
  type NormalisedOutcome,
  type OutcomeKind,
  type OutcomeSource,
  outcomeKindOf,
  readWorkKey,
  type WorkEvidence,
  type WorkKey,
  type WorkLink,
  workKey,
} from '@exchequer/model';
import { cloudEventSchema, type NativeOutcome, nativeOutcomeSchema } from '@exchequer/model/contract';
import { issueTexts, type Refused, refuse, unreadable, type WireIntake } from '../wire/index.ts';

/** Outcomes of one request or file; bad records are refused one by one and the good ones stay. */
export interface WireOutcomes {
  rows: NormalisedOutcome[];
  evidence: WorkEvidence;
  refused: Refused[];
}

interface Gathered {
  rows: NormalisedOutcome[];
  links: WorkLink[];
  refused: Refused[];
}

const gathered = (): Gathered => ({ rows: [], links: [], refused: [] });
const outcomesOf = ({ rows, links, refused }: Gathered): WireOutcomes => ({
  rows,
  evidence: { links, commits: [], sessionCommits: [] },
  refused,
});

/** Outcomes in the product's own form, of POST /v1/outcomes and of files. */
export function normaliseOutcomes(
  items: readonly unknown[],
  intake: WireIntake,
  source: OutcomeSource = 'outcome.api',
): WireOutcomes {
  const found = gathered();
  items.forEach((item, index) => {
    if (item === undefined) return;
    if (item === unreadable) {
      found.refused.push(refuse(source, intake, index, ['this line is not JSON'], null));
      return;
    }
    const parsed = nativeOutcomeSchema.safeParse(item);
    const problems = parsed.success
      ? take(parsed.data, parsed.data.id, source, intake, found)
      : issueTexts(parsed.error.issues);
    if (problems.length > 0) found.refused.push(refuse(source, intake, index, problems, item));
  });
  return outcomesOf(found);
}

const eventType = /^(?:com\.exchequer\.)?outcome\.(.+)$/;
/** True for types of CloudEvents that carry outcomes: `outcome.<kind>`. */
export const isOutcomeType = (type: string): boolean => eventType.test(type);

/** The same fields in the data of an event, whose type names the kind, and whose id and time stand for it. */
export function normaliseOutcomeEvents(items: readonly unknown[], intake: WireIntake): WireOutcomes {
  const source = 'outcome.cloudevents';
  const found = gathered();
  items.forEach((item, index) => {
    if (item === undefined) return;
    const event = cloudEventSchema.safeParse(item);
    const problems = event.success ? takeEvent(event.data, intake, found) : issueTexts(event.error.issues);
    if (problems.length > 0) found.refused.push(refuse(source, intake, index, problems, item));
  });
  return outcomesOf(found);
}

function takeEvent(
  event: { id: string; source: string; type: string; time?: string | undefined; data?: unknown },
  intake: WireIntake,
  found: Gathered,
): string[] {
  const kind = eventType.exec(event.type)?.[1];
  const data = typeof event.data === 'object' && event.data !== null ? event.data : {};
  const parsed = nativeOutcomeSchema.safeParse({ id: event.id, occurred_at: event.time, kind, ...data });
  if (!parsed.success) return issueTexts(parsed.error.issues).map((text) => `data.${text}`);
  // The length keeps (source, id) apart from any other pair that would run together.
  const id = `${event.source.length}:${event.source}${event.id}`;
  return take(parsed.data, id, 'outcome.cloudevents', intake, found);
}

/** Adds one record, or says what is wrong with it. */
function take(
  record: NativeOutcome,
  id: string,
  source: OutcomeSource,
  intake: WireIntake,
  found: Gathered,
): string[] {
  const problems: string[] = [];
  const work = workOf(record.work_key);
  if (!work) problems.push('work_key: it names no work item; write it such as ticket:abc-12');
  if (!outcomeKindOf(record.kind)) {
    problems.push('kind: there is none of this name; others are written custom.<name>');
  }
  const ms = Date.parse(record.occurred_at);
  if (ms < Date.parse(earliestUsage)) problems.push('occurred_at: it is before 2020');
  if (ms > intake.nowMs + maxClockSkewMs) problems.push('occurred_at: it is more than a day in the future');
  if (record.version_at && Date.parse(record.version_at) > intake.nowMs + maxClockSkewMs) {
    problems.push('version_at: it is more than a day in the future');
  }
  problems.push(...moneyProblems(record));
  if (!work || problems.length > 0) return problems;
  found.rows.push(rowOf(record, { id, source, work, ms, intake }));
  found.links.push(...linksOf(record, work));
  return [];
}

const digits = /^-?\d{1,20}(\.\d{1,12})?$/;
function moneyProblems({ kind, value, currency, stated_cost }: NativeOutcome): string[] {
  const problems: string[] = [];
  if (value !== undefined && !digits.test(value))
    problems.push('value: it has more than 20 digits or 12 decimals');
  if (stated_cost !== undefined && !digits.test(stated_cost)) {
    problems.push('stated_cost: it has more than 20 digits or 12 decimals');
  }
  if (value !== undefined && currency === undefined)
    problems.push('currency: a value needs one, such as USD');
  if (kind.startsWith('revenue.') && value === undefined) problems.push('value: revenue needs one');
  const negative = value?.startsWith('-') ?? false;
  if (kind === 'revenue.booked' && negative)
    problems.push('value: write what is paid back as revenue.refunded');
  if (kind === 'revenue.refunded' && value !== undefined && !negative)
    problems.push('value: a refund is negative');
  return problems;
}

interface Place {
  id: string;
  source: OutcomeSource;
  work: WorkKey;
  ms: number;
  intake: WireIntake;
}

const texts = [
  'repo',
  'branch',
  'workflow',
  'agent',
  'handled_by',
  'service',
  'customer',
  'currency',
] as const;

function rowOf(record: NativeOutcome, { id, source, work, ms, intake }: Place): NormalisedOutcome {
  const [first, ...others] = record.workers;
  const said = Object.fromEntries(
    texts.flatMap((name) => (record[name] === undefined ? [] : [[name, record[name]]])),
  );
  return {
    workspace: intake.workspace,
    source,
    source_event_id: id,
    occurred_at: new Date(ms).toISOString(),
    version_at: new Date(record.version_at ?? ms).toISOString(),
    kind: record.kind as OutcomeKind,
    work_key: work,
    ...said,
    ...(first && { identity_kind: first.kind, identity: first.id }),
    others: others.map(({ kind, id: name }) => `${kind}:${name}`),
    flags: ms > intake.nowMs ? 'clock-skew' : '',
    outcomes: record.withdrawn ? 0 : 1,
    ...(record.value !== undefined && { value: record.value }),
    ...(record.stated_cost !== undefined && { stated_cost: record.stated_cost }),
    ...(record.quality !== undefined && {
      quality_points: Math.round(record.quality),
      quality_count: 1 as const,
    }),
    ...(record.lead_seconds !== undefined && { lead_seconds: record.lead_seconds, lead_count: 1 as const }),
    ...(record.wait_seconds !== undefined && { wait_seconds: record.wait_seconds }),
    ...(record.restore_seconds !== undefined && {
      restore_seconds: record.restore_seconds,
      restore_count: 1 as const,
    }),
  };
}

/** A work key in the form in which it is kept: tickets, repositories and hashes in lower case. */
function workOf(text: string): WorkKey | null {
  const read = readWorkKey(text.trim());
  if (!read) return null;
  const { kind, rest } = read;
  if (kind === 'ticket' || kind === 'pull_request' || kind === 'commit')
    return `${kind}:${rest.toLowerCase()}`;
  if (kind !== 'branch') return `${kind}:${rest}`;
  const at = rest.indexOf('@');
  return at < 0 ? null : workKey.branch(rest.slice(0, at), rest.slice(at + 1));
}

/** What the record itself says that its work belongs to. */
function linksOf(record: NativeOutcome, work: WorkKey): WorkLink[] {
  const at = new Date(record.occurred_at).toISOString();
  const link = (from: WorkKey, evidence: string): WorkLink[] =>
    from === work ? [] : [{ from, to: work, rule: 'stated', evidence, occurred_at: at }];
  const { session_id, repo, branch, workflow } = record;
  return [
    // `tool/id` names a session exactly; an id alone is that of Claude Code, whose ids are unique.
    ...(session_id
      ? link(
          `session:${session_id.includes('/') ? session_id : `claude-code/${session_id}`}`,
          'stated session',
        )
      : []),
    ...(repo && branch ? link(workKey.branch(repo, branch), 'stated branch') : []),
    ...(workflow ? link(workKey.workflow(workflow), 'stated workflow') : []),
  ];
}
