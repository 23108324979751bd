import { amount, amountPerMonth, figure } from '../evidence.ts';
import type { FactWindow } from '../facts.ts';
import type { AgentUse, GrowthSpike, LoopUse } from '../facts-usage.ts';
import { exactly, perMonth, permilleOf } from '../gain.ts';
import { events, explore } from '../link.ts';
import type { AdvicePolicy } from '../policy.ts';
import { defineRule, type Judged } from '../rule.ts';
import { counted, dollars } from '../words.ts';

export const loopRule = defineRule({
  number: 4,
  key: 'loop',
  name: 'The same request again and again',
  trigger: 'A chain of equal requests, as long as the policy calls a loop',
  action: 'Set the loop breaker and mend what fails',
  formula: 'cost of all requests of a chain but the first',
  undo: 'Take the loop breaker off again.',
  brings: 'saving',
  confidence: 'high',
  owner: 'engineering',
  effort: 1,
  expiresDays: 14,
  needs: { loops: { needs: 'single calls, from the gateway, telemetry or logs', to: '/sources' } },
  judge: ({ loops, window }, policy) =>
    loops
      .filter(({ repeats }) => repeats >= policy.loopRequests)
      .flatMap((use) => judgeLoop(use, window, policy)),
});

const proofWords: Readonly<Record<LoopUse['proof'], { what: string; basis: string }>> = {
  'request-hash': {
    what: 'repeats one request',
    basis: 'Exact: requests with the same hash, all but the first of each chain.',
  },
  'equal-size': {
    what: 'repeats one request',
    basis:
      'Exact for requests of one conversation with equal counts of tokens, all but the first of each: taken for equal.',
  },
  'run-length': {
    what: 'does not stop by itself',
    basis:
      'Exact for what its runs cost beyond ten times their usual length; that these requests were in vain is taken from their number.',
  },
};

const loopFilter = ({ session, agent, workflow }: LoopUse): Parameters<typeof events>[1] => {
  if (session) return [['session', session]];
  return [agent ? ['agent', agent] : ['workflow', workflow]];
};

function judgeLoop(use: LoopUse, window: FactWindow, policy: AdvicePolicy): Judged[] {
  const gain = perMonth(use.cost, window.days);
  if (gain < policy.smallest) return [];
  const { agent, workflow, workerId, lastDay } = use;
  const name = agent ? `Agent ${agent}` : `Workflow ${workflow}`;
  const to = events(window, loopFilter(use));
  const { what, basis } = proofWords[use.proof];
  return [
    {
      subject: agent
        ? { kind: 'agent', id: workerId ?? agent, name: agent }
        : { kind: 'workflow', id: workflow, name: workflow },
      claim: `${name} ${what}: ${dollars(use.cost)} in ${counted(window.days, 'day')}. Stop it and tell its owner.`,
      trigger: `${counted(use.loops, 'chain')} of at least ${policy.loopRequests} equal requests, last on ${lastDay}`,
      evidence: [
        figure('Repeated requests', use.repeats, 'requests', to),
        amount('Cost of the repeats', use.cost, to),
        figure('Days with a loop', use.days, 'days', to),
      ],
      action: workerId
        ? { kind: 'gateway-rule', rule: 'loop', value: { workerId, limit: policy.loopRequests } }
        : { kind: 'task', text: `Find out why ${name} repeats its request, and give its key a loop limit.` },
      gain: exactly(gain),
      basis,
      confidence: use.proof === 'request-hash' ? 'high' : 'medium',
    },
  ];
}

export const spikeRule = defineRule({
  number: 5,
  key: 'spike',
  name: 'Spend that runs away',
  trigger:
    'Spend stands more than 3.5 robust deviations above its season, or at ten times the quarter before',
  action: 'Hold the agent and ask its owner',
  formula: 'excess a day × days until someone mends it',
  undo: 'Release the agent.',
  brings: 'saving',
  confidence: 'high',
  owner: 'engineering',
  effort: 1,
  expiresDays: 7,
  needs: { spikes: { needs: 'usage of at least two weeks', to: '/sources' } },
  judge: ({ spikes }, policy) =>
    spikes
      .filter(({ goesOn }) => goesOn)
      .filter((spike) => isSpike(spike, policy))
      .flatMap((spike) => judgeSpike(spike, policy)),
});

const kindWords = {
  agent: 'Agent',
  workflow: 'Workflow',
  team: 'Team',
  model: 'Model',
  company: 'The company,',
} as const;

const isSpike = ({ z, times, changePermille }: GrowthSpike, policy: AdvicePolicy): boolean =>
  (z !== null && z > policy.spikeZ) ||
  times >= policy.spikeTimes ||
  (changePermille !== null && changePermille >= policy.explainedPermille && times >= 2);

function judgeSpike(spike: GrowthSpike, policy: AdvicePolicy): Judged[] {
  const { subject, excessPerDay, workerId, z, times, change } = spike;
  const { daysToFix } = policy;
  const over = (excess: bigint, days: number) => permilleOf(excess, days * 1000);
  const gain = {
    low: over(excessPerDay.low, daysToFix.low),
    likely: over(excessPerDay.likely, daysToFix.likely),
    high: over(excessPerDay.high, daysToFix.high),
  };
  if (gain.likely < policy.smallest) return [];
  const to = explore(spike, spike.filter ? [spike.filter] : []);
  const name = `${kindWords[subject.kind]} ${subject.name}`;
  return [
    {
      subject,
      claim: `${name} spends ${dollars(spike.actualPerDay)} a day, ${times.toFixed(1)} times what was to be expected${change ? `, since ${change}` : ''}. ${workerId ? 'Hold it and ask its owner.' : 'Ask its owner.'}`,
      trigger:
        spike.shape === 'spike' && z !== null
          ? `Robust z ${z.toFixed(1)} above ${policy.spikeZ}`
          : `${times.toFixed(1)} times the quarter before`,
      evidence: [
        amount('Spend a day', spike.actualPerDay, to, 'usd_per_day'),
        amount('Above expectation', excessPerDay.likely, to, 'usd_per_day'),
        figure('Times what was expected', Number(times.toFixed(2)), '×', to),
        ...(spike.cause ? [figure('Why', spike.cause, '', to)] : []),
        ...(change ? [figure('Nearest change', change, '', to)] : []),
      ],
      action: workerId
        ? { kind: 'hold-agent', workerId }
        : { kind: 'task', text: `Ask who runs ${name} what changed, and hold it if nobody knows.` },
      per: 'once',
      gain,
      basis: `Excess as seen; it is assumed to last ${daysToFix.low} to ${daysToFix.high} days until someone mends it.`,
      undo: workerId ? 'Release the agent.' : 'Nothing was changed: take the task back.',
    },
  ];
}

export const agentRule = defineRule({
  number: 19,
  key: 'agent',
  name: 'Agents that nobody owns or uses',
  trigger: 'An agent without an owner, or one with a live key and no use in 30 days',
  action: 'Suspend it',
  formula: 'what it spends a month',
  undo: 'Release the agent.',
  brings: 'saving',
  confidence: 'high',
  owner: 'platform',
  effort: 1,
  expiresDays: 30,
  needs: { agents: { needs: 'agents in the directory', to: '/people' } },
  judge: ({ agents, window }, policy) =>
    agents.filter(({ live }) => live).flatMap((agent) => judgeAgent(agent, window, policy)),
});

function judgeAgent(agent: AgentUse, window: FactWindow, policy: AdvicePolicy): Judged[] {
  const { name, workerId, hasOwner, idleDays, lastDay, cost } = agent;
  const idle = idleDays !== null && idleDays >= policy.idleDays;
  if (hasOwner && !idle) return [];
  const gain = perMonth(cost, window.days);
  const why = hasOwner ? `has not been used for ${counted(idleDays ?? 0, 'day')}` : 'has no owner';
  const to = explore(window, agent.filter ? [agent.filter] : []);
  return [
    {
      subject: { kind: 'agent', id: workerId, name },
      claim: `Agent ${name} ${why} and can still spend: ${dollars(gain)} a month. Suspend it.`,
      trigger: hasOwner ? `Idle for ${idleDays} days, ${policy.idleDays} at most` : 'No owner is registered',
      evidence: [
        amountPerMonth('Spend', gain, to),
        figure('Last used', lastDay ?? 'never', '', to),
        figure('Owner', hasOwner ? 'registered' : 'none', '', '/people'),
      ],
      action: { kind: 'hold-agent', workerId },
      gain: exactly(gain),
      basis: 'Exact: what it spent over the window, for a month.',
    },
  ];
}

export const runawayRules = [loopRule, spikeRule, agentRule];
