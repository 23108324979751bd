import { dateOf } from './calendar.ts';
import type { Company, Person } from './company.ts';
import { models } from './models.ts';

/** A planted thing that a reader should be able to find; days are counted from the start of the span. */
export interface Stories {
  runaway: { agent: string; owner: Person; day: number; requests: number };
  /** From that day on a team's prompts miss the cache, until someone mends it. */
  cacheMiss: { team: string; repo: string; from: number; to: number };
  monthEnd: { area: 'sales'; times: number };
  /** One workflow that grows tenfold over the last quarter of a year, or over the span if that is shorter. */
  workflow: { name: string; from: number; to: number; times: number; daily: number };
  /** A team that was granted tokens and uses none. */
  unused: { team: string } | null;
  /** Output of a person-week grows by this power of its tokens; talent drives both. */
  elasticity: { beta: number; talentOnTokens: number; base: number };
  /** What a provider bills above what was used, in whole dollars, and for which month; none in a short span. */
  invoice: { provider: string; month: string | null; overcharge: string };
  /** A model that only this company buys gets cheaper on a day; dollars per million tokens. */
  priceCut: {
    workflow: string;
    provider: string;
    model: string;
    day: number;
    daily: number;
    before: { input: string; output: string };
    after: { input: string; output: string };
  };
  /**
   * Two assistants at two kinds of work: the first is cheaper per token at each, and dearer over both,
   * since it gets most of the work that needs the dear model.
   */
  simpson: { cheaper: string; dearer: string; cells: SimpsonCell[] };
}

export interface SimpsonCell {
  tool: string;
  workflow: string;
  model: string;
  /** Calls a day, and the share of their input that the cache holds. */
  daily: number;
  cached: number;
}

const quarter = 91;

/** The stories of a company; those that need a longer span move to where they fit. */
export function storiesOf({ size, people, teams, dailyRequests }: Company): Stories {
  const platform = teams[0]?.key ?? '';
  const owner = people.find(
    (person) => person.team.key === platform && person.joins === null && person.leaves === null,
  );
  // In a long span they lie in its last thirty days: that is what pages show at first.
  const isLong = size.days > 90;
  const runawayDay = isLong ? size.days - 9 : Math.floor(size.days * 0.7);
  const missFrom = isLong ? size.days - 24 : Math.floor(size.days * 0.5);
  return {
    runaway: {
      agent: 'nightly-refactor',
      owner: owner ?? (people[0] as Person),
      day: runawayDay,
      requests: Math.max(400, Math.round(dailyRequests * people.length * 2)),
    },
    cacheMiss: { team: platform, repo: 'fleet-api', from: missFrom, to: Math.min(size.days, missFrom + 7) },
    monthEnd: { area: 'sales', times: 4 },
    workflow: {
      name: 'invoice-triage',
      from: Math.max(0, size.days - quarter),
      to: size.days,
      times: 10,
      daily: Math.max(6, Math.round(dailyRequests * people.length * 0.02)),
    },
    unused: teams.some(({ area }) => area === 'design')
      ? { team: teams.find(({ area }) => area === 'design')?.key ?? '' }
      : null,
    elasticity: { beta: 0.15, talentOnTokens: 0.9, base: 1.1 },
    invoice: { provider: 'anthropic', month: wholeMonthOf(size), overcharge: '312' },
    priceCut: {
      ...{ workflow: 'contract-review', provider: 'halyard-cloud', model: 'halyard-reason-1' },
      ...{ day: Math.floor(size.days * 0.6), daily: Math.max(4, Math.round(people.length * 0.1)) },
      ...{ before: { input: '2', output: '8' }, after: { input: '1.2', output: '4.8' } },
    },
    simpson: simpsonOf(Math.max(1, Math.round(people.length / 60))),
  };
}

function simpsonOf(times: number): Stories['simpson'] {
  const [first, second] = ['assist-north', 'assist-south'];
  const cell = (tool: string, workflow: string, model: string, daily: number, cached: number) => ({
    ...{ tool, workflow, model, cached, daily: daily * times },
  });
  return {
    cheaper: first,
    dearer: second,
    cells: [
      cell(first, 'quick-answer', models.small, 3, 0.5),
      cell(first, 'deep-research', models.large, 12, 0.5),
      cell(second, 'quick-answer', models.small, 12, 0.2),
      cell(second, 'deep-research', models.large, 3, 0.2),
    ],
  };
}

/** The last month that lies in the span whole. */
function wholeMonthOf({ from, days }: Company['size']): string | null {
  const months = Array.from({ length: days }, (_, day) => dateOf(from, day)).filter((date) =>
    date.endsWith('-01'),
  );
  const begun = [...months, dateOf(from, days)].filter((date) => date.endsWith('-01'));
  return begun.at(-2)?.slice(0, 7) ?? null;
}

/** How many runs of the growing workflow a day sees; it runs on every day alike. */
export function workflowRuns({ workflow }: Stories, day: number): number {
  if (day < workflow.from) return workflow.daily;
  const share = (day - workflow.from) / Math.max(1, workflow.to - 1 - workflow.from);
  return Math.round(workflow.daily * workflow.times ** share);
}

/** True where prompts of this team in this repository miss the cache. */
export const missesCache = ({ cacheMiss }: Stories, team: string, repo: string, day: number): boolean =>
  team === cacheMiss.team && repo === cacheMiss.repo && day >= cacheMiss.from && day < cacheMiss.to;
