import type { RoleUse } from '@exchequer/core/metric';
import type { DateRange, MetricQuery } from '@exchequer/model/contract';
import type { ReadingFacts } from './facts.ts';
import { planUsage } from './plan.ts';
import { printPerWorker } from './print.ts';

/**
 * Tokens of the persons of each role, persons without usage as zero. Sums per person come without
 * names and in no order that tells whose they are.
 */
export async function readRoles(
  facts: ReadingFacts,
  query: Pick<MetricQuery, 'filters'>,
  range: DateRange,
): Promise<RoleUse[]> {
  const [roles, staff] = await Promise.all([
    facts.directory.roles?.(facts.workspace, range.to) ?? new Map<string, string>(),
    facts.directory.employments(facts.workspace, range.from, range.to),
  ]);
  const persons = new Map<string, string>();
  for (const { workerId } of staff) {
    const role = roles.get(workerId);
    if (role) persons.set(workerId, role);
  }
  if (persons.size === 0) return [];
  const used = await usedByRole(facts, query, range, persons);
  const members = new Map<string, number>();
  for (const role of persons.values()) members.set(role, (members.get(role) ?? 0) + 1);
  return [...members].map(([role, count]) => {
    const known = used.get(role) ?? [];
    return { role, used: [...known, ...Array<number>(Math.max(0, count - known.length)).fill(0)] };
  });
}

async function usedByRole(
  facts: ReadingFacts,
  { filters }: Pick<MetricQuery, 'filters'>,
  range: DateRange,
  persons: ReadonlyMap<string, string>,
): Promise<Map<string, number[]>> {
  const plan = planUsage({
    workspace: facts.workspace,
    range,
    grain: 'total',
    groupBy: [],
    filters,
    measures: ['tokens'],
    kept: { kind: 'all' },
    companyTimeZone: facts.companyTimeZone,
    extraColumns: ['worker_id'],
  });
  const { sql, params } = printPerWorker(plan);
  const rows = await facts.engine.query<{ role: string; used: string[] }>(
    [
      'SELECT transform(worker, {persons:Array(String)}, {roles:Array(String)}, {nobody:String}) AS role,',
      'arraySort(groupArray(toString(greatest(tokens, 0)))) AS used',
      `FROM (${sql}) WHERE worker IN {persons:Array(String)} GROUP BY role`,
    ].join('\n'),
    { ...params, persons: [...persons.keys()], roles: [...persons.values()], nobody: '' },
  );
  return new Map(rows.map(({ role, used }) => [role, used.map(Number)]));
}
