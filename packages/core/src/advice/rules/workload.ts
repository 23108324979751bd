import { amount, amountPerMonth, figure, permilleIn, share, touchOf, workId, workName } from '../evidence.ts';
import type { FactWindow } from '../facts.ts';
import type { BatchableUse, CacheUse, ContextGrowth, Workload } from '../facts-usage.ts';
import { exactly, most, perMonth, timesShare } from '../gain.ts';
import { explore, workloadFilters } from '../link.ts';
import type { AdvicePolicy } from '../policy.ts';
import { defineRule, type Judged } from '../rule.ts';
import { dollars, percent } from '../words.ts';

const subjectOf = (work: Workload) => ({ kind: work.by, id: workId(work), name: workName(work) }) as const;

const cacheNeeds = {
  needs:
    'hashes of prompt prefixes from the gateway, or days on which the same work did read its cache, to know that the prefix is stable',
  to: '/gateway',
};

export const cacheRule = defineRule({
  number: 1,
  key: 'cache',
  name: 'Prompts that could be read from a cache',
  trigger: 'Less than half of the input comes from a cache, though the prefix is stable',
  action: 'Enable caching and pin the prefix',
  formula: 'reusable tokens × (input price − cache-read price) − written tokens × write premium',
  undo: 'Take the cache marks out of the prompt again.',
  brings: 'saving',
  confidence: 'high',
  owner: 'engineering',
  effort: 2,
  expiresDays: 30,
  needs: { cache: { needs: 'usage with token classes of the cache', to: '/sources' } },
  judge: ({ cache, window }, policy) => {
    const low = cache.filter(
      ({ promptTokens, cachedTokens }) =>
        promptTokens > 0n && permilleIn(cachedTokens, promptTokens) < policy.cacheHitPermille,
    );
    const proven = low.filter(({ reusable }) => reusable !== null);
    if (low.length > 0 && proven.length === 0) return cacheNeeds;
    return proven.flatMap((use) => judgeCache(use, window, policy));
  },
});

function judgeCache(use: CacheUse, window: FactWindow, policy: AdvicePolicy): Judged[] {
  const reusable = use.reusable ?? 0n;
  const gain = reusable * (use.inputPrice - use.readPrice) - use.writes * use.writePremium;
  if (gain < policy.smallest) return [];
  const hit = permilleIn(use.cachedTokens, use.promptTokens);
  // What the last week pays for input alone may be more than the window did: the saving is of that pace.
  const pace = perMonth((use.promptTokens - use.cachedTokens) * use.inputPrice, 7);
  const monthly = most(perMonth(use.cost, window.days), pace);
  const to = explore(window, workloadFilters(use), 'token_class');
  return [
    {
      subject: subjectOf(use),
      claim: `${workName(use)} reads ${percent(hit)} of its input from the cache, though its prefix is stable: ${dollars(monthly)} a month. Pin the prefix and cache it.`,
      trigger: `${percent(hit)} of input from a cache is below ${percent(policy.cacheHitPermille)}`,
      evidence: [
        share('Input read from a cache', hit, to),
        figure('Input that could be', reusable, 'tokens a month', to),
        amount('Input price', use.inputPrice * 1_000_000n, to, 'usd per million tokens'),
        amount('Cache-read price', use.readPrice * 1_000_000n, to, 'usd per million tokens'),
        amountPerMonth('Spend', monthly, to),
      ],
      action: {
        kind: 'task',
        text: `Keep the beginning of the prompts of ${workName(use)} unchanged from call to call and mark it for caching.`,
      },
      gain: exactly(gain),
      basis:
        use.proof === 'prefix-hash'
          ? 'Exact: tokens with equal prefixes, at the prices of the book.'
          : 'Exact at the prices of the book, for what the same work read from its cache on its own other days.',
      touches: [{ ...touchOf(use, window, gain), cost: monthly }],
    },
  ];
}

export const batchRule = defineRule({
  number: 2,
  key: 'batch',
  name: 'Calls that can wait',
  trigger: 'Calls at the interactive price may wait for a day or longer',
  action: 'Send them as batches',
  formula: 'cost of the calls that may wait × discount of batches',
  undo: 'Send the calls one by one again.',
  brings: 'saving',
  confidence: 'high',
  owner: 'engineering',
  effort: 3,
  expiresDays: 30,
  needs: {
    batchable: { needs: 'how long the calls of a workflow may wait', to: '/settings#terms' },
  },
  judge: ({ batchable, window }, policy) =>
    batchable
      .filter(({ deadlineHours }) => deadlineHours >= policy.batchHours)
      .flatMap((use) => judgeBatch(use, window, policy)),
});

function judgeBatch(use: BatchableUse, window: FactWindow, policy: AdvicePolicy): Judged[] {
  const eligible = perMonth(use.eligible, window.days);
  const { discountPermille: known } = use;
  const discount = known === null ? policy.batchDiscount : { low: known, likely: known, high: known };
  const gain = timesShare(eligible, discount);
  if (gain.likely < policy.smallest) return [];
  const to = explore(window, workloadFilters(use), 'service_tier');
  return [
    {
      subject: subjectOf(use),
      claim: `${workName(use)} may wait ${use.deadlineHours} hours and pays the interactive price: ${dollars(eligible)} a month. Send it as batches.`,
      trigger: `Calls may wait ${use.deadlineHours} hours`,
      evidence: [
        amountPerMonth('Spend that may wait', eligible, to),
        figure('May wait', use.deadlineHours, 'hours', to),
        share('Discount of batches', discount.likely, to),
      ],
      action: { kind: 'task', text: `Send the calls of ${workName(use)} to the provider's batch endpoint.` },
      gain,
      basis:
        known === null
          ? 'The price book has no row for batches of this model: the discount is assumed between 40 and 50 %.'
          : 'Exact: the discount is the price book’s.',
      confidence: known === null ? 'low' : 'high',
      touches: [touchOf(use, window, gain.likely)],
    },
  ];
}

export const contextRule = defineRule({
  number: 28,
  key: 'context',
  name: 'Context that grows without output',
  trigger: 'Input per output grew by a fifth while output did not',
  action: 'Compact the context',
  formula: 'added input × price paid per input token × part that compacting takes back',
  undo: 'Send the whole context again.',
  brings: 'saving',
  confidence: 'medium',
  owner: 'engineering',
  effort: 3,
  expiresDays: 30,
  needs: { contexts: { needs: 'usage of at least four weeks', to: '/sources' } },
  judge: ({ contexts, window }, policy) => contexts.flatMap((use) => judgeContext(use, window, policy)),
});

function judgeContext(use: ContextGrowth, window: FactWindow, policy: AdvicePolicy): Judged[] {
  const { before, after } = use;
  if (before.outputs === 0n || after.outputs === 0n || before.input === 0n) return [];
  const expected = (before.input * after.outputs) / before.outputs;
  const grown = permilleIn(after.input * before.outputs, before.input * after.outputs) - 1000;
  const longer = permilleIn(
    use.outputTokensAfter * before.outputs,
    (use.outputTokensBefore || 1n) * after.outputs,
  );
  // Longer answers may well need more to read.
  if (grown < policy.contextPermille || longer > 1000 + policy.contextPermille / 2) return [];
  const added = perMonth(2n * (after.input - expected) * use.inputPrice, window.days);
  const gain = timesShare(added, policy.compactable);
  if (gain.likely < policy.smallest) return [];
  const to = explore(window, workloadFilters(use), 'token_class');
  const output = use.output === 'outcome' ? 'accepted outcome' : 'request';
  return [
    {
      subject: subjectOf(use),
      claim: `${workName(use)} sends ${percent(grown)} more input for each ${output} than two weeks ago, and its output is no larger: ${dollars(added)} a month. Compact its context.`,
      trigger: `Input per ${output} grew by ${percent(grown)}, output per ${output} by ${percent(longer - 1000)}`,
      evidence: [
        figure(`Input per ${output} before`, before.input / before.outputs, 'tokens', to),
        figure(`Input per ${output} after`, after.input / after.outputs, 'tokens', to),
        amountPerMonth('Cost of the added input', added, to),
      ],
      action: {
        kind: 'task',
        text: `Compact the context of ${workName(use)}: summarise what is old, and drop what is not read.`,
      },
      gain,
      basis: `Added input at the price paid for it, of which compacting is assumed to take back ${percent(policy.compactable.low)} to ${percent(policy.compactable.high)}.`,
      touches: [touchOf(use, window, gain.likely)],
    },
  ];
}

export const workloadRules = [cacheRule, batchRule, contextRule];
