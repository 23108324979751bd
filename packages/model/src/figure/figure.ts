/**
 * Figures that the company states about itself, from HR, finance or procurement, per month and team.
 * A metric that needs one names it; without it, it reads “Needs: …”.
 */
export const statedFigures = {
  available_hours: { name: 'Available hours', unit: 'hours', from: 'HR or time tracking' },
  productive_hours: { name: 'Productive hours', unit: 'hours', from: 'HR or time tracking' },
  hires: { name: 'Positions filled', unit: 'count', from: 'recruiting' },
  days_to_fill: {
    name: 'Days from opening to acceptance, summed over positions filled',
    unit: 'days',
    from: 'recruiting',
  },
  offers_made: { name: 'Offers made', unit: 'count', from: 'recruiting' },
  offers_accepted: { name: 'Offers accepted', unit: 'count', from: 'recruiting' },
  saas_spend: { name: 'Spend on SaaS', unit: 'usd', from: 'procurement' },
  seat_spend: { name: 'Spend on seats of AI tools', unit: 'usd', from: 'procurement' },
  support_platform_cost: { name: 'Cost of the support platform', unit: 'usd', from: 'procurement' },
  quality_assurance_cost: { name: 'Cost of checking AI answers', unit: 'usd', from: 'customer operations' },
  human_ticket_cost: {
    name: 'Cost of people on escalated and reopened tickets',
    unit: 'usd',
    from: 'customer operations',
  },
  oversight_minutes: { name: 'Minutes of people overseeing agents', unit: 'minutes', from: 'teams' },
  committed_spend: { name: 'Spend under commitment', unit: 'usd', from: 'contracts' },
  value_per_change: { name: 'What an accepted change is worth', unit: 'usd', from: 'engineering' },
  delay_per_day: { name: 'Cost of a day by which a change is late', unit: 'usd', from: 'engineering' },
  incident_cost: { name: 'Cost of an incident', unit: 'usd', from: 'engineering' },
  decision_hours: {
    name: 'Hours within which a decision is to be acted on',
    unit: 'hours',
    from: 'management',
  },
  decision_delay_per_day: {
    name: 'Cost of a day by which a decision is late',
    unit: 'usd',
    from: 'management',
  },
  switching_days: { name: 'Days of work to replace the largest vendor', unit: 'days', from: 'engineering' },
  target_cost_per_resolution: { name: 'Target for the cost per resolution', unit: 'usd', from: 'finance' },
  target_cost_per_feature: { name: 'Target for the cost per feature', unit: 'usd', from: 'finance' },
  target_cost_per_pull_request: {
    name: 'Target for the cost per pull request',
    unit: 'usd',
    from: 'finance',
  },
  baseline_lead_hours: {
    name: 'Hours from first work to merge before AI, summed over the changes measured',
    unit: 'hours',
    from: 'engineering',
    frozen: true,
  },
  baseline_changes: {
    name: 'Changes whose time to merge was measured before AI',
    unit: 'count',
    from: 'engineering',
    frozen: true,
  },
  baseline_results: {
    name: 'Features, changes and tickets accepted in the days measured before AI',
    unit: 'count',
    from: 'the teams',
    frozen: true,
  },
  baseline_person_days: {
    name: 'Days of employed persons in the days measured before AI',
    unit: 'days',
    from: 'HR',
    frozen: true,
  },
} as const satisfies Record<
  string,
  {
    name: string;
    unit: 'hours' | 'count' | 'days' | 'usd' | 'minutes';
    from: string;
    /** Measured once: it holds from its month on, day by day, until it is stated anew. */
    frozen?: true;
  }
>;
export type StatedFigureKey = keyof typeof statedFigures;

/** Keys of what was measured once, such as how long work took before AI. */
export const frozenFigures: readonly StatedFigureKey[] = (
  Object.keys(statedFigures) as StatedFigureKey[]
).filter((key) => 'frozen' in statedFigures[key]);

/** One stated figure of one month and team; a later statement replaces it and the old one is kept. */
export interface StatedFigure {
  key: StatedFigureKey;
  /** First day of a month, local. */
  month: string;
  /** '' states it for the whole company. */
  teamId: string;
  /** Decimal text. */
  amount: string;
  source: string;
}
