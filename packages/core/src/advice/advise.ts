import type { Facts } from './facts.ts';
import type { CannotTell } from './finding.ts';
import { type NetFinding, netted } from './overlap.ts';
import type { AdvicePolicy } from './policy.ts';
import { ranked } from './rank.ts';
import { isCannotTell, type Rule } from './rule.ts';
import { rules } from './rules/index.ts';

/** What all rules say: findings with their net gains, surest first, and what could not be judged. */
export interface Advice {
  readonly findings: readonly NetFinding[];
  readonly cannotTell: readonly CannotTell[];
}

/** Judges the rules over the facts. Pure: the same facts and policy give the same advice. */
export function advise(facts: Facts, policy: AdvicePolicy, of: readonly Rule[] = rules): Advice {
  const verdicts = of.map((rule) => rule.judge(facts, policy));
  return {
    findings: ranked(netted(verdicts.flatMap((verdict) => (isCannotTell(verdict) ? [] : verdict)))),
    cannotTell: verdicts.filter(isCannotTell),
  };
}
