import type { Enforcement, EnvelopeKind, EnvelopePeriod, Rollover } from '@exchequer/model';
import type { Allocation } from '@exchequer/model/contract';
import type { CenterEntry, RuleEntry } from './charging-draft.ts';
import type { PolicyFault } from './fault.ts';

/** One envelope of the file, its defaults filled in and its amounts read; names are not looked up yet. */
export interface PolicyEntry {
  key: string;
  name: string;
  kind: EnvelopeKind;
  /** As written; empty for the company. */
  covers: string;
  limit: bigint;
  period: EnvelopePeriod;
  custom: { startsOn: string; endsOn: string } | null;
  enforcement: Enforcement;
  thresholds: readonly number[];
  rollover: Rollover | null;
  overdraft: bigint;
  /** As written; null when nobody is named. */
  owner: string | null;
  /** Id of an envelope of the web app that the file takes over. */
  adopt: string | null;
  /** Id of an envelope of the web app that it stands under; at the top of the file alone. */
  under: string | null;
  closed: boolean;
  /** Handed back to the web app as it stands. */
  release: boolean;
  /** Key of the entry that it is nested in. */
  parentKey: string | null;
  /** Where it stands in the file, such as `envelopes.0.children.1`. */
  path: string;
  line: number;
  /** Lines of its fields, where they are written. */
  lines: Readonly<Record<string, number>>;
}

/** A policy file that could be read. */
export interface PolicyDraft {
  currency: string;
  allocation: Allocation;
  /** Parents before their children, else in the order of the file. */
  entries: readonly PolicyEntry[];
  /** Purpose rules in their order; null where the file leaves them to the web app. */
  rules: readonly RuleEntry[] | null;
  /** Cost centres; null where the file leaves them to the web app. */
  centers: readonly CenterEntry[] | null;
  /** False when an entry could not be read: then nothing can be said about what the file leaves out. */
  complete: boolean;
}

/** A fault at an entry, at the line of the field that is meant. */
export function faultAt(
  entry: PolicyEntry,
  field: string | null,
  code: string,
  error: string,
  fix: string,
): PolicyFault {
  return {
    line: (field && entry.lines[field]) || entry.line,
    path: field ? `${entry.path}.${field}` : entry.path,
    code,
    error: `${entry.name} (${entry.key}): ${error}`,
    fix,
  };
}
