import { McpServer } from '@modelcontextprotocol/server';
import { version } from '../version.ts';
import { estimateCost } from './estimate-cost.ts';
import { explainCharge } from './explain-charge.ts';
import { getMyBudget } from './get-my-budget.ts';
import { listRecommendations } from './list-recommendations.ts';
import { requestBudget } from './request-budget.ts';
import type { Asking } from './tool.ts';

const tools = [getMyBudget, estimateCost, explainCharge, requestBudget, listRecommendations];

const instructions =
  'Exchequer holds what this company spends on models. Look at get_my_budget before long work, estimate_cost ' +
  'before a large call, and ask with request_budget early: people decide on it.';

/** The tools of one caller. */
export function askServer(asking: Asking): McpServer {
  const server = new McpServer({ name: 'exchequer', title: 'Exchequer', version }, { instructions });
  for (const register of tools) register(server, asking);
  return server;
}
