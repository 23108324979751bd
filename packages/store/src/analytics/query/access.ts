import { inequalityOf, refusedRole, smallestGroup } from '@exchequer/core/metric';
import type { Access, DateRange } from '@exchequer/model/contract';
import type { ReadingFacts } from './facts.ts';
import { readRoles } from './role.ts';

/**
 * How unequally tokens are spread within each role, roles by name. Refusals are kept by
 * person for that person’s own page alone, so that no role knows its own.
 */
export async function readAccess(facts: ReadingFacts, range: DateRange): Promise<Access[]> {
  const roles = await readRoles(facts, { filters: [] }, range);
  const text = (value: number | null) => (value === null ? null : String(Number(value.toFixed(6))));
  return roles
    .map((role) => {
      const suppressed = refusedRole(role);
      const few = role.used.length < smallestGroup;
      return {
        role: role.role,
        persons: few ? 0 : role.used.length,
        gini: text(inequalityOf('gini', role)),
        p90_over_p10: text(inequalityOf('p90_p10', role)),
        denied_requests: null,
        denied_share: null,
        suppressed,
      };
    })
    .sort((a, b) => (a.role < b.role ? -1 : 1));
}
