import { formatUsd, parseUsd } from '@exchequer/model';
import type { UnitTotals, Workspace } from '@exchequer/model/contract';
import { sees } from '@exchequer/store/envelope';
import { viewerOf } from './budget-answer.ts';
import type { ApiContext } from './context.ts';

/** Envelopes of persons that the caller may not see: what they were charged is not to be read either. */
export async function hiddenEnvelopes(
  { services, actor }: ApiContext,
  workspace: Workspace,
): Promise<Set<string>> {
  const tree = await services.budgets.tree(null, workspace);
  const viewer = viewerOf(actor);
  return new Set([...tree.values()].filter((one) => !sees(viewer, one)).map(({ id }) => id));
}

/** Persons in one line, without telling who or in which order they spent; the whole sum stays whole. */
export function withoutPersons(items: readonly UnitTotals[], hidden: ReadonlySet<string>): UnitTotals[] {
  const persons = items.filter(({ key }) => hidden.has(key));
  const shown = items.filter(({ key }) => !hidden.has(key));
  if (persons.length === 0) return shown;
  const sum = (field: 'usage' | 'shared' | 'other' | 'total') =>
    formatUsd(persons.reduce((so, one) => so + parseUsd(one[field]), 0n));
  const total = sum('total');
  const together = { usage: sum('usage'), shared: sum('shared'), other: sum('other'), total };
  const line = { kind: 'envelope' as const, key: 'persons', label: 'Persons, together', parent: null };
  return [...shown, { ...line, ...together, subtree_total: total }];
}
