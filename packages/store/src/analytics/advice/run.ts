import { parseUsd } from '@exchequer/model';
import { type AdviceAsked, boundTo, inDays } from './asked.ts';

/** Runs of one agent that are far longer than its runs usually are, or requests that equal each other. */
export interface AgentLoop {
  readonly worker: string;
  readonly agent: string;
  readonly loops: number;
  readonly repeats: number;
  readonly cost: bigint;
  readonly days: number;
  readonly lastDay: string;
  readonly session: string;
}

interface Row {
  worker: string;
  agent: string;
  loops: string;
  repeats: string;
  loop_cost: string;
  days: string;
  last_day: string;
  session: string;
}

const toLoop = (row: Row): AgentLoop => ({
  ...{ worker: row.worker, agent: row.agent, session: row.session, lastDay: row.last_day },
  ...{ loops: Number(row.loops), repeats: Number(row.repeats), days: Number(row.days) },
  cost: parseUsd(row.loop_cost),
});

const ofAgents = `(j.agent != '' OR j.worker_id IN {agents:Array(String)}) AND NOT j.worker_id IN {persons:Array(String)}`;

/** A run is long when it has so many times the requests of the agent's median run, and so many at least. */
const times = 10;
const fewestRequests = 100;

/** A run is one conversation of one day. What goes beyond ten times the median counts at the run's mean cost. */
const longRuns = `SELECT worker, agent, toString(countIf(beyond > 0)) AS loops, toString(toInt64(sum(beyond))) AS repeats,
  toString(toDecimal128(sum(divideDecimal(multiplyDecimal(cost, toDecimal128(toInt64(beyond), 0), 12), toDecimal128(n, 0), 12)), 12)) AS loop_cost,
  toString(uniqExactIf(day, beyond > 0)) AS days, toString(maxIf(day, beyond > 0)) AS last_day,
  argMaxIf(session, cost, beyond > 0) AS session
FROM (
  SELECT worker, agent, day, session, n, cost,
    if(n >= ${fewestRequests}, greatest(n - ${times} * usual, 0), 0) AS beyond
  FROM (
    SELECT worker, agent, day, session, n, cost, median(n) OVER (PARTITION BY worker, agent) AS usual,
      count() OVER (PARTITION BY worker, agent) AS runs
    FROM (
      SELECT toString(j.worker_id) AS worker, toString(j.agent) AS agent, j.day AS day, j.session_id AS session,
        sum(j.requests) AS n, sum(j.cost_contracted) AS cost
      FROM usage_session AS j
      WHERE ${inDays} AND j.session_id != '' AND ${ofAgents}
      GROUP BY worker, agent, day, session HAVING n > 0
    )
  ) WHERE runs >= 5
) GROUP BY worker, agent HAVING sum(beyond) > 0`;

/** Requests of one conversation that have the same count in every class of tokens. */
const equalRequests = `SELECT worker, agent, toString(count()) AS loops, toString(sum(n) - count()) AS repeats,
  toString(toDecimal128(sum(divideDecimal(multiplyDecimal(cost, toDecimal128(n - 1, 0), 12), toDecimal128(n, 0), 12)), 12)) AS loop_cost,
  toString(uniqExact(last)) AS days, toString(max(last)) AS last_day, argMax(session, cost) AS session
FROM (
  SELECT toString(j.worker_id) AS worker, toString(j.agent) AS agent, j.session_id AS session,
    sum(j.requests) AS n, sum(j.cost_contracted) AS cost, max(toDate(j.occurred_at, {zone:String})) AS last
  FROM usage_journal AS j
  WHERE j.workspace = {workspace:String} AND j.metered = 1 AND j.session_id != '' AND ${ofAgents}
    AND j.occurred_at >= toDateTime64({from:String}, 3, {zone:String}) AND j.occurred_at < toDateTime64({to:String}, 3, {zone:String})
  GROUP BY worker, agent, session, j.model, j.uncached_input, j.cache_read, j.cache_write_5m, j.cache_write_1h, j.output
  HAVING n >= {least:Int64} AND any(j.uncached_input + j.cache_read) > 0
) GROUP BY worker, agent`;

/** Runs that are far longer than the agent's runs usually are; agents with five runs at least. */
export async function readLongRuns(asked: AdviceAsked, agents: readonly string[]): Promise<AgentLoop[]> {
  return (await asked.engine.query<Row>(longRuns, boundTo(asked, { agents: [...agents] }))).map(toLoop);
}

/** Equal requests, `least` of them or more. */
export async function readEqualRequests(
  asked: AdviceAsked,
  more: { agents: readonly string[]; zone: string; least: number },
): Promise<AgentLoop[]> {
  const params = boundTo(asked, { ...more, agents: [...more.agents] });
  return (await asked.engine.query<Row>(equalRequests, params)).map(toLoop);
}
