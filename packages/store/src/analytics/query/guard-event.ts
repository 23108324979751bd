import type { UsageEvent } from '@exchequer/model/contract';
import { type EventsAsked, readEvents } from './event-list.ts';
import type { ReadingFacts } from './facts.ts';
import { guardReading, isInForce } from './guard.ts';

/** A page of the list of events. */
export interface EventPage {
  events: UsageEvent[];
  next_cursor: string | null;
  /** Why nothing is listed; a phrase that follows “needs”. */
  withheld?: string;
}

/**
 * The list of events as others than the person may see it: without what is one person's (session,
 * thread, branch, folder, agent), and without a team or a repository of too few. A selection of too
 * few persons is not listed at all.
 */
export async function readGuardedEvents(facts: ReadingFacts, asked: EventsAsked): Promise<EventPage> {
  if (!(await isInForce(facts))) return readEvents(facts, asked);
  const selection = { range: asked.range, filters: [...asked.filters] };
  const ofTeams = await guardReading(facts, { ...selection, group_by: ['team'] }, 'total');
  if (ofTeams.refused) return { events: [], next_cursor: null, withheld: ofTeams.refused };
  const ofRepos = await guardReading(facts, { ...selection, group_by: ['team', 'repo'] }, 'total');
  return readEvents(facts, asked, ({ team_id: team, repo }) => ({
    team: !ofTeams.hidesGroup([String(team)]),
    repo: !ofRepos.hidesGroup([String(team), String(repo)]),
  }));
}
