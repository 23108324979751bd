import type { Action } from './action.ts';
import type { FactName, Facts, Known, Missing } from './facts.ts';
import type {
  CannotTell,
  Confidence,
  Effort,
  EvidenceItem,
  Finding,
  Owner,
  Subject,
  Touch,
} from './finding.ts';
import { type Gain, gainOf, type Span } from './gain.ts';
import type { AdvicePolicy } from './policy.ts';
import { type Brings, gainWords } from './words.ts';

/** What a rule says of itself, as data: pages, the command line and the documents list it from here. */
export interface RuleText {
  readonly number: number;
  readonly key: string;
  readonly name: string;
  readonly trigger: string;
  readonly action: string;
  /** How the gain follows. */
  readonly formula: string;
  readonly undo: string;
  /** What its gain is: less spent, more earned, or an amount that is open until it is settled. */
  readonly brings: Brings;
  readonly confidence: Confidence;
  readonly owner: Owner;
  readonly effort: Effort;
  readonly expiresDays: number;
}

export type Verdict = readonly Finding[] | CannotTell;

export interface Rule extends RuleText {
  readonly needs: readonly FactName[];
  /** What follows from the facts: findings, none, or what it would take to tell. Pure. */
  judge(facts: Facts, policy: AdvicePolicy): Verdict;
}

/** What a judge function says of one thing; the rest follows from its rule. */
export interface Judged {
  readonly subject: Subject;
  /** What is, how much, what to do. */
  readonly claim: string;
  readonly trigger: string;
  readonly evidence: readonly EvidenceItem[];
  readonly action: Action;
  readonly gain: Span;
  readonly per?: Gain['per'];
  readonly basis: string;
  readonly touches?: readonly Touch[];
  /** Where it differs from the rule's own. */
  readonly confidence?: Confidence;
  readonly undo?: string;
  readonly audience?: Finding['audience'];
}

interface RuleDraft<F extends FactName> extends RuleText {
  readonly needs: Readonly<Record<F, Missing>>;
  judge(facts: Known<F>, policy: AdvicePolicy): readonly Judged[] | Missing;
}

const isMissing = (judged: readonly Judged[] | Missing): judged is Missing => !Array.isArray(judged);

/** A rule from its text and its judge, which is asked only where all that it needs is known. */
export function defineRule<F extends FactName>({ needs, judge, ...text }: RuleDraft<F>): Rule {
  const names = Object.keys(needs) as F[];
  return {
    ...text,
    needs: names,
    judge: (facts, policy) => {
      const missing = names.find((name) => facts[name] === null);
      if (missing !== undefined)
        return { rule: text.number, ...(facts.missing?.[missing] ?? needs[missing]) };
      const judged = judge(facts as Known<F>, policy);
      if (isMissing(judged)) return { rule: text.number, needs: judged.needs, to: judged.to };
      return judged.map((one) => findingOf(text, one));
    },
  };
}

/** A finding of a rule, from what was judged of one thing. */
export function findingOf(text: RuleText, judged: Judged): Finding {
  const { subject, claim, trigger, evidence, action, basis } = judged;
  const gain = gainOf(judged.gain, judged.per);
  return {
    rule: text.number,
    key: `${text.number}:${subject.kind}:${subject.id}`,
    subject,
    audience: judged.audience ?? 'team-and-above',
    claim,
    brings: text.brings,
    says: `${claim} ${gainWords(gain, text.brings)}`,
    trigger,
    evidence,
    action,
    undo: judged.undo ?? text.undo,
    gain,
    basis,
    confidence: judged.confidence ?? text.confidence,
    owner: text.owner,
    effort: text.effort,
    expiresDays: text.expiresDays,
    touches: judged.touches ?? [],
  };
}

export const isCannotTell = (verdict: Verdict): verdict is CannotTell => !Array.isArray(verdict);
