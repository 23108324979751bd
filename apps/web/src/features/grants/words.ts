import type { Grant, GrantBasis, GrantPlan } from '@exchequer/model/contract';
import { moneyWords } from '../../format/money.ts';

export const typeNames = {
  tool_access: 'Access to tools',
  pooled_team: 'Team pool',
  personal_allotment: 'Personal allotment',
} as const;

export const cadenceNames = {
  daily: 'every working day',
  monthly: 'monthly',
  quarterly: 'quarterly',
  annual: 'once a year',
} as const;

export const transferNames = {
  none: 'cannot be passed on',
  team: 'may be passed on inside the team, once',
  manager_approved: 'may be passed on once, if a manager approves',
} as const;

/** What an amount comes from, such as `half of base pay` or `$300 per working day`. */
export function basisWords(basis: GrantBasis, currency: string): string {
  switch (basis.kind) {
    case 'share_of_base':
      return `${Number((Number(basis.share) * 100).toFixed(2))} % of base pay a year`;
    case 'fixed':
      return `${moneyWords(basis.amount, currency)} a ${basis.per}`;
    case 'daily_allowance':
      return `${moneyWords(basis.amount, currency)} per working day`;
    case 'role_bands':
      return `${basis.bands.length} role bands`;
  }
}

export const rolloverWords = ({ rollover, surplus }: Pick<GrantPlan, 'rollover' | 'surplus'>): string =>
  `${rollover.percent === 0 ? 'nothing' : `${rollover.percent} %`} goes over once; the rest ${
    surplus === 'team_pool' ? 'goes to the team pool' : 'expires'
  }`;

export const stateTone = (state: Grant['state']) =>
  state === 'active' ? 'good' : state === 'paused' ? 'warn' : 'plain';
