import { type UnitKind, unassignedUnit } from '@exchequer/model/contract';
import type { Sql } from 'postgres';

/** What units are called and what they stand under. */
export interface UnitNames {
  label(key: string): string;
  /** The unit above; null at the top and where units form no tree. */
  parent(key: string): string | null;
}

interface Named {
  key: string;
  name: string;
  parent: string | null;
}

const nobody: Record<UnitKind, string> = {
  team: 'No team',
  cost_center: 'No cost centre',
  purpose: 'No purpose',
  project: 'No project',
  envelope: 'No envelope',
};

/** Names of every unit of a kind. */
export async function unitNames(sql: Sql, workspace: string, kind: UnitKind): Promise<UnitNames> {
  const rows = new Map((await namedUnits(sql, workspace, kind)).map((row) => [row.key, row]));
  return {
    label: (key) => rows.get(key)?.name ?? (key === unassignedUnit ? nobody[kind] : plain(kind, key)),
    parent: (key) => rows.get(key)?.parent ?? null,
  };
}

const plain = (kind: UnitKind, key: string): string => {
  if (kind !== 'purpose') return key;
  const words = key.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

async function namedUnits(sql: Sql, workspace: string, kind: UnitKind): Promise<readonly Named[]> {
  if (kind === 'team') {
    return sql<Named[]>`select id as key, name, parent_id as parent from team where workspace = ${workspace}`;
  }
  if (kind === 'envelope') {
    return sql<Named[]>`
      select id as key, name, parent_id as parent from envelope where workspace = ${workspace}`;
  }
  if (kind !== 'cost_center') return [];
  return sql<Named[]>`
    select center->>'key' as key, center->>'name' as name, null as parent
    from (select body from charge_rule_set where workspace = ${workspace} and subject = 'cost_center'
      order by version desc limit 1) as latest, jsonb_array_elements(latest.body->'centers') as center`;
}
