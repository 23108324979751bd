import {
  earliestUsage,
  identityKinds,
  maxClockSkewMs,
  maxTokensPerEvent,
  type NormalisedUsage,
  normalisedColumns,
  sourceKinds,
  type UsageAlias,
} from '@exchequer/model';
import { type Workspace, workspaceSchema } from '@exchequer/model/contract';

/** What a gateway's record is checked against. */
export interface SpoolTaker {
  /** Workspaces that the caller may book for. */
  workspaces: readonly Workspace[];
  nowMs: number;
}

/** Longest text of one column. What a client claims of itself is no longer than its headers. */
const mostText = 2_000;
const mostAliases = 50;
/** Reasons given for one record. */
const mostReasons = 5;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;
const decimal = /^\d{1,26}(\.\d{1,12})?$/;

type Rule = (value: unknown) => string | null;

const text: Rule = (value) => {
  if (typeof value !== 'string') return 'is no text';
  return value.length > mostText ? `is longer than ${mostText} characters` : null;
};
const count: Rule = (value) => {
  if (typeof value !== 'number' || !Number.isInteger(value)) return 'is no whole number';
  if (value < 0) return `is negative (${value})`;
  return value > maxTokensPerEvent ? 'is more than one call can use' : null;
};
const mark: Rule = (value) => (value === 0 || value === 1 ? null : 'is neither 0 nor 1');
const money: Rule = (value) =>
  typeof value === 'string' && decimal.test(value) ? null : 'is no amount with at most 12 decimals';
const oneOf =
  (values: readonly string[]): Rule =>
  (value) =>
    typeof value === 'string' && values.includes(value) ? null : 'is not one of the known values';

const ruleOfType = (type: string): Rule => {
  if (type === 'Int64') return count;
  if (type === 'UInt8') return mark;
  return type.startsWith('Decimal') ? money : text;
};

/** One rule per column of the journal that a source fills; the columns are its one definition. */
const rules = new Map<string, Rule>([
  ...normalisedColumns.map(({ name, type }): [string, Rule] => [name, ruleOfType(type)]),
  ['workspace', oneOf(workspaceSchema.options)],
  ['source', (value) => (value === 'gateway' ? null : 'is not `gateway`')],
  ['identity_kind', oneOf(['', ...identityKinds])],
  ['billing_mode', oneOf(['', 'api', 'subscription', 'prepaid'])],
  ['thread', oneOf(['', 'main', 'subagent', 'compact', 'auxiliary'])],
  ['aliases', aliasProblem],
]);
const needed = [
  ...['workspace', 'source', 'source_event_id', 'occurred_at', 'tool', 'provider', 'model', 'requests'],
  'aliases',
];

function aliasProblem(value: unknown): string | null {
  if (!Array.isArray(value) || value.length > mostAliases)
    return `is no list of at most ${mostAliases} names`;
  return value.every(isAlias) ? null : 'holds what is no name with a rank of a gateway';
}

/** A higher rank than a gateway's would take the place of what other sources meter. */
function isAlias(value: unknown): value is UsageAlias {
  if (typeof value !== 'object' || value === null) return false;
  const { alias, rank } = value as Record<string, unknown>;
  if (typeof alias !== 'string' || alias === '' || alias.length > mostText) return false;
  return Number.isInteger(rank) && Number(rank) >= 0 && Number(rank) <= sourceKinds.gateway.rank;
}

/** The usage in one line of a gateway's spool, or what is wrong with it. */
export function spoolRow(record: unknown, taker: SpoolTaker): NormalisedUsage | string[] {
  if (!isObject(record)) return ['the line is no JSON object'];
  if (record.kind !== 'usage') return ['kind: only usage is sent; calls are paired before'];
  if (!isObject(record.usage)) return ['usage: is missing'];
  const problems = problemsOf(record.usage, taker);
  // Every column was checked against its rule, and there are no others.
  return problems.length > 0 ? problems : (record.usage as unknown as NormalisedUsage);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function problemsOf(usage: Record<string, unknown>, taker: SpoolTaker): string[] {
  const problems: string[] = [];
  for (const name in usage) {
    const rule = rules.get(name);
    const problem = rule ? rule(usage[name]) : 'is no column of usage';
    if (problem) problems.push(`${name.slice(0, 100)}: ${problem}`);
    if (problems.length >= mostReasons) return problems;
  }
  for (const name of needed) if (!(name in usage)) problems.push(`${name}: is missing`);
  if (problems.length > 0) return problems.slice(0, mostReasons);
  if (usage.source_event_id === '') problems.push('source_event_id: is empty');
  if (!taker.workspaces.includes(usage.workspace as Workspace))
    problems.push(`workspace: the token is for ${taker.workspaces.join(' and ')}`);
  const when = timeProblem(String(usage.occurred_at), taker.nowMs);
  return when ? [...problems, when] : problems;
}

function timeProblem(value: string, nowMs: number): string | null {
  const at = instant.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) return 'occurred_at: is no instant such as 2026-11-21T09:00:00.000Z';
  if (at < Date.parse(earliestUsage)) return 'occurred_at: lies before 2020';
  return at > nowMs + maxClockSkewMs ? 'occurred_at: lies in the future' : null;
}
