import { aggregateRule } from '@exchequer/model';
import { gini, p90OverP10 } from '../statistics/index.ts';
import { smallestGroup } from './definition.ts';

/** Tokens of the persons of one role, without saying whose; persons without usage are zeros. */
export interface RoleUse {
  readonly role: string;
  readonly used: readonly number[];
}

const decimals = 6;

/** Why nothing about a role may be shown; null where it may. */
export function refusedRole({ used }: RoleUse): string | null {
  if (used.length < smallestGroup) return `fewer than ${smallestGroup} persons`;
  const total = used.reduce((sum, one) => sum + one, 0);
  const share = aggregateRule.largestSharePercent / 100;
  return Math.max(...used) > total * share ? 'one person uses more than four fifths' : null;
}

/** One role’s inequality; null where it may not be shown or has no value. */
export function inequalityOf(statistic: 'gini' | 'p90_p10', role: RoleUse): number | null {
  if (refusedRole(role)) return null;
  const { used } = role;
  const value = statistic === 'gini' ? gini(used) : p90OverP10(used);
  return value !== null && Number.isFinite(value) ? value : null;
}

/** Mean over roles, weighted by their persons; roles without a value are left out. */
export function inequality(statistic: 'gini' | 'p90_p10', roles: readonly RoleUse[]): string | null {
  let persons = 0;
  let weighted = 0;
  for (const role of roles) {
    const value = inequalityOf(statistic, role);
    if (value === null) continue;
    persons += role.used.length;
    weighted += value * role.used.length;
  }
  return persons === 0 ? null : String(Number((weighted / persons).toFixed(decimals)));
}
