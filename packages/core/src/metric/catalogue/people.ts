import { type Metric, metric, smallestGroup } from '../definition.ts';

const suppressed = `Not shown for fewer than ${smallestGroup} persons. No figure about a single person exists here.`;

export const peopleMetrics: readonly Metric[] = [
  ...(['median', 'p90'] as const).map((statistic) =>
    metric({
      key: `tokens_per_employee_${statistic}`,
      name: `Normalised tokens per employee, ${statistic === 'median' ? 'median' : '90th percentile'}`,
      era: 'both',
      unit: 'tokens_per_employee',
      formula: `${statistic === 'median' ? 'median' : '90th percentile'} of normalised tokens over employees of the range`,
      inputs: ['usage', 'prices', 'people'],
      dimensions: ['team'],
      computation: { kind: 'per_employee', statistic },
      requires: ['people', 'price'],
      capabilities: [7],
      meaning:
        'How intensely AI is used, spread over everyone employed in the range; those without usage count as zero.',
      caveats: `A measure of use, not of worth: read it beside an outcome. Unattributed usage is nobody’s. ${suppressed}`,
    }),
  ),
  metric({
    key: 'active_workers',
    name: 'Active workers',
    era: 'both',
    unit: 'count',
    formula: 'count of distinct workers with usage',
    inputs: ['usage', 'people'],
    dimensions: ['team'],
    additive: false,
    computation: { kind: 'active_workers' },
    requires: ['people'],
    meaning: 'Persons and agents who used tokens in the range.',
    caveats: `Unattributed usage counts for nobody. ${suppressed}`,
  }),
];
