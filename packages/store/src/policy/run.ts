import type { CompanyCalendar } from '@exchequer/core/envelope';
import { PolicySimulation, type UsageGroup } from '@exchequer/core/policy';
import type { Envelope, SpendFacts } from '@exchequer/model';
import type { AnalyticsEngine } from '../analytics/engine/index.ts';
import { type FeedGroup, type FeedRange, openFeed } from './usage-feed.ts';

/** What past usage is run through, and how it is understood. */
export interface RunInput {
  envelopes: Iterable<Envelope>;
  calendar: CompanyCalendar;
  /** Completes what is known of usage; see the facts of budgets. */
  factsOf: (known: Omit<SpendFacts, 'teamIds' | 'agentFamily'> & { teamId: string }) => SpendFacts;
  /** True for persons, false for agents; null where the id is nobody's. */
  isPerson: (workerId: string) => boolean | null;
}

export interface PolicyRun {
  simulation: PolicySimulation;
  groups: readonly UsageGroup[];
  granularity: 'call' | 'minute';
  unpricedCalls: number;
}

/** Streams the usage of a range through envelopes as they might be. Reads only. */
export async function runPolicy(
  engine: AnalyticsEngine,
  range: FeedRange,
  input: RunInput,
  options: { callsUpTo?: number } = {},
): Promise<PolicyRun> {
  const feed = await openFeed(engine, range, options);
  const groups = feed.groups.map((group) => groupOf(group, input));
  const simulation = new PolicySimulation(input.envelopes, input.calendar, groups);
  for await (const batch of feed.batches()) for (const usage of batch) simulation.add(usage);
  simulation.end();
  return { simulation, groups, granularity: feed.granularity, unpricedCalls: feed.unpricedCalls };
}

function groupOf(group: FeedGroup, { factsOf, isPerson }: RunInput): UsageGroup {
  const { worker_id: workerId, team_id: teamId, workflow, project, repo, agent } = group;
  return {
    facts: factsOf({ workerId, teamId, project, repo, agent }),
    workflow,
    person: workerId === '' ? null : isPerson(workerId),
  };
}
