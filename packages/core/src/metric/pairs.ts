/** A measure of the headcount era beside its twin of the token era. */
export interface MetricPair {
  readonly headcount: string;
  readonly token: string;
  readonly says: string;
}

/** The five pairs of the strip, in their order. Both of a pair are always shown together. */
export const metricPairs: readonly MetricPair[] = [
  {
    headcount: 'headcount',
    token: 'normalised_tokens',
    says: 'How many people work here, and how much AI work is done beside them.',
  },
  {
    headcount: 'revenue_per_employee',
    token: 'revenue_per_million_average',
    says: 'What the company earns for each person, and for each million normalised tokens.',
  },
  {
    headcount: 'utilisation',
    token: 'cost_per_million_loaded',
    says: 'How well people’s hours are used, and what AI work costs with all that comes with it.',
  },
  {
    headcount: 'time_to_fill',
    token: 'budget_headroom',
    says: 'How fast people can be added, and how much more AI work the budgets allow.',
  },
  {
    headcount: 'span',
    token: 'agents_per_employee',
    says: 'How many people there are to a manager, and how many agents to a person.',
  },
];
