import { type EvidenceGrade, type OutcomeKindFacts, outcomeKinds } from '@exchequer/model';
import type { CountPanel } from '../statistics/index.ts';
import { type CannotTell, cannotTell } from './cannot-tell.ts';
import { type Elasticity, fewestPersons, logRows, meanOf, slopeOf } from './response-elasticity.ts';

/** How an effect was come by. */
export interface Design {
  readonly kind: 'points' | 'fixed-effects' | 'before-and-after' | 'difference' | 'experiment';
  /** Of an experiment: who got what was drawn by lot before it began. */
  readonly randomised?: boolean;
  /** Of an experiment: share of team-periods that got what was drawn for them. */
  readonly adherence?: number;
}

/** Of team-periods: below it the lot says little of what was really given. */
export const fewestAdhering = 0.8;

/**
 * The grade that a design may have at most. Levels of persons and weeks taken out are no answer to busy
 * weeks in which people both spend and bring more, so that nothing observed is better than E1 unless
 * something changed for some and not for others.
 */
export function gradeOf({ kind, randomised, adherence }: Design): EvidenceGrade {
  if (kind === 'points') return 'E0';
  if (kind === 'fixed-effects') return 'E1';
  if (kind !== 'experiment') return 'E2';
  return randomised && (adherence ?? 0) >= fewestAdhering ? 'E3' : 'E2';
}

/** Null where there are persons enough to speak of what spend brings. */
export const refuseFew = (persons: number): CannotTell | null =>
  persons < fewestPersons
    ? cannotTell(
        'short',
        `at least ${fewestPersons} persons: with ${persons}, what spend brings cannot be told`,
      )
    : null;

/** Two looks at the same that point different ways: both are shown, and no headline is made of either. */
export interface Reversal {
  readonly crude: number;
  readonly stratified: number;
  readonly flips: boolean;
}

/**
 * Simpson’s check on slopes: all weeks in one heap against the slope within strata, weighted by how much
 * spend moves in each. Null where spend moves within none.
 */
export function reversalOf(panel: CountPanel, stratum: readonly (string | number)[]): Reversal | null {
  const rows = logRows(panel);
  const of = (key: 'x' | 'y', at: readonly number[]) => at.flatMap((unit) => rows[unit]?.[key] ?? []);
  const all = rows.map((_, at) => at);
  const crude = slopeOf(of('x', all), of('y', all));
  const flat = { x: [] as number[], y: [] as number[] };
  for (const name of new Set(stratum)) {
    const units = all.filter((at) => stratum[at] === name);
    const [own, counted] = [of('x', units), of('y', units)];
    const [mx, my] = [meanOf(own), meanOf(counted)];
    flat.x.push(...own.map((value) => value - mx));
    flat.y.push(...counted.map((value) => value - my));
  }
  if (!flat.x.some((value) => Math.abs(value) > 1e-9)) return null;
  const stratified = slopeOf(flat.x, flat.y);
  return { crude, stratified, flips: crude * stratified < 0 };
}

const kinds: Readonly<Record<string, OutcomeKindFacts>> = outcomeKinds;

/** Kinds of failure that a measure of speed must be read beside: those that undo it. */
export const failuresBeside = (outcome: string): string[] =>
  Object.entries(kinds).flatMap(([kind, { reverses }]) => (reverses?.includes(outcome) ? [kind] : []));

export type QualityVerdict = 'no-worse' | 'worse' | 'unknown';

/**
 * Whether failures rise with spend where results do: more of a thing that fails more is no gain, and the
 * headline is blocked. Unknown where failures are not told of.
 */
export function qualityVerdict(failures: Elasticity | CannotTell | null): QualityVerdict {
  if (!failures || 'cannotTell' in failures) return 'unknown';
  return failures.low > 0 ? 'worse' : 'no-worse';
}

/** Elasticity out of two ratios, such as ten times the tokens for twice the output. */
export const elasticityOfRatios = (spend: number, results: number): number =>
  Math.log(results) / Math.log(spend);
