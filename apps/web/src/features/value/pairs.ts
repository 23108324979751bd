/** Two measures that are read beside each other: one of the headcount era, one of the token era. */
export interface Pair {
  headcount: { key: string; name: string };
  token: { key: string; name: string };
  /** Why they stand together. */
  says: string;
}

/** The strip, in its order. */
export const pairs: readonly Pair[] = [
  {
    headcount: { key: 'headcount', name: 'Headcount' },
    token: { key: 'normalised_tokens', name: 'Normalised tokens' },
    says: 'Capacity of people, and capacity of tokens at constant prices.',
  },
  {
    headcount: { key: 'revenue_per_employee', name: 'Revenue per employee' },
    token: { key: 'revenue_per_million_average', name: 'Revenue per M tokens' },
    says: 'What a person, and what a million tokens stand beside in revenue: averages, no proof of cause.',
  },
  {
    headcount: { key: 'utilisation', name: 'Utilisation' },
    token: { key: 'cost_per_million_loaded', name: 'Loaded cost per M tokens' },
    says: 'How much of paid time is used, and what a million tokens cost with everything around them.',
  },
  {
    headcount: { key: 'time_to_fill', name: 'Time to fill' },
    token: { key: 'budget_headroom', name: 'Budget headroom' },
    says: 'How long a new person takes to come, and how much budget for tokens is there at once.',
  },
  {
    headcount: { key: 'span', name: 'Span of control' },
    token: { key: 'agents_per_employee', name: 'Agents per employee' },
    says: 'People led by one person, and agents led by one person.',
  },
];

export const keysOfPairs: readonly string[] = pairs.flatMap((pair) => [pair.headcount.key, pair.token.key]);

/** The pair that the address names by its headcount measure, else the first. */
export const pairOf = (key: string | undefined): Pair | undefined =>
  pairs.find((pair) => pair.headcount.key === key) ?? pairs[0];
