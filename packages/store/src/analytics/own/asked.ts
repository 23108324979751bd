import type { AnalyticsEngine } from '../engine/index.ts';

/** Whose own, and which company days of it; `to` excluded. */
export interface OwnAsked {
  readonly engine: Pick<AnalyticsEngine, 'query'>;
  readonly workspace: string;
  readonly workerId: string;
  readonly from: string;
  readonly to: string;
}

/** The worker's rows of a table of days `j`. */
export const ownRows = 'j.workspace = {workspace:String} AND j.worker_id = {worker:String}';
export const ownDays = `${ownRows} AND j.day >= {from:Date} AND j.day < {to:Date}`;

export const boundTo = ({ workspace, workerId, from, to }: OwnAsked) => ({
  workspace,
  worker: workerId,
  from,
  to,
});

/** What names a piece of somebody's work: its workflow, else its repository, else the tool. */
export const workColumns = `multiIf(j.workflow != '', 'workflow', j.repo != '', 'repo', 'tool') AS by,
  multiIf(j.workflow != '', toString(j.workflow), j.repo != '', toString(j.repo), toString(j.tool)) AS name`;

const cacheWrites = ['5m', '30m', '1h', '12h', 'unknown'].map((life) => `j.cache_write_${life}`);
export const writes = cacheWrites.join(' + ');
export const input = `j.uncached_input + j.cache_read + ${writes}`;
