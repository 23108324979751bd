import { formatUsd, linkRules, parseUsd } from '@exchequer/model';
import type { DateRange } from '@exchequer/model/contract';
import type { AnalyticsEngine } from '../engine/index.ts';
import { boundRange, headlessSessions, samePlace } from './read.ts';

/** How much spend, as contracted, reached accepted outcomes. Money as decimal text. */
export interface CoverageSums {
  cost: string;
  linked: string;
  by_rule: { rule: string; name: string; cost: string }[];
  outcomes: string;
  outcomes_without_usage: string;
  outcomes_without_worker: string;
  headless: string;
  /** Commits of sessions that no log holds. */
  lost_commits: string;
}

const nameOf = (rule: string): string => (linkRules as Record<string, { name: string }>)[rule]?.name ?? rule;

const perRule = `SELECT toString(w.rule) AS rule, toString(sum(j.cost_contracted)) AS cost
FROM usage_session AS j
LEFT JOIN (SELECT * FROM usage_work WHERE workspace = {workspace:String} AND work_kind = 'accepted') AS w ON ${samePlace}
WHERE j.workspace = {workspace:String} AND j.day >= {from:Date} AND j.day < {to:Date}
GROUP BY rule ORDER BY sum(j.cost_contracted) DESC, rule`;

/** Outcomes that count and stand, each once, by whether usage reached their work item. */
const outcomeCounts = `SELECT toString(sum(n)) AS outcomes, toString(sumIf(n, NOT reached)) AS without_usage,
  toString(sumIf(n, worker_id = '')) AS without_worker
FROM (
  SELECT toString(worker_id) AS worker_id, sum(outcomes) AS n,
    work_key IN (SELECT work_key FROM usage_work WHERE workspace = {workspace:String}) AS reached
  FROM outcome_journal
  WHERE workspace = {workspace:String} AND counted = 1 AND reversed = 0
    AND occurred_at >= toDateTime64({from:String}, 3, {zone:String}) AND occurred_at < toDateTime64({to:String}, 3, {zone:String})
  GROUP BY work_key, worker_id
)`;

const gaps = `SELECT
  (SELECT toString(uniqExact(tool, session_id)) FROM usage_session AS j
    WHERE j.workspace = {workspace:String} AND j.day >= {from:Date} AND j.day < {to:Date}
      AND (toString(j.tool), j.session_id) IN (${headlessSessions})) AS headless,
  (SELECT toString(count()) FROM commit_of_session WHERE workspace = {workspace:String} AND sha = ''
    AND at >= {from:Date} AND at < {to:Date}) AS lost_commits`;

/** Reads how far links lead over a range of company days. */
export async function readCoverage(
  engine: AnalyticsEngine,
  workspace: string,
  range: DateRange,
): Promise<CoverageSums> {
  const bound = { workspace, ...boundRange(range) };
  const [rules, counts, missing] = await Promise.all([
    engine.query<{ rule: string; cost: string }>(perRule, bound),
    engine.query<{ outcomes: string; without_usage: string; without_worker: string }>(outcomeCounts, {
      ...bound,
      zone: range.time_zone,
    }),
    engine.query<{ headless: string; lost_commits: string }>(gaps, bound),
  ]);
  const linked = rules.filter(({ rule }) => rule !== '');
  return {
    cost: sumOf(rules),
    linked: sumOf(linked),
    by_rule: linked.map(({ rule, cost }) => ({ rule, name: nameOf(rule), cost })),
    outcomes: counts[0]?.outcomes ?? '0',
    outcomes_without_usage: counts[0]?.without_usage ?? '0',
    outcomes_without_worker: counts[0]?.without_worker ?? '0',
    headless: missing[0]?.headless ?? '0',
    lost_commits: missing[0]?.lost_commits ?? '0',
  };
}

const sumOf = (rows: readonly { cost: string }[]): string =>
  formatUsd(rows.reduce((sum, { cost }) => sum + parseUsd(cost), 0n));
