import type { Purpose } from '@exchequer/model';
import { covers } from '../workforce/index.ts';
import { matchesGlob } from './glob.ts';
import type { ChargeDimensions } from './usage.ts';

/** What usage must be for a rule to hold. Every condition that is given must hold; '' and [] give none. */
export interface PurposeMatch {
  /** Teams; those below them count too. */
  teamIds: readonly string[];
  project: string;
  repo: string;
  workflow: string;
  agent: string;
  service: string;
  tool: string;
  provider: string;
  costCenterClaim: string;
}

/** One line of the ordered rules that give usage its purpose. Days are company days, half-open. */
export interface PurposeRule {
  id: string;
  match: PurposeMatch;
  purpose: Purpose;
  validFrom: string | null;
  validTo: string | null;
  note: string;
}

const globs = [
  'project',
  'repo',
  'workflow',
  'agent',
  'service',
  'tool',
  'provider',
  'costCenterClaim',
] as const satisfies readonly (keyof PurposeMatch & keyof ChargeDimensions)[];

/**
 * Whether a rule holds for usage of a day.
 * @param teams the usage's team and the teams above it
 */
export const ruleHolds = (
  rule: PurposeRule,
  usage: ChargeDimensions,
  day: string,
  teams: readonly string[],
): boolean =>
  covers(rule, day) &&
  (rule.match.teamIds.length === 0 || rule.match.teamIds.some((id) => teams.includes(id))) &&
  globs.every((name) => matchesGlob(rule.match[name], usage[name]));
