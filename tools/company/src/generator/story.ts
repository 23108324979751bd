import type { Company, Person } from './company.ts';

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
  /** What the provider bills above what was used. */
  invoice: { overcharge: string };
}

const quarter = 91;

/** The stories of a company; those that need a longer span move to where they fit. */
export function storiesOf({ size, people, teams, dailyRequests }: Company): Stories {
  const platform = teams[0]?.key ?? '';
  const owner = people.find(
    (person) => person.team.key === platform && person.joins === null && person.leaves === null,
  );
  const runawayDay = size.days > 90 ? 83 : Math.floor(size.days * 0.7);
  const missFrom = Math.floor(size.days * 0.5);
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
    invoice: { overcharge: '312' },
  };
}

/** How many runs of the growing workflow a day sees. */
export function workflowRuns({ workflow }: Stories, day: number): number {
  if (day < workflow.from) return workflow.daily;
  const share = (day - workflow.from) / Math.max(1, workflow.to - 1 - workflow.from);
  return Math.round(workflow.daily * workflow.times ** share);
}

/** True where prompts of this team in this repository miss the cache. */
export const missesCache = ({ cacheMiss }: Stories, team: string, repo: string, day: number): boolean =>
  team === cacheMiss.team && repo === cacheMiss.repo && day >= cacheMiss.from && day < cacheMiss.to;
