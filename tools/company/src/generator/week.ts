import { isMonthEnd, isWeekend, weekOf, workdaysOfWeek } from './calendar.ts';
import { agentAccount, appetite, type Company, isAtWork, type Person } from './company.ts';
import { randomOf } from './random.ts';
import type { Stories } from './story.ts';

/** What someone does in one week: how much they ask of models, and what comes of it. */
export interface PersonWeek {
  /** Times the usual number of requests. */
  intensity: number;
  /** Pull requests that will be merged, by the day of the span on which they are. */
  merged: number[];
}

/** The last week asked for of each person: a week is asked for on each of its days, several times. */
const lastWeeks = new WeakMap<Company, Map<number, { week: number; found: PersonWeek }>>();

/** The week of a person that a day lies in. */
export function personWeek(company: Company, stories: Stories, person: Person, day: number): PersonWeek {
  const week = weekOf(company.size.from, day);
  const known = lastWeeks.get(company) ?? new Map<number, { week: number; found: PersonWeek }>();
  lastWeeks.set(company, known);
  const last = known.get(person.index);
  if (last?.week === week) return last.found;
  const found = weekFor(company, stories, person, day);
  known.set(person.index, { week, found });
  return found;
}

/**
 * The week of a person that a day lies in. Intensity and output share the person's talent, so that a
 * plain regression of output on tokens finds more than tokens bring; within a person it is the power
 * that the story names.
 */
function weekFor(company: Company, stories: Stories, person: Person, day: number): PersonWeek {
  const { seed, from, days } = company.size;
  const week = weekOf(from, day);
  const random = randomOf(seed, 'week', person.index, week);
  const { beta, talentOnTokens, base } = stories.elasticity;
  const drift = 0.15 * randomOf(seed, 'climate', week).normal();
  const intensity = Math.exp(talentOnTokens * person.talent + drift + 0.6 * random.normal());
  if (person.team.area !== 'engineering') return { intensity, merged: [] };
  const workdays = workdaysOfWeek(from, day, days).filter((one) => isAtWork(person, one));
  const mean = ((base * workdays.length) / 5) * Math.exp(person.talent + 0.5 * drift) * intensity ** beta;
  const merged = Array.from({ length: workdays.length > 0 ? random.poisson(mean) : 0 }, () =>
    random.pick(workdays as [number, ...number[]]),
  );
  return { intensity, merged: merged.sort((a, b) => a - b) };
}

/** Someone or something that asks models on a day. */
export interface Caller {
  account: string;
  person: Person;
  agent: boolean;
  requests: number;
}

/** The callers of a day with how often they ask: persons, and the agents that work for them. */
export function* callersOf(company: Company, stories: Stories, day: number): Iterable<Caller> {
  const { size, people, dailyRequests } = company;
  const weekend = isWeekend(size.from, day);
  for (const person of people) {
    const share = appetite[person.team.area];
    if (share === 0 || !isAtWork(person, day)) continue;
    const burn = person.team.area === stories.monthEnd.area && isMonthEnd(size.from, day);
    const mean =
      dailyRequests *
      share *
      personWeek(company, stories, person, day).intensity *
      (burn ? stories.monthEnd.times : 1);
    const random = randomOf(size.seed, 'calls', person.index, day);
    // Agents get a fifth of their work at weekends; persons have none.
    const own = weekend ? 0 : random.poisson(mean);
    if (own > 0) yield { account: person.account, person, agent: false, requests: own };
    if (size.agentsPerPerson === 0) continue;
    const delegated = random.poisson(weekend ? mean * 0.2 : mean);
    yield* agentsOf(person, size.agentsPerPerson, delegated, random.int(0, size.agentsPerPerson - 1));
  }
}

/** The day's delegated requests over as many of the person's agents as they keep busy. */
function* agentsOf(person: Person, agents: number, requests: number, first: number): Iterable<Caller> {
  const busy = Math.min(agents, Math.max(1, Math.floor(requests / 4)));
  for (let place = 0; place < busy; place++) {
    const share = Math.floor(requests / busy) + (place < requests % busy ? 1 : 0);
    if (share === 0) continue;
    yield { account: agentAccount(person, (first + place) % agents), person, agent: true, requests: share };
  }
}
