import { amount, amountPerMonth, figure, permilleIn, share } from '../evidence.ts';
import type { FactWindow } from '../facts.ts';
import type { EnvelopeForecast } from '../facts-money.ts';
import type { BunchedSpend } from '../facts-work.ts';
import { budget, explore } from '../link.ts';
import type { AdvicePolicy } from '../policy.ts';
import { defineRule, type Judged } from '../rule.ts';
import { dollars, percent } from '../words.ts';

export const overrunRule = defineRule({
  number: 6,
  key: 'overrun',
  name: 'An envelope that will not last',
  trigger: 'It is more likely than not that the envelope is exceeded before it ends',
  action: 'Plan again, top up or throttle',
  formula: 'expected overrun',
  undo: 'Set the limit back to what it was.',
  brings: 'stake',
  confidence: 'medium',
  owner: 'finance',
  effort: 2,
  expiresDays: 14,
  needs: { forecasts: { needs: 'envelopes with a limit and spend of at least two weeks', to: '/budgets' } },
  judge: ({ forecasts }, policy) =>
    forecasts
      .filter(({ overrunPermille }) => overrunPermille > policy.overrunPermille)
      .flatMap((forecast) => judgeForecast(forecast, policy)),
});

function judgeForecast(forecast: EnvelopeForecast, policy: AdvicePolicy): Judged[] {
  const { envelopeId, name, estimate, limit, overrun, ends, overrunPermille } = forecast;
  if (overrun.likely < policy.smallest) return [];
  const to = budget(envelopeId);
  return [
    {
      subject: { kind: 'envelope', id: envelopeId, name },
      claim: `Envelope ${name} will probably need ${dollars(estimate.likely)} by ${ends} and holds ${dollars(limit)}. Plan again, top up or throttle.`,
      trigger: `P(over the limit) ${percent(overrunPermille)}, above ${percent(policy.overrunPermille)}`,
      evidence: [
        amount('Limit', limit, to),
        amount('Spent so far', forecast.spent, to),
        amount('Estimate at the end', estimate.likely, to),
        amount('At most, in nine of ten cases', estimate.high, to),
        share('Chance to exceed it', overrunPermille, to),
      ],
      action: { kind: 'envelope-limit', envelopeId, amount: null },
      per: 'once',
      gain: overrun,
      basis: `80 % interval of the forecast (${forecast.model}).`,
    },
  ];
}

export const bunchingRule = defineRule({
  number: 9,
  key: 'bunching',
  name: 'Spend that gathers at the end of a period',
  trigger: 'The last days of a period, or the place of a floor, hold more spend than the other days explain',
  action: 'Drop the floor, or let a part roll over',
  formula: 'spend beyond what the other days led to expect',
  undo: 'Set the rollover back to what it was.',
  brings: 'saving',
  confidence: 'medium',
  owner: 'people',
  effort: 1,
  expiresDays: 45,
  needs: { bunching: { needs: 'spend over at least three ends of a period', to: '/grants' } },
  judge: ({ bunching, window }, policy) => bunching.flatMap((one) => judgeBunching(one, window, policy)),
});

function judgeBunching(one: BunchedSpend, window: FactWindow, policy: AdvicePolicy): Judged[] {
  const { group, excess, cost, plan, where } = one;
  const part = permilleIn(excess.likely, cost);
  if (excess.low <= 0n || part < policy.bunchingPermille || excess.likely < policy.smallest) return [];
  const to = explore(window, group.kind === 'team' ? [['team', group.id]] : []);
  const place = where === 'floor' ? 'just above its floor' : 'in the last days of a period';
  const rolls = plan && plan.rolloverPermille < policy.rolloverPermille ? plan : null;
  return [
    {
      subject: plan
        ? { kind: 'grant_plan', id: plan.id, name: plan.name }
        : { kind: group.kind, id: group.id, name: group.name },
      claim: `${group.name} spends ${dollars(excess.likely)} a month more ${place} than its other days lead to expect. ${rolls ? 'Let a part of the grant roll over.' : 'Drop what makes it spend then.'}`,
      trigger: `${percent(part)} of the spend is beyond expectation, over ${one.periods} periods`,
      evidence: [
        amountPerMonth('Beyond expectation', excess.likely, to),
        amountPerMonth('Spend', cost, to),
        figure('Ends of a period', one.periods, 'periods', to),
        ...(plan ? [share('Rolls over now', plan.rolloverPermille, '/grants')] : []),
      ],
      action: rolls
        ? { kind: 'grant-rollover', planId: rolls.id, permille: policy.rolloverPermille }
        : {
            kind: 'task',
            text: `Find what makes ${group.name} spend ${place}: a floor, or a budget that lapses.`,
          },
      gain: excess,
      basis: '80 % interval over the ends of periods that were seen.',
      ...(rolls ? {} : { undo: 'Nothing was changed: take the task back.' }),
    },
  ];
}

export const budgetRules = [overrunRule, bunchingRule];
