import type { Roster } from './roster.ts';
import { type Dated, layered } from './validity.ts';

/** A person's time in a team; local dates of the company, half-open. Without a team, `teamId` is ''. */
export interface Employment {
  workerId: string;
  teamId: string;
  from: string | null;
  to: string | null;
}

/** Persons who are active in a range of local days, team by team. Agents are no employees. */
export function employmentsOf(roster: Roster, from: string, to: string): Employment[] {
  const teams = new Map<string, Dated<string>[]>();
  for (const one of roster.memberships) {
    const before = teams.get(one.workerId) ?? [];
    teams.set(one.workerId, [...before, { ...one, value: one.teamId }]);
  }
  return roster.workers
    .filter(({ kind }) => kind === 'person')
    .flatMap((worker) => {
      const begin = worker.activeFrom && worker.activeFrom > from ? worker.activeFrom : from;
      const end = worker.activeTo && worker.activeTo < to ? worker.activeTo : to;
      if (begin >= end) return [];
      const slices = layered({ validFrom: begin, validTo: end }, [teams.get(worker.id) ?? []], '');
      return slices.map(({ value, validFrom, validTo }) => ({
        workerId: worker.id,
        teamId: value,
        from: validFrom,
        to: validTo,
      }));
    });
}
