import { amount, amountPerMonth, figure, share } from '../evidence.ts';
import type { FactWindow } from '../facts.ts';
import type { CommitmentOffer, CommitmentUse, CreditLot } from '../facts-money.ts';
import { least } from '../gain.ts';
import { explore, ledger } from '../link.ts';
import type { AdvicePolicy } from '../policy.ts';
import { defineRule, type Judged } from '../rule.ts';
import { counted, dollars, percent } from '../words.ts';

export const breakageRule = defineRule({
  number: 12,
  key: 'breakage',
  name: 'A commitment that will not be used up',
  trigger: 'Less than nine tenths of a commitment are expected to be used by its end',
  action: 'Pull work forward, or renegotiate',
  formula: 'expected breakage',
  undo: 'Let the work go where it went before.',
  brings: 'saving',
  confidence: 'high',
  owner: 'finance',
  effort: 5,
  expiresDays: 30,
  needs: {
    commitments: { needs: 'commitments with their amount, term and discount', to: '/settings#terms' },
  },
  judge: ({ commitments, window }, policy) =>
    commitments
      .filter(({ expectedPermille }) => expectedPermille < policy.utilisationPermille)
      .flatMap((one) => judgeCommitment(one, window, policy)),
});

function judgeCommitment(one: CommitmentUse, window: FactWindow, policy: AdvicePolicy): Judged[] {
  const { name, provider, committed, used, breakage, ends } = one;
  if (breakage.likely < policy.smallest) return [];
  const to = explore(window, [['provider', provider]]);
  return [
    {
      subject: { kind: 'commitment', id: one.id, name },
      claim: `Commitment ${name} of ${dollars(committed)} to ${provider} will be used to ${percent(one.expectedPermille)} by ${ends}. Pull work forward or renegotiate.`,
      trigger: `Expected use ${percent(one.expectedPermille)}, below ${percent(policy.utilisationPermille)}`,
      evidence: [
        amount('Committed', committed, '/ledger'),
        amount('Used so far', used, to),
        share('Of the term gone', one.elapsedPermille, '/ledger'),
        share('Expected use', one.expectedPermille, to),
      ],
      action: {
        kind: 'task',
        text: `Move work to ${provider} before ${ends}, or talk to it about the term of ${name}.`,
      },
      per: 'once',
      gain: breakage,
      basis: '80 % interval of the forecast of what the commitment covers.',
    },
  ];
}

export const commitRule = defineRule({
  number: 13,
  key: 'commit',
  name: 'Steady spend without a commitment',
  trigger: 'Spend that varies little is not under a commitment, and one on offer costs less',
  action: 'Commit to the amount that costs least',
  formula: 'expected cost without − expected cost with the best commitment',
  undo: 'A commitment binds until its end: none before.',
  brings: 'saving',
  confidence: 'medium',
  owner: 'finance',
  effort: 5,
  expiresDays: 30,
  needs: {
    offers: { needs: 'discounts on offer: amounts or tiers, term and provider', to: '/settings#terms' },
  },
  judge: ({ offers, window }, policy) =>
    offers
      .filter(
        ({ variationPermille, coveredPermille, saving }) =>
          variationPermille <= policy.variationPermille && coveredPermille < 1000 && saving.low > 0n,
      )
      .flatMap((offer) => judgeOffer(offer, window, policy)),
});

function judgeOffer(offer: CommitmentOffer, window: FactWindow, policy: AdvicePolicy): Judged[] {
  const { name, provider, best, saving, months } = offer;
  if (saving.likely < policy.smallest) return [];
  const to = explore(window, [['provider', provider]]);
  return [
    {
      subject: { kind: 'commitment', id: offer.id, name },
      claim: `Spend with ${provider} is steady, and ${percent(1000 - offer.coveredPermille)} of it is under no commitment. Commit to ${dollars(best)} for ${counted(months, 'month')} (${name}).`,
      trigger: `Variation ${percent(offer.variationPermille)} of the mean, below ${percent(policy.variationPermille)}`,
      evidence: [
        amount('Best commitment', best, to),
        share('Under commitment', offer.coveredPermille, to),
        share('Variation of a month', offer.variationPermille, to),
        amountPerMonth('Expected saving', saving.likely, to),
      ],
      action: { kind: 'task', text: `Agree with ${provider} on ${dollars(best)} for ${months} months.` },
      gain: saving,
      basis: '80 % interval of the forecast distribution of eligible spend, not of its mean.',
    },
  ];
}

export const creditRule = defineRule({
  number: 14,
  key: 'credit',
  name: 'Credit that lapses',
  trigger: 'Prepaid credit expires within 60 days with a balance that its use will not reach',
  action: 'Use it first',
  formula: 'balance − what is drawn until it expires, as far as other spend can be routed to it',
  undo: 'Route as before.',
  brings: 'saving',
  confidence: 'high',
  owner: 'finance',
  effort: 2,
  expiresDays: 14,
  needs: { credits: { needs: 'credits with their balance and expiry', to: '/ledger' } },
  judge: ({ credits, window }, policy) => credits.flatMap((lot) => judgeCredit(lot, window, policy)),
});

const positive = (amount: bigint): bigint => (amount > 0n ? amount : 0n);

function judgeCredit(lot: CreditLot, window: FactWindow, policy: AdvicePolicy): Judged[] {
  const { balance, daysLeft, expires, drawnPerDay, routablePerDay, provider, reference } = lot;
  if (daysLeft === null || daysLeft < 0 || daysLeft > policy.creditDays) return [];
  const days = BigInt(daysLeft);
  const routable = routablePerDay * days;
  const saved = (drawn: bigint) => least(positive(balance - drawn * days), routable);
  const gain = {
    low: saved(drawnPerDay.high),
    likely: saved(drawnPerDay.likely),
    high: saved(drawnPerDay.low),
  };
  if (gain.likely < policy.smallest) return [];
  const name = reference || `credit of ${provider}`;
  const to = ledger(window.today, { subject: lot.id });
  return [
    {
      subject: { kind: 'credit', id: lot.id, name },
      claim: `${dollars(balance)} of ${name} lapse on ${expires}, and ${dollars(drawnPerDay.likely)} a day are drawn from it. Route other spend to ${provider} first.`,
      trigger: `Expires in ${counted(daysLeft, 'day')}, within ${policy.creditDays}`,
      evidence: [
        amount('Balance', balance, to),
        amount('Drawn a day', drawnPerDay.likely, to, 'usd_per_day'),
        amount(
          'Other spend that could use it',
          routablePerDay,
          explore(window, [], 'provider'),
          'usd_per_day',
        ),
        figure('Days left', daysLeft, 'days', to),
      ],
      action: { kind: 'task', text: `Send the calls that ${provider} can serve there until ${expires}.` },
      per: 'once',
      gain,
      basis: 'The balance is exact; what will be drawn until it expires is the 80 % range of the last days.',
    },
  ];
}

export const contractRules = [breakageRule, commitRule, creditRule];
