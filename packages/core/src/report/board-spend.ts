import type { BoardPack, PaperFigure } from '@exchequer/model/contract';
import type { BoardFacts, EstimateFact } from './facts.ts';
import { figure, metricFigure, missing } from './figure.ts';
import { pageOver } from './page.ts';

type SpendPart = BoardPack['spend'];

/** Month, fiscal year, estimate at completion, budget, and how likely the budget is passed. */
export function spendOf(facts: BoardFacts): SpendPart {
  const { range, year, estimate } = facts;
  const { name, from, to, over, asOf, says, days } = estimate;
  return {
    month: metricFigure(facts, 'spend_contracted', { name: 'Month', to: pageOver('today', range) }),
    year: figure({
      ...{ key: 'spend_year', name: 'Fiscal year to date', unit: 'usd' },
      ...{ value: year.reading.value, needs: year.reading.needs },
      to: pageOver('today', { from: year.from, to: range.to }),
    }),
    ...{ estimate: estimateFigure(estimate), budget: budgetFigure(estimate) },
    over_budget: overFigure(estimate),
    period: { name, from, to, over },
    ...{ as_of: asOf, says, days: [...days] },
  };
}

const at = ({ from, to }: EstimateFact): string => pageOver('today', { from, to });

function estimateFigure(estimate: EstimateFact): PaperFigure {
  const { value, low80: low, high80: high, needs, over } = estimate;
  const name = over ? 'Spent in the period' : 'Estimate at completion';
  const head = { key: 'estimate_at_completion', name, unit: 'usd', to: at(estimate) } as const;
  if (value === null) return missing(head, needs ?? 'usage');
  return figure({ ...head, value, low, high, level: over ? null : 0.8, note: estimate.name });
}

function budgetFigure(estimate: EstimateFact): PaperFigure {
  const head = { key: 'budget', name: 'Budget', unit: 'usd', to: '/budgets' } as const;
  if (estimate.budget === null) return missing(head, 'a budget of the company in US dollars');
  return figure({ ...head, value: estimate.budget, note: estimate.name });
}

function overFigure(estimate: EstimateFact): PaperFigure {
  const head = { key: 'over_budget', name: 'Chance of overrun', unit: 'share' } as const;
  const told = { ...head, to: at(estimate) };
  if (estimate.overBudget !== null) return figure({ ...told, value: decimal(estimate.overBudget) });
  return missing(
    told,
    estimate.budget === null ? 'a budget of the company' : (estimate.needs ?? 'a forecast'),
  );
}

const decimal = (share: number): string => String(Number(share.toFixed(4)));
