import { amount, amountPerMonth, figure, permilleIn, share } from '../evidence.ts';
import type { FactWindow } from '../facts.ts';
import type { DecisionWait, Linkage } from '../facts-work.ts';
import { perMonth, permilleOf, spanTimes, timesShare } from '../gain.ts';
import { explore, valueOver } from '../link.ts';
import type { AdvicePolicy } from '../policy.ts';
import { defineRule, type Judged } from '../rule.ts';
import { counted, dollars, percent } from '../words.ts';

export const linkageRule = defineRule({
  number: 10,
  key: 'linkage',
  name: 'Spend that no outcome is linked with',
  trigger: 'More than three tenths of the spend reach no accepted outcome',
  action: 'Ask for tags at the gate, then retire what still has none',
  formula: 'spend without an outcome × how often that is right × part that can be recovered',
  undo: 'Take the gate off again.',
  brings: 'saving',
  confidence: 'low',
  owner: 'engineering',
  effort: 5,
  expiresDays: 45,
  needs: { linkage: { needs: 'outcomes from the forge, the tracker or the helpdesk', to: '/sources' } },
  judge: ({ linkage, window }, policy) => linkage.flatMap((one) => judgeLinkage(one, window, policy)),
});

function judgeLinkage(one: Linkage, window: FactWindow, policy: AdvicePolicy): Judged[] {
  const { group, cost, unlinked, vanity, precision } = one;
  const part = permilleIn(unlinked, cost);
  if (part <= policy.unlinkedPermille) return [];
  const right = precision ?? policy.precision;
  const gain = spanTimes(timesShare(perMonth(vanity, window.days), right), policy.recoverable);
  if (gain.likely < policy.smallest) return [];
  const monthly = perMonth(unlinked, window.days);
  const to = explore(window, group.kind === 'team' ? [['team', group.id]] : []);
  const labelled = precision ? 'as a labelled sample shows' : 'as no sample has been labelled';
  return [
    {
      subject: group,
      claim: `${percent(part)} of what ${group.name} spends reaches no accepted outcome: ${dollars(monthly)} a month. Ask for tags at the gate, then retire what still has none.`,
      trigger: `${percent(part)} without an outcome, above ${percent(policy.unlinkedPermille)}`,
      evidence: [
        amountPerMonth('Without an outcome', monthly, valueOver(window)),
        amountPerMonth('Spend', perMonth(cost, window.days), to),
        share('“Without” is right', right.likely, valueOver(window)),
      ],
      action: {
        kind: 'task',
        text: `Ask ${group.name} to name work items in branches or headers, and retire what has none in a month.`,
      },
      gain,
      basis: `Assumed: “without an outcome” is right in ${percent(right.low)} to ${percent(right.high)} (${labelled}), and ${percent(policy.recoverable.low)} to ${percent(policy.recoverable.high)} of that can be recovered.`,
    },
  ];
}

export const decisionRule = defineRule({
  number: 30,
  key: 'decision',
  name: 'Decisions that wait for data',
  trigger: 'The ninth decile takes longer than agreed, and inputs are stale',
  action: 'Mend the pipe before buying tokens',
  formula: 'late decisions × days beyond the agreement × cost of a day',
  undo: 'Nothing was changed: take the task back.',
  brings: 'saving',
  confidence: 'low',
  owner: 'platform',
  effort: 5,
  expiresDays: 45,
  needs: { decisions: { needs: 'a log of decisions with their inputs', to: '/value' } },
  judge: ({ decisions, window }, policy) => {
    const stale = decisions.filter(
      ({ inputs, stale: old }) => permilleIn(old, inputs) > policy.stalePermille,
    );
    if (stale.length > 0 && stale.every(({ slaSeconds }) => slaSeconds === null)) {
      return {
        needs: 'how long decisions may take: the stated figure decision_hours',
        to: '/value#figures',
      };
    }
    const late = stale.filter(
      ({ p90Seconds, slaSeconds }) => p90Seconds !== null && slaSeconds !== null && p90Seconds > slaSeconds,
    );
    if (late.length > 0 && late.every(({ delayPerDay }) => delayPerDay === null)) {
      return {
        needs: 'what a day of delay costs for a decision: the stated figure decision_delay_per_day',
        to: '/value#figures',
      };
    }
    return late.flatMap((kind) => judgeDecisions(kind, window, policy));
  },
});

function judgeDecisions(one: DecisionWait, window: FactWindow, policy: AdvicePolicy): Judged[] {
  const { kind, decisions, p90Seconds, slaSeconds, inputs, stale, delayPerDay } = one;
  if (p90Seconds === null || slaSeconds === null || delayPerDay === null) return [];
  const daysBeyond = (p90Seconds - slaSeconds) / 86_400;
  const all = perMonth(permilleOf(delayPerDay, daysBeyond * 1000) * BigInt(decisions), window.days);
  const gain = timesShare(all, policy.lateShare);
  if (gain.likely < policy.smallest) return [];
  const to = valueOver(window);
  const hours = (seconds: number) => (seconds / 3600).toFixed(1);
  return [
    {
      subject: { kind: 'decision_kind', id: kind, name: kind },
      claim: `One in ten decisions on ${kind} takes ${hours(p90Seconds)} hours or more where ${hours(slaSeconds)} are agreed, and ${stale} of ${counted(inputs, 'input')} ${stale === 1 ? 'is' : 'are'} stale. Mend the pipe before buying tokens.`,
      trigger: `P90 ${hours(p90Seconds)} h above ${hours(slaSeconds)} h; ${percent(permilleIn(stale, inputs))} of inputs stale`,
      evidence: [
        figure('P90', hours(p90Seconds), 'hours', to),
        figure('Agreed', hours(slaSeconds), 'hours', to),
        figure('Decisions', decisions, 'decisions', to),
        share('Stale inputs', permilleIn(stale, inputs), to),
        amount('A day of delay', delayPerDay, to),
      ],
      action: { kind: 'task', text: `Connect or refresh the stale inputs of decisions on ${kind}.` },
      gain,
      basis: `Assumed: ${percent(policy.lateShare.low)} to ${percent(policy.lateShare.high)} of the decisions are late by what the ninth decile is.`,
    },
  ];
}

export const linkageRules = [linkageRule, decisionRule];
