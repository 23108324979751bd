import { amountPerMonth, figure, share } from '../evidence.ts';
import type { PoolLoad } from '../facts-work.ts';
import { exactly, lessSpan } from '../gain.ts';
import type { AdvicePolicy } from '../policy.ts';
import { defineRule, type Judged } from '../rule.ts';
import { dollars, percent } from '../words.ts';

const to = '/value';
const scrapes = { needs: 'scrapes of own GPUs, and what they cost', to: '/sources' };

export const selfHostRule = defineRule({
  number: 15,
  key: 'self-host',
  name: 'Load that whole GPUs of one’s own would serve for less',
  trigger: 'More is served than it takes to pay for whole GPUs, and answers are as good',
  action: 'Try self-hosting on a part of the load',
  formula: 'what the API charges − total cost of owning',
  undo: 'Route the load back to the API.',
  brings: 'saving',
  confidence: 'low',
  owner: 'platform',
  effort: 8,
  expiresDays: 60,
  needs: { pools: scrapes },
  judge: ({ pools }, policy) => {
    const enough = pools.filter(
      ({ breakEvenTokens, tokensPerMonth, parity }) =>
        breakEvenTokens !== null && tokensPerMonth >= breakEvenTokens && parity !== 'worse',
    );
    if (enough.length > 0 && enough.every(({ parity }) => parity === 'unknown')) {
      return {
        needs: 'whether the answers of the pool are as good as those of the API',
        to: '/gateway#own-gpus',
      };
    }
    return enough.filter(({ parity }) => parity === 'same').flatMap((pool) => judgeSelfHost(pool, policy));
  },
});

function judgeSelfHost(pool: PoolLoad, policy: AdvicePolicy): Judged[] {
  const { apiCost, ownCost } = pool;
  if (apiCost === null || ownCost === null) return [];
  const gain = lessSpan(exactly(apiCost), ownCost);
  if (gain.low <= 0n || gain.likely < policy.smallest) return [];
  return [
    {
      subject: { kind: 'pool', id: pool.pool, name: pool.pool },
      claim: `Pool ${pool.pool} could serve what an API charges ${dollars(apiCost)} a month for, at ${dollars(ownCost.likely)}. Try it on a part of the load.`,
      trigger: `${pool.tokensPerMonth} tokens a month, from ${pool.breakEvenTokens} on it pays`,
      evidence: [
        amountPerMonth('The API charges', apiCost, to),
        amountPerMonth('Own GPUs cost', ownCost.likely, to),
        figure('Tokens a month', pool.tokensPerMonth, 'tokens', to),
        figure('Break-even', pool.breakEvenTokens ?? 0n, 'tokens a month', to),
      ],
      action: {
        kind: 'task',
        text: `Send a tenth of the load to pool ${pool.pool} for two weeks and compare acceptance.`,
      },
      gain,
      basis: 'The API’s charge is exact; the cost of owning is a range of stated costs and measured load.',
    },
  ];
}

export const idleRule = defineRule({
  number: 16,
  key: 'idle',
  name: 'Power that nobody uses',
  trigger: 'More than a fifth of the rated watts are idle',
  action: 'Consolidate, sell, or fill with batches',
  formula: 'unused watts × time × tokens per joule × price × sellable share',
  undo: 'Take the load off again.',
  brings: 'gain',
  confidence: 'medium',
  owner: 'platform',
  effort: 5,
  expiresDays: 30,
  needs: { pools: scrapes },
  judge: ({ pools }, policy) => {
    const idle = pools.filter(
      ({ idlePermille }) => idlePermille !== null && idlePermille > policy.idlePermille,
    );
    const priced = idle.filter(({ idleLoss }) => idleLoss !== null);
    if (idle.length > 0 && priced.length === 0) {
      return {
        needs: 'the rated watts of the pool, and at which price and share its tokens would sell',
        to: '/settings',
      };
    }
    if (pools.length > 0 && pools.every(({ idlePermille }) => idlePermille === null)) {
      return { needs: 'scrapes of power, and the rated watts of the pool', to: '/sources' };
    }
    return priced.flatMap((pool) => judgeIdle(pool, policy));
  },
});

function judgeIdle(pool: PoolLoad, policy: AdvicePolicy): Judged[] {
  const { idleLoss, idlePermille } = pool;
  if (!idleLoss || idlePermille === null || idleLoss.likely < policy.smallest) return [];
  return [
    {
      subject: { kind: 'pool', id: pool.pool, name: pool.pool },
      claim: `Pool ${pool.pool} leaves ${percent(idlePermille)} of its watts idle, worth ${dollars(idleLoss.likely)} a month. Fill it with batches, sell it or consolidate.`,
      trigger: `${percent(idlePermille)} of the rated watts idle, above ${percent(policy.idlePermille)}`,
      evidence: [
        share('Idle watts', idlePermille, to),
        amountPerMonth('What they could have earned', idleLoss.likely, to),
      ],
      action: {
        kind: 'task',
        text: `Send batches to pool ${pool.pool} while it is idle, or take GPUs out of it.`,
      },
      gain: idleLoss,
      basis: 'Measured watts and tokens per joule; price and sellable share as stated.',
    },
  ];
}

export const factoryRules = [selfHostRule, idleRule];
