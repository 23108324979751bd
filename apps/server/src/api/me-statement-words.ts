import { fewestInBand, longestWaitMinutes } from '@exchequer/core/statement';
import { outcomeKinds, parseUsd } from '@exchequer/model';
import type { GrantStatement, OwnStatement } from '@exchequer/model/contract';
import { stopsKeptDays } from '@exchequer/store/gate';
import { money } from './term-sheet.ts';

/** Sentences of a statement: what its figures rest on, and what the person can do. */

export const cacheBasis = (cache: Pick<OwnStatement['cache'], 'read_percent' | 'avoidable'>): string => {
  if (cache.read_percent === null) return 'No input in this month.';
  return cache.avoidable === null
    ? 'Cannot tell what was avoidable: that needs five days of the same work that read half of its input from a cache.'
    : 'Avoidable: what your work would not have cost, had each day read its cache as your median day does.';
};

export const stopsBasis = (known: boolean): string =>
  known
    ? `From each refusal by a budget or a limit to your next call that went through, ${longestWaitMinutes} minutes at most.`
    : `Refusals are kept for ${stopsKeptDays} days, so that this month’s are not known any more.`;

export function bandBasis(role: string, persons: number, complete: boolean): string {
  if (role === '') return 'No role is on record for you, so that there is no band.';
  if (!complete) return 'The band of your role is told once the month is over.';
  if (persons < fewestInBand)
    return `Fewer than ${fewestInBand} persons have the role ${role}: their band would tell of single persons.`;
  return `The middle half of ${persons} persons in the role ${role}, rounded. No place in it is computed for anybody.`;
}

const rolloverWords = (percent: number): string =>
  percent > 0
    ? `Of what you leave unused, ${percent} % rolls over once`
    : 'Nothing of what you leave unused rolls over';

const transferWords = {
  none: 'Your budget cannot be passed on.',
  team: 'You may pass budget on within your team, one hop, at cost: Grants.',
  manager_approved: 'You may pass budget on, one hop, at cost, once somebody approves it: Grants.',
} as const;

/** What a person can do with what is over, and where more is. */
export function poolOptions({ grants, pool }: Pick<GrantStatement, 'grants' | 'pool'>): string[] {
  const [grant] = grants.filter(({ state }) => state === 'active' || state === 'paused');
  const rest = grant?.surplus === 'team_pool' ? 'goes to the pool of your team' : 'expires';
  const left = pool && parseUsd(pool.available) > 0n;
  return [
    ...(grant ? [`${rolloverWords(grant.rollover.percent)}; the rest ${rest}.`] : []),
    ...(grant ? [transferWords[grant.transfer]] : []),
    left
      ? `The pool of ${pool.team} has ${money(parseUsd(pool.available), 'USD')}: ask on Me for a part of it.`
      : pool
        ? `The pool of ${pool.team} is empty.`
        : 'You are in no team, so that no pool is open to you.',
  ];
}

export const appeal: readonly string[] = [
  'Usage or a result that is not yours: tell an admin the day and the amount. The correction is an entry of its own.',
  'A budget that stops your work: ask for more on Me. The decision and its reason are kept.',
  'A look that you cannot explain: ask whoever is named; the purpose is on record. Then your works council or data protection officer.',
];

const knownKinds: Readonly<Record<string, { name: string; role: string }>> = outcomeKinds;

/** Whether an outcome counts as work done; kinds that a company named do. */
export const isResult = (kind: string): boolean => (knownKinds[kind]?.role ?? 'result') === 'result';

/** What an outcome is called; kinds that a company named are called as it named them. */
export const outcomeName = (kind: string): string =>
  knownKinds[kind]?.name ?? kind.replace(/^custom\./, '').replaceAll(/[._]/g, ' ');
