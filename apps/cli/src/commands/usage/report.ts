import type { DimensionKey, Grain } from '@exchequer/model/contract';

/** What one report groups by: time, or a dimension. */
export interface Report {
  name: string;
  title: string;
  /** Heading of its first column. */
  heading: string;
  grain: Grain;
  dimension: DimensionKey | null;
}

const overTime = (name: string, title: string, heading: string, grain: Grain): Report => ({
  name,
  title,
  heading,
  grain,
  dimension: null,
});
const by = (name: string, title: string, heading: string, dimension: DimensionKey): Report => ({
  name,
  title,
  heading,
  grain: 'total',
  dimension,
});

export const reports: readonly Report[] = [
  overTime('daily', 'Usage by day', 'Date', 'day'),
  overTime('weekly', 'Usage by week', 'Week of', 'week'),
  overTime('monthly', 'Usage by month', 'Month', 'month'),
  by('session', 'Usage by session', 'Session', 'session'),
  by('model', 'Usage by model', 'Model', 'model'),
  by('team', 'Usage by team', 'Team', 'team'),
  by('repo', 'Usage by repository', 'Repository', 'repo'),
];
