import { daysOfSlice, sliceColumns, slicesByDay, staffSlices } from './slice.ts';
import type { FactTable } from './table.ts';

/**
 * Persons employed, by day, team and role. Who left counts on the first day without them, in the
 * team they left; a move between teams is neither a start nor a leave.
 */
export const staffDay: FactTable = {
  table: {
    name: 'staff_day',
    columns: [
      'workspace LowCardinality(String)',
      'day Date',
      'team_id LowCardinality(String)',
      'role LowCardinality(String)',
      'persons Int64',
      'person_days Int64',
      'starts Int64',
      'leaves Int64',
      'managers Int64',
    ],
    engine: 'MergeTree',
    partitionBy: 'workspace',
    orderBy: 'workspace, day, team_id, role',
    shardBy: 'cityHash64(day)',
  },
  told: sliceColumns,
  rows: staffSlices,
  fill: `SELECT toDate(at), team_id, role, sum(n), sum(n), sum(begun), sum(gone), sum(leading) FROM (
  SELECT ${daysOfSlice} AS at, t.team_id AS team_id, t.role AS role, t.persons AS n,
    if(number = 0, t.starts, 0) AS begun, 0 AS gone, t.managers AS leading
  FROM ${slicesByDay}
  UNION ALL
  SELECT t.to_day, t.team_id, t.role, 0, 0, t.leaves, 0 FROM told AS t
  WHERE t.leaves > 0 AND t.to_day < {until:Date}
) GROUP BY at, team_id, role`,
};
