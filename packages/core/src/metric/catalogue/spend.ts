import { less, type Metric, metric, sumOf } from '../definition.ts';

const inputs = ['usage', 'prices'];
const unpriced =
  'Unpriced usage is left out and stands in suspense; the priced share beside the figure says how much.';

const costs = {
  list: {
    name: 'list',
    measure: 'cost_list',
    meaning: 'What the usage costs at the vendors’ public prices of its day.',
    caveats: unpriced,
  },
  contracted: {
    name: 'contracted',
    measure: 'cost_contracted',
    meaning: 'What the usage costs on the company’s own terms: discounts and agreed prices.',
    caveats: `${unpriced} Equal to list where no terms are entered.`,
  },
  marginal: {
    name: 'marginal',
    measure: 'cost_marginal',
    meaning: 'What the usage really added to a bill: nothing inside a seat or prepaid credit.',
    caveats: `${unpriced} Seats and credits are costs of their own and not part of it.`,
  },
} as const;

export const spendMetrics: readonly Metric[] = [
  ...Object.values(costs).map((cost) =>
    metric({
      key: `spend_${cost.name}`,
      name: `Spend, ${cost.name}`,
      unit: 'usd',
      formula: `sum of ${cost.name} cost`,
      inputs,
      computation: { kind: 'sum', of: sumOf(cost.measure) },
      requires: ['price'],
      meaning: cost.meaning,
      caveats: cost.caveats,
    }),
  ),
  ...Object.values(costs).map((cost) =>
    metric({
      key: `cost_per_million_${cost.name}`,
      name: `Cost per million tokens, ${cost.name}`,
      unit: 'usd_per_million_tokens',
      formula: `${cost.name} cost ÷ priced tokens × 1,000,000`,
      inputs,
      direction: 'down',
      computation: {
        kind: 'ratio',
        of: sumOf(cost.measure),
        over: less('tokens', 'unpriced_tokens'),
        times: 1_000_000n,
      },
      requires: ['usage', 'price'],
      meaning: `What a million tokens cost on average, ${cost.name} cost.`,
      caveats:
        'Unpriced tokens are left out on both sides. Moves with the mix of models and classes as much as with prices.',
    }),
  ),
  metric({
    key: 'suspense',
    name: 'In suspense',
    unit: 'usd',
    formula: 'sum of worst-case cost of unpriced usage',
    inputs,
    direction: 'down',
    computation: { kind: 'sum', of: sumOf('suspense') },
    meaning: 'What unpriced usage may cost at worst, held until someone prices the model.',
    caveats: 'A ceiling by the provider’s dearest known prices, not an estimate; in no spend figure.',
  }),
];
