import type { GrantCadence } from '@exchequer/model/contract';
import type { GrantTerms } from './grant.ts';

/** A text that stands on papers, by version and place. */
export interface GrantPolicy {
  version: string;
  /** Empty: holds where no text of the place does. */
  jurisdiction: string;
  effectiveOn: string;
  businessWording: string;
  personalWording: string;
}

/** The wording of a new install; a company adds versions of its own. */
export const firstPolicy: GrantPolicy = {
  version: '1',
  jurisdiction: '',
  effectiveOn: '2000-01-01',
  businessWording: 'Access for business use, not wages, no cash value, subject to change.',
  personalWording:
    'Personal use is allowed; what is used personally is taxable pay, reported through payroll. No cash value, subject to change.',
};

/**
 * The policy that holds in a place on a day: the newest text of the place, else of everywhere. A
 * version that is named must exist there or everywhere.
 */
export function policyOn(
  policies: readonly GrantPolicy[],
  jurisdiction: string,
  day: string,
  version?: string,
): GrantPolicy | null {
  const fits = policies
    .filter((policy) => policy.jurisdiction === jurisdiction || policy.jurisdiction === '')
    .filter((policy) => (version === undefined ? policy.effectiveOn <= day : policy.version === version));
  const newest = (a: GrantPolicy, b: GrantPolicy) =>
    Number(b.jurisdiction === jurisdiction) - Number(a.jurisdiction === jurisdiction) ||
    (a.effectiveOn < b.effectiveOn ? 1 : -1);
  return fits.sort(newest)[0] ?? null;
}

export const wordingOf = (policy: GrantPolicy, { personalUse }: Pick<GrantTerms, 'personalUse'>): string =>
  personalUse ? policy.personalWording : policy.businessWording;

export const cadenceWords: Record<GrantCadence, string> = {
  daily: 'every day',
  monthly: 'every month',
  quarterly: 'every quarter',
  annual: 'once a year',
};

/** Consequences of a design that people should know before they offer it. */
export function designNotes(
  terms: Pick<GrantTerms, 'cadence' | 'rollover' | 'transfer' | 'personalUse' | 'type' | 'basisKind'>,
): { code: string; text: string }[] {
  const { cadence, rollover, transfer, personalUse, type, basisKind } = terms;
  const notes: [boolean, string, string][] = [
    [cadence === 'annual', 'cliff', 'One lot a year with one expiry invites hoarding, then burning.'],
    [
      rollover.percent === 0 && cadence !== 'daily',
      'use-it-or-lose-it',
      'Nothing rolls over: expect a burst of use at the end of each period.',
    ],
    [transfer !== 'none', 'transferable', 'Budget can be passed on: counsel for securities should look.'],
    [personalUse, 'taxable', 'Personal use is taxable pay and has to reach payroll.'],
    [
      type === 'pooled_team',
      'pooled',
      'A shared pool with soft personal guides is the most efficient design.',
    ],
    [
      basisKind === 'share_of_base',
      'tells-pay',
      'The amount tells base pay: it is shown to compensation roles and the person alone.',
    ],
  ];
  return notes.filter(([holds]) => holds).map(([, code, text]) => ({ code, text }));
}
