import { amount, figure, share } from '../evidence.ts';
import type { FactWindow } from '../facts.ts';
import type { IncidentRate, ReviewWait, SupportQuality } from '../facts-work.ts';
import { perMonth, permilleOf, type Span } from '../gain.ts';
import { valueOver } from '../link.ts';
import type { AdvicePolicy } from '../policy.ts';
import { eventsBeyond, type Range80, shareDifference } from '../proportion.ts';
import { defineRule, type Judged } from '../rule.ts';
import { counted, dollars, percent } from '../words.ts';

/** So many a month, at a price each, where a count came over half the window. */
const priced = (count: Range80, each: bigint, { days }: FactWindow): Span => {
  const reckon = (one: number) => perMonth(2n * permilleOf(each, Math.max(0, one) * 1000), days);
  return { low: reckon(count.low), likely: reckon(count.likely), high: reckon(count.high) };
};

const rate = (hits: number, of: number): number => (of === 0 ? 0 : (hits / of) * 1000);

export const supportRule = defineRule({
  number: 21,
  key: 'support',
  name: 'Support that became cheaper and worse',
  trigger: 'Escalations or reopened tickets rise while the cost of a ticket falls',
  action: 'Roll back, or raise the share of people',
  formula: 'tickets that come back more often × what people cost for each',
  undo: 'Let AI answer as before.',
  brings: 'saving',
  confidence: 'medium',
  owner: 'engineering',
  effort: 3,
  expiresDays: 30,
  needs: {
    support: { needs: 'tickets resolved, escalated and reopened, from the helpdesk', to: '/sources' },
  },
  judge: ({ support, window }, policy) => {
    const worse = support.filter((one) => isWorse(one, policy));
    if (worse.length > 0 && worse.every(({ costPerReturn }) => costPerReturn === null)) {
      return {
        needs: 'what people cost on escalated and reopened tickets: the stated figure human_ticket_cost',
        to: '/value#figures',
      };
    }
    return worse.flatMap((one) => judgeSupport(one, window, policy));
  },
});

const returns = (half: SupportQuality['before']): number => half.escalated + half.reopened;
const added = ({ before, after }: SupportQuality) =>
  shareDifference({ hits: returns(before), of: before.handled }, { hits: returns(after), of: after.handled });

function isWorse(one: SupportQuality, policy: AdvicePolicy): boolean {
  const { before, after } = one;
  const difference = added(one);
  if (!difference || difference.low <= 0) return false;
  const cheaper = after.cost * BigInt(before.handled) < before.cost * BigInt(after.handled);
  const was = rate(returns(before), before.handled);
  return cheaper && difference.likely * 1000 >= (was * policy.worsePermille) / 1000;
}

function judgeSupport(one: SupportQuality, window: FactWindow, policy: AdvicePolicy): Judged[] {
  const { before, after, costPerReturn, group } = one;
  const difference = added(one);
  if (costPerReturn === null || !difference) return [];
  const times = after.handled;
  const more = {
    low: difference.low * times,
    likely: difference.likely * times,
    high: difference.high * times,
  };
  const gain = priced(more, costPerReturn, window);
  if (gain.likely < policy.smallest) return [];
  const to = valueOver(window);
  const [was, is] = [rate(returns(before), before.handled), rate(returns(after), after.handled)];
  return [
    {
      subject: group,
      claim: `${group.name} answers tickets for less, but ${percent(is)} come back to people instead of ${percent(was)}: ${dollars(gain.likely)} a month. Roll back, or let people answer more.`,
      trigger: `Returns rose from ${percent(was)} to ${percent(is)} while a ticket cost less`,
      evidence: [
        share('Came back before', was, to),
        share('Come back now', is, to),
        figure('Tickets by AI', after.handled, 'tickets', to),
        amount('Cost of one that comes back', costPerReturn, to),
      ],
      action: {
        kind: 'task',
        text: `Take back the last change to the answers of ${group.name}, or raise the share of people.`,
      },
      gain,
      basis: '80 % interval of the difference of both shares. Customers lost to it are not counted.',
    },
  ];
}

export const reviewRule = defineRule({
  number: 22,
  key: 'review',
  name: 'Work that waits for review',
  trigger: 'The wait for review grew by a fifth',
  action: 'Pay for review, not for more tokens',
  formula: 'added wait × reviews × cost of a day of delay',
  undo: 'Give the reviewers back their former work.',
  brings: 'saving',
  confidence: 'medium',
  owner: 'engineering',
  effort: 5,
  expiresDays: 30,
  needs: { reviews: { needs: 'pull requests with the time that they waited for review', to: '/sources' } },
  judge: ({ reviews, window }, policy) => {
    const slower = reviews.filter(
      ({ addedHours, beforeHours }) =>
        addedHours.low > 0 && addedHours.likely * 1000 >= beforeHours * policy.waitPermille,
    );
    if (slower.length > 0 && slower.every(({ delayPerDay }) => delayPerDay === null)) {
      return {
        needs: 'what a day of delay costs for a piece of work: the stated figure delay_per_day',
        to: '/value#figures',
      };
    }
    return slower.flatMap((one) => judgeReview(one, window, policy));
  },
});

function judgeReview(one: ReviewWait, window: FactWindow, policy: AdvicePolicy): Judged[] {
  const { addedHours, delayPerDay, reviews, group, beforeHours, afterHours } = one;
  if (delayPerDay === null) return [];
  const days = (hours: number) => (hours / 24) * reviews;
  const { low, likely, high } = addedHours;
  const gain = priced({ low: days(low), likely: days(likely), high: days(high) }, delayPerDay, window);
  if (gain.likely < policy.smallest) return [];
  const to = valueOver(window);
  return [
    {
      subject: group,
      claim: `Work of ${group.name} waits ${afterHours.toFixed(1)} hours for review instead of ${beforeHours.toFixed(1)}: ${dollars(gain.likely)} of delay a month. Pay for review, not for more tokens.`,
      trigger: `The wait grew by ${percent((likely / beforeHours) * 1000)}`,
      evidence: [
        figure('Wait before', beforeHours.toFixed(1), 'hours', to),
        figure('Wait now', afterHours.toFixed(1), 'hours', to),
        figure('Reviews', reviews, 'in half the range', to),
        amount('A day of delay', delayPerDay, to),
      ],
      action: {
        kind: 'task',
        text: `Free reviewers of ${group.name}, or keep changes smaller, until the wait is down.`,
      },
      gain,
      basis: '80 % interval of the difference of both means.',
    },
  ];
}

export const incidentRule = defineRule({
  number: 23,
  key: 'incident',
  name: 'More incidents for each change',
  trigger: 'Incidents per merged change rose by more than a quarter',
  action: 'Gate on quality, and keep changes smaller',
  formula: 'incidents beyond the earlier rate × cost of one',
  undo: 'Open the gate again.',
  brings: 'saving',
  confidence: 'medium',
  owner: 'engineering',
  effort: 5,
  expiresDays: 30,
  needs: {
    incidents: { needs: 'merged changes and incidents, from the forge and the pager', to: '/sources' },
  },
  judge: ({ incidents, window }, policy) => {
    const worse = incidents.filter((one) => {
      const beyond = beyondOf(one);
      const was = rate(one.before.incidents, one.before.changes);
      const is = rate(one.after.incidents, one.after.changes);
      return beyond !== null && beyond.low > 0 && is > was * (1 + policy.incidentsPermille / 1000);
    });
    if (worse.length > 0 && worse.every(({ costPerIncident }) => costPerIncident === null)) {
      return { needs: 'what an incident costs: the stated figure incident_cost', to: '/value#figures' };
    }
    return worse.flatMap((one) => judgeIncidents(one, window, policy));
  },
});

const beyondOf = ({ before, after }: IncidentRate) =>
  eventsBeyond({ hits: before.incidents, of: before.changes }, { hits: after.incidents, of: after.changes });

function judgeIncidents(one: IncidentRate, window: FactWindow, policy: AdvicePolicy): Judged[] {
  const { before, after, costPerIncident, group } = one;
  const beyond = beyondOf(one);
  if (costPerIncident === null || !beyond) return [];
  const gain = priced(beyond, costPerIncident, window);
  if (gain.likely < policy.smallest) return [];
  const to = valueOver(window);
  return [
    {
      subject: group,
      claim: `${group.name} has ${counted(after.incidents, 'incident')} in ${counted(after.changes, 'change')}, and had ${before.incidents} in ${before.changes}: ${dollars(gain.likely)} a month. Gate on quality and keep changes smaller.`,
      trigger: `Incidents per change rose by more than ${percent(policy.incidentsPermille)}`,
      evidence: [
        figure('Before', `${before.incidents} in ${before.changes}`, 'changes', to),
        figure('Now', `${after.incidents} in ${after.changes}`, 'changes', to),
        amount('Cost of an incident', costPerIncident, to),
      ],
      action: {
        kind: 'task',
        text: `Ask for a second review of large changes of ${group.name} until the rate is down.`,
      },
      gain,
      basis: '80 % interval of counts that vary as Poisson.',
    },
  ];
}

export const qualityRules = [supportRule, reviewRule, incidentRule];
