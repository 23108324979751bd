import type { FactMeasure } from './fact-measure.ts';

const link = { label: 'See how work is linked', to: '/w/$ws/value' };
const noLinks = 'links from usage to accepted outcomes';

const linked = (name: string, column: string, meaning: string, pays = false): FactMeasure => ({
  name,
  fact: 'linked',
  unit: 'usd',
  column,
  where: [],
  known: [{ column: 'pays', in: [pays ? '1' : '0'] }],
  meaning,
  needs: pays ? 'revenue that names work which usage is linked to' : noLinks,
  remedy: link,
});

const decision = (
  name: string,
  column: string,
  meaning: string,
  unit: 'count' | 'minutes' = 'count',
): FactMeasure => ({
  name,
  fact: 'decision',
  unit,
  column,
  where: [],
  meaning,
  needs: 'decisions in the decision log',
  remedy: { label: 'Record a decision', to: '/w/$ws/value' },
});

const gate = (
  name: string,
  column: string,
  meaning: string,
  needs: string,
  unit: 'count' | 'usd' = 'count',
): FactMeasure => ({
  name,
  fact: 'gate',
  unit,
  column,
  where: [],
  known: [{ column: 'about', in: [unit === 'usd' ? 'budget' : 'calls'] }],
  meaning,
  needs,
  remedy:
    unit === 'usd'
      ? { label: 'Set a budget', to: '/w/$ws/budgets' }
      : { label: 'Set up the gateway', to: '/w/$ws/gateway' },
});

/** Sums over what the product itself records: links, decisions, and what the gate and budgets did. */
export const logMeasures: readonly FactMeasure[] = [
  linked('linked_cost', 'cost', 'contracted cost of usage that led to accepted outcomes'),
  linked('linked_base', 'base', 'base cost of usage that led to accepted outcomes'),
  linked('linked_revenue', 'revenue', 'revenue of work that usage is linked to', true),
  decision('decisions', 'decisions', 'decisions by their last moment'),
  decision('decisions_acted', 'acted', 'decisions acted on'),
  decision('decisions_by_ai', 'by_ai', 'decisions acted on that used something AI made'),
  decision('decisions_reversed', 'reversed', 'decisions acted on and reversed within 90 days'),
  decision('decision_inputs', 'inputs', 'pieces of data that decisions used'),
  decision('decision_inputs_ready', 'inputs_ready', 'pieces of data that were live and fresh enough'),
  decision('decisions_forecast', 'forecast', 'reviewed decisions whose chance was stated'),
  decision('brier_sum', 'brier_sum', 'squared error of stated chances, in millionths'),
  decision('judgement_minutes', 'judgement_minutes', 'minutes of weighing and deciding', 'minutes'),
  decision('execution_minutes', 'execution_minutes', 'minutes of gathering and preparing', 'minutes'),
  gate('gate_requests', 'requests', 'calls that reached the gateway', 'calls through the gateway'),
  gate('gate_denied', 'denied', 'calls that the gateway refused', 'calls through the gateway'),
  gate('budget_limit', 'budget_limit', 'limits of company budgets, by day', 'a budget of the company', 'usd'),
  gate('budget_spent', 'budget_spent', 'spend against company budgets', 'a budget of the company', 'usd'),
  gate('capped_spend', 'capped_spend', 'spend under a budget that stops at its limit', 'a budget', 'usd'),
];
