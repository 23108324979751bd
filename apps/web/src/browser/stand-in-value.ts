import type { MetricDefinition, MetricUnit } from '@exchequer/model/contract';

type Told = Pick<MetricDefinition, 'key' | 'name' | 'unit'> & Partial<MetricDefinition>;

const defined = (told: Told): MetricDefinition => ({
  era: 'token',
  formula: `${told.name.toLowerCase()}, sum over the range`,
  inputs: ['usage', 'outcomes'],
  dimensions: ['team'],
  direction: 'neither',
  additive: false,
  grade: 'E0',
  meaning: `${told.name} in the range.`,
  caveats: '',
  ...told,
});

/** What an invented figure is on the first day, how it moves in a day, and what it needs where it has no value. */
interface Course {
  first: number;
  daily: number;
  needs?: string;
}

const money: MetricUnit = 'usd_per_outcome';

const told: readonly (readonly [Told, Course])[] = [
  [
    {
      key: 'headcount',
      name: 'Headcount',
      unit: 'people',
      era: 'headcount',
      area: 'workforce',
      pair: 'normalised_tokens',
    },
    { first: 61, daily: 0.02 },
  ],
  [
    {
      key: 'revenue_per_employee',
      name: 'Revenue per employee',
      unit: 'usd_per_employee',
      era: 'headcount',
      area: 'workforce',
      pair: 'revenue_per_million_average',
      direction: 'up',
    },
    { first: 18_100, daily: 22 },
  ],
  [
    {
      key: 'revenue_per_million_average',
      name: 'Revenue per million tokens, average',
      unit: 'usd_per_million_tokens',
      area: 'finance',
      pair: 'revenue_per_employee',
      badge: 'never a target',
      caveats: 'An average over all tokens. It says nothing about what one more million would bring.',
    },
    { first: 1_620, daily: -4 },
  ],
  [
    {
      key: 'utilisation',
      name: 'Utilisation',
      unit: 'share',
      era: 'headcount',
      area: 'workforce',
      pair: 'cost_per_million_loaded',
    },
    { first: 0, daily: 0, needs: 'stated figures: hours worked by month' },
  ],
  [
    {
      key: 'cost_per_million_loaded',
      name: 'Loaded cost per million tokens',
      unit: 'usd_per_million_tokens',
      area: 'workforce',
      direction: 'down',
      pair: 'utilisation',
    },
    { first: 2.9, daily: -0.008 },
  ],
  [
    {
      key: 'time_to_fill',
      name: 'Time to fill',
      unit: 'days',
      era: 'headcount',
      area: 'workforce',
      pair: 'budget_headroom',
    },
    { first: 0, daily: 0, needs: 'stated figures: days to fill a role' },
  ],
  [
    {
      key: 'budget_headroom',
      name: 'Budget headroom',
      unit: 'share',
      area: 'workforce',
      pair: 'time_to_fill',
    },
    { first: 0.41, daily: -0.002 },
  ],
  [
    {
      key: 'span',
      name: 'Span of control',
      unit: 'ratio',
      era: 'headcount',
      area: 'workforce',
      pair: 'agents_per_employee',
    },
    { first: 0, daily: 0, needs: 'people: a staff list with managers' },
  ],
  [
    {
      key: 'agents_per_employee',
      name: 'Agents per employee',
      unit: 'ratio',
      area: 'workforce',
      pair: 'span',
    },
    { first: 1.8, daily: 0.02 },
  ],
  [
    {
      key: 'features_per_million',
      name: 'Features per million tokens',
      unit: 'outcomes_per_million_tokens',
      area: 'engineering',
      direction: 'up',
      interval: true,
      formula: 'features shipped and not taken back ÷ normalised tokens × 1,000,000',
    },
    { first: 0.062, daily: 0.0001 },
  ],
  [
    {
      key: 'lead_time_hours',
      name: 'Lead time',
      unit: 'hours',
      era: 'headcount',
      area: 'engineering',
      direction: 'down',
      pair: 'reverted_share',
    },
    { first: 31.4, daily: -0.1 },
  ],
  [
    {
      key: 'reverted_share',
      name: 'Reverted share',
      unit: 'share',
      era: 'both',
      area: 'engineering',
      direction: 'down',
      pair: 'lead_time_hours',
    },
    { first: 0.031, daily: 0.0002 },
  ],
  [
    {
      key: 'cost_per_pull_request',
      name: 'Cost per pull request',
      unit: money,
      area: 'engineering',
      direction: 'down',
    },
    { first: 0, daily: 0, needs: 'a source of pull request outcomes' },
  ],
  [
    {
      key: 'tickets_per_agent',
      name: 'Tickets per agent',
      unit: 'ratio',
      era: 'headcount',
      area: 'support',
      badge: 'not comparable',
    },
    { first: 212, daily: 0.4 },
  ],
  [
    {
      key: 'cost_per_resolution',
      name: 'Cost per resolution',
      unit: money,
      area: 'support',
      direction: 'down',
    },
    { first: 1.84, daily: -0.004 },
  ],
  [
    { key: 'judgement_share', name: 'Share of judgement', unit: 'share', era: 'both', area: 'finance' },
    { first: 0, daily: 0, needs: 'decisions: a log of what was decided' },
  ],
  [
    {
      key: 'largest_vendor_share',
      name: 'Share of the largest vendor',
      unit: 'share',
      area: 'exposure',
      direction: 'down',
    },
    { first: 0.82, daily: 0 },
  ],
];

export const valueCatalogue: readonly MetricDefinition[] = told.map(([definition]) => defined(definition));

const courses = new Map(told.map(([definition, course]) => [definition.key, course]));
const firstDay = Date.UTC(2026, 0, 1);

/** An invented figure as of a day; null where it stands in need. Undefined for metrics of usage. */
export function toldValue(metric: string, day: string): string | null | undefined {
  const course = courses.get(metric);
  if (!course) return undefined;
  if (course.needs) return null;
  const days = (Date.parse(`${day}T00:00:00Z`) - firstDay) / 86_400_000;
  const wave = 1 + 0.015 * Math.sin(days * 1.7 + metric.length);
  return String(Number(((course.first + course.daily * days) * wave).toPrecision(6)));
}

export const needsOf = (metric: string): string | null => courses.get(metric)?.needs ?? null;
