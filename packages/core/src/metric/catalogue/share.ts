import { tokenClasses } from '@exchequer/model';
import { type Combination, type Metric, metric, sumOf } from '../definition.ts';

const inputClasses = tokenClasses.filter((name) => name !== 'output');

function share(told: {
  key: string;
  name: string;
  of: Combination;
  over: Combination;
  direction: 'up' | 'down';
  formula: string;
  meaning: string;
  caveats: string;
}): Metric {
  const { of, over, ...rest } = told;
  return metric({
    ...rest,
    unit: 'share',
    requires: ['usage'],
    computation: { kind: 'ratio', of, over, times: 1n },
  });
}

export const shareMetrics: readonly Metric[] = [
  share({
    key: 'cache_read_share',
    name: 'Cache-read share',
    of: sumOf('cache_read'),
    over: sumOf(...inputClasses),
    direction: 'up',
    formula: 'cache-read tokens ÷ all input tokens',
    meaning: 'How much of what was sent to models they already held, at a fraction of the price.',
    caveats: 'Long sessions raise it by themselves: a high share of a large context is not thrift.',
  }),
  share({
    key: 'unpriced_share',
    name: 'Unpriced share',
    of: sumOf('unpriced_tokens'),
    over: sumOf('tokens'),
    direction: 'down',
    formula: 'unpriced tokens ÷ tokens processed',
    meaning: 'The part of usage that no price is known for, and that no spend figure contains.',
    caveats: '',
  }),
  share({
    key: 'unattributed_share',
    name: 'Unattributed share',
    of: sumOf('unattributed_tokens'),
    over: sumOf('tokens'),
    direction: 'down',
    formula: 'unattributed tokens ÷ tokens processed',
    meaning: 'The part of usage that is not known to be any worker’s, and so no team’s.',
    caveats: '',
  }),
];
