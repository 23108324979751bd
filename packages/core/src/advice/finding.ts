import type { Action } from './action.ts';
import type { Gain } from './gain.ts';
import type { Brings } from './words.ts';

/**
 * How firmly a gain is known. `high` follows from the books; `medium` from a model whose interval
 * excludes nothing, or from paired runs; `low` rests on assumptions, which the policy states.
 */
export type Confidence = 'high' | 'medium' | 'low';
export type Owner = 'finance' | 'engineering' | 'platform' | 'people' | 'person';
/** Story points of whoever carries it out: a click is 1, a project 8. */
export type Effort = 1 | 2 | 3 | 5 | 8;
/** Whom a finding may be shown to. A person is named in a finding for that person alone. */
export type Audience = 'team-and-above' | 'self';

export const subjectKinds = [
  'company',
  'team',
  'role',
  'workflow',
  'repo',
  'tool',
  'model',
  'agent',
  'provider',
  'envelope',
  'grant_plan',
  'source',
  'commitment',
  'credit',
  'invoice',
  'pool',
  'decision_kind',
  'person',
] as const;
export type SubjectKind = (typeof subjectKinds)[number];

/** What a finding is about. `person` only with the audience `self`. */
export interface Subject {
  readonly kind: SubjectKind;
  readonly id: string;
  readonly name: string;
}

/** One figure that a finding rests on, and where it can be read. */
export interface EvidenceItem {
  readonly label: string;
  /** As it is shown; amounts as decimal text. */
  readonly value: string;
  /** `usd` and `usd_per_month` are amounts; other units are shown behind the value. */
  readonly unit: string;
  /** Path below `/w/<workspace>` with its search: range, filters, event. */
  readonly to: string;
}

/** A part of the spend that a saving works on. */
export interface Touch {
  /** Which spend: the same text wherever the same spend is meant. */
  readonly scope: string;
  /** All spend of that scope a month, in pico-dollars. */
  readonly cost: bigint;
  /** Which part of the gain falls on it, in proportion to those of the other touches. */
  readonly part: bigint;
}

/** One thing that should be done, with what it rests on and what it is expected to bring. */
export interface Finding {
  readonly rule: number;
  /** The same as long as it is about the same thing: `<rule>:<subject kind>:<subject id>`. */
  readonly key: string;
  readonly subject: Subject;
  readonly audience: Audience;
  /** What is, how much, what to do. */
  readonly claim: string;
  /** The claim and what it is likely to bring: as it is read. */
  readonly says: string;
  /** The condition that held, in words with its figures. */
  readonly trigger: string;
  readonly evidence: readonly EvidenceItem[];
  readonly action: Action;
  /** How it is taken back. */
  readonly undo: string;
  readonly gain: Gain;
  readonly brings: Brings;
  /** How the interval follows. */
  readonly basis: string;
  readonly confidence: Confidence;
  readonly owner: Owner;
  readonly effort: Effort;
  readonly expiresDays: number;
  /** The spend that a saving works on, so that savings on the same spend are not counted twice. */
  readonly touches: readonly Touch[];
}

/** A rule that cannot be judged: what it waits for, and where that is given. */
export interface CannotTell {
  readonly rule: number;
  readonly needs: string;
  readonly to: string;
}
