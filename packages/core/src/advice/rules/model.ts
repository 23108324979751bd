import { daysBetween } from '../day.ts';
import { amount, amountPerMonth, figure, permilleIn, share, touchOf, workId, workName } from '../evidence.ts';
import type { FactWindow } from '../facts.ts';
import type { CheaperModel, RoutingEvidence } from '../facts-usage.ts';
import { exactly, perMonth, permilleOf, timesShare } from '../gain.ts';
import { explore, workloadFilters } from '../link.ts';
import type { AdvicePolicy } from '../policy.ts';
import { defineRule, type Judged } from '../rule.ts';
import { counted, dollars, percent } from '../words.ts';

export const routingRule = defineRule({
  number: 3,
  key: 'route',
  name: 'Easy tasks on a premium model',
  trigger: 'Paired runs show that a cheaper model is no worse at a class of tasks',
  action: 'Route the class to the cheaper model, a tenth of it first',
  formula: 'difference of price on its tokens − added failures × cost of a failure',
  undo: 'Route the class back to the model that it had.',
  brings: 'saving',
  confidence: 'medium',
  owner: 'platform',
  effort: 2,
  expiresDays: 30,
  needs: {
    routing: {
      needs: 'paired runs of the same tasks on both models, with whether each was accepted',
      to: '/settings#terms',
    },
  },
  judge: ({ routing, window }, policy) => {
    const paired = routing.filter(({ pairs }) => pairs >= policy.fewestPairs);
    if (routing.length > 0 && paired.length === 0) {
      return {
        needs: `at least ${policy.fewestPairs} paired runs of a class of tasks`,
        to: '/settings#terms',
      };
    }
    return paired
      .filter(({ moreFailures }) => moreFailures.high <= policy.marginPermille)
      .flatMap((use) => judgeRouting(use, window, policy));
  },
});

/** Fewer failures are not counted as a gain: the pairs were drawn to show no harm. */
const atLeastNone = (permille: number): number => Math.max(0, permille);

function judgeRouting(use: RoutingEvidence, window: FactWindow, policy: AdvicePolicy): Judged[] {
  const cheaper = perMonth(use.eligible - use.eligibleThere, window.days);
  const failing = perMonth(BigInt(use.tasks) * use.costPerFailure, window.days);
  const less = (permille: number) => cheaper - permilleOf(failing, atLeastNone(permille));
  const { moreFailures, cheaper: there } = use;
  const gain = {
    low: less(moreFailures.high),
    likely: less(moreFailures.likely),
    high: less(moreFailures.low),
  };
  if (gain.likely < policy.smallest) return [];
  const to = explore(window, workloadFilters(use));
  return [
    {
      subject: {
        kind: use.by,
        id: `${workId(use)}/${use.taskClass}`,
        name: `${use.taskClass} of ${workName(use)}`,
      },
      claim: `${workName(use)} answers ${use.taskClass} no better than ${there.model} would: ${dollars(perMonth(use.eligible, window.days))} a month. Route it down, a tenth first.`,
      trigger: `${use.pairs} pairs: at most ${percent(moreFailures.high)} more failures, within ${percent(policy.marginPermille)}`,
      evidence: [
        amountPerMonth('Spend on the class', perMonth(use.eligible, window.days), to),
        amountPerMonth(`The same on ${there.model}`, perMonth(use.eligibleThere, window.days), to),
        figure('Paired runs', use.pairs, 'pairs', '/value'),
        share('More failures, at most', moreFailures.high, '/value'),
        amount('Cost of a failure', use.costPerFailure, '/value'),
      ],
      action: {
        kind: 'gateway-rule',
        rule: 'route',
        value: {
          provider: use.provider,
          from: use.model,
          toProvider: there.provider,
          to: there.model,
          canaryPercent: 10,
        },
      },
      gain,
      basis: 'Prices are exact; failures are the 80 % interval of the paired runs.',
      touches: [touchOf(use, window, gain.likely)],
    },
  ];
}

export const priceRule = defineRule({
  number: 17,
  key: 'price',
  name: 'The same tokens at a lower price',
  trigger: 'A price fell, or a newer model of the same family costs less',
  action: 'Try the cheaper one on a tenth of the calls, then route to it',
  formula: 'tokens of the last days × difference of prices',
  undo: 'Route back to the model that it had.',
  brings: 'saving',
  confidence: 'high',
  owner: 'platform',
  effort: 2,
  expiresDays: 30,
  needs: { cheaper: { needs: 'a price book with the prices of today', to: '/settings' } },
  judge: ({ cheaper, window }, policy) => {
    const recent = cheaper.filter(
      ({ cost, costThere, since }) =>
        costThere < cost &&
        (since === null || (since <= window.today && daysBetween(since, window.today) <= policy.priceDays)),
    );
    return [...grouped(recent).values()].flatMap((uses) => judgePrice(uses, window, policy));
  },
});

function grouped(uses: readonly CheaperModel[]): Map<string, CheaperModel[]> {
  const groups = new Map<string, CheaperModel[]>();
  for (const use of uses) {
    const key = `${use.provider}/${use.model}>${use.to.provider}/${use.to.model}`;
    groups.set(key, [...(groups.get(key) ?? []), use]);
  }
  return groups;
}

function judgePrice(uses: readonly CheaperModel[], window: FactWindow, policy: AdvicePolicy): Judged[] {
  const [first] = uses;
  if (!first) return [];
  const { provider, model, to: there } = first;
  const savings = uses.map((use) => perMonth(use.cost - use.costThere, window.days));
  const gain = savings.reduce((sum, one) => sum + one, 0n);
  if (gain < policy.smallest) return [];
  const now = perMonth(
    uses.reduce((sum, { cost }) => sum + cost, 0n),
    window.days,
  );
  const to = explore(
    window,
    [
      ['provider', provider],
      ['model', model],
    ],
    'workflow',
  );
  if (first.kind === 'drop') return [judgeDrop(first, uses, { now, gain, savings, to, window })];
  const since = first.since === null ? '' : ` since ${first.since}`;
  const what =
    there.model === model ? `is cheaper at ${there.provider}` : `has a cheaper successor, ${there.model}`;
  return [
    {
      subject: { kind: 'model', id: `${provider}/${model}>${there.provider}/${there.model}`, name: model },
      claim: `Model ${model} ${what}${since}: ${dollars(now)} a month is spent on it. Try it on a tenth of the calls.`,
      trigger: `The same tokens cost ${percent(permilleIn(gain, now))} less${since}`,
      evidence: [
        amountPerMonth('Spend on it', now, to),
        amountPerMonth('The same tokens there', now - gain, to),
        figure('Kinds of work', uses.length, 'kinds', to),
      ],
      action: {
        kind: 'gateway-rule',
        rule: 'route',
        value: { provider, from: model, toProvider: there.provider, to: there.model, canaryPercent: 10 },
      },
      gain: exactly(gain),
      basis:
        'Exact: the tokens of the window at both prices of the book. Whether answers are as good is for the trial to tell.',
      touches: uses.map((use, at) => touchOf(use, window, savings[at] ?? 0n)),
    },
  ];
}

interface Dropped {
  readonly now: bigint;
  readonly gain: bigint;
  readonly savings: readonly bigint[];
  readonly to: string;
  readonly window: FactWindow;
}

/** A model whose own price fell: what runs there costs less by itself, and more may move there. */
function judgeDrop(
  { provider, model, since }: CheaperModel,
  uses: readonly CheaperModel[],
  { now, gain, savings, to, window }: Dropped,
): Judged {
  const less = percent(permilleIn(gain, now));
  const when = since === null ? '' : ` since ${since}`;
  return {
    subject: { kind: 'model', id: `${provider}/${model}>${since ?? 'now'}`, name: model },
    claim: `Model ${model} costs ${less} less${when}: what runs on it was ${dollars(now)} a month. See that invoices follow, and try it for work on dearer models.`,
    trigger: `The same tokens cost ${less} less${when}`,
    evidence: [
      amountPerMonth('At the former price', now, to),
      amountPerMonth('At the new price', now - gain, to),
      figure('Kinds of work', uses.length, 'kinds', to),
    ],
    action: {
      kind: 'task',
      text: `Check that ${provider} bills ${model} at its new price, and try it on work that dearer models do.`,
    },
    undo: 'Nothing was changed: take the task back.',
    gain: exactly(gain),
    basis: 'Exact: the tokens of the window at both prices of the book. What may move there is not counted.',
    touches: uses.map((use, at) => touchOf(use, window, savings[at] ?? 0n)),
  };
}

export const vendorRule = defineRule({
  number: 18,
  key: 'vendor',
  name: 'Spend with one vendor',
  trigger: 'Spend is concentrated: Σ share² above one half',
  action: 'Prepare a second source and rehearse the switch',
  formula: 'chance of a shock × loss, on the spend that nobody else can serve',
  undo: 'Take the second source out of the routes.',
  brings: 'gain',
  confidence: 'low',
  owner: 'platform',
  effort: 8,
  expiresDays: 90,
  needs: { vendors: { needs: 'priced usage', to: '/sources' } },
  judge: ({ vendors, window }, policy) => {
    const whole = vendors.reduce((sum, { cost }) => sum + cost, 0n);
    const [largest] = [...vendors].sort((a, b) => (a.cost === b.cost ? 0 : a.cost > b.cost ? -1 : 1));
    if (!largest || whole === 0n) return [];
    const concentration = permilleIn(
      vendors.reduce((sum, { cost }) => sum + cost * cost, 0n),
      whole * whole,
    );
    if (concentration <= policy.concentrationPermille) return [];
    const bound = perMonth(largest.cost, window.days);
    const open = permilleOf(bound, 1000 - (largest.substitutablePermille ?? 0));
    const yearly = timesShare(open, policy.shockPerYear);
    const gain = {
      low: permilleOf(yearly.low, policy.shockLoss.low),
      likely: permilleOf(yearly.likely, policy.shockLoss.likely),
      high: permilleOf(yearly.high, policy.shockLoss.high),
    };
    if (gain.likely < policy.smallest) return [];
    const to = explore(window, [], 'provider');
    return [
      {
        subject: { kind: 'provider', id: largest.provider, name: largest.provider },
        claim: `${percent(permilleIn(largest.cost, whole))} of the spend goes to ${largest.provider}: ${dollars(bound)} a month. Prepare a second source and rehearse the switch.`,
        trigger: `Σ share² is ${(concentration / 1000).toFixed(2)}, above ${(policy.concentrationPermille / 1000).toFixed(2)}`,
        evidence: [
          share(`Share of ${largest.provider}`, permilleIn(largest.cost, whole), to),
          figure('Σ share²', (concentration / 1000).toFixed(3), '', to),
          figure('Vendors', vendors.length, counted(vendors.length, 'vendor').split(' ')[1] ?? '', to),
        ],
        action: {
          kind: 'task',
          text: `Add a second upstream for the models of ${largest.provider} and send it a canary share.`,
        },
        gain,
        basis: `Assumed: a shock in ${percent(policy.shockPerYear.low)} to ${percent(policy.shockPerYear.high)} of years, at ${percent(policy.shockLoss.low)} to ${percent(policy.shockLoss.high)} of a month’s spend there.`,
      },
    ];
  },
});

export const modelRules = [routingRule, priceRule, vendorRule];
