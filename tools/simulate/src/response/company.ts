import { toCountPanel } from '@exchequer/core/analysis';
import type { CountPanel } from '@exchequer/core/statistics';
import { weekOf } from '../../../company/src/generator/calendar.ts';
import { companyOf } from '../../../company/src/generator/company.ts';
import { storiesOf } from '../../../company/src/generator/story.ts';
import { callersOf, personWeek } from '../../../company/src/generator/week.ts';

/** Engineers of the simulated company over a year, by week: what they asked of models and what they merged. */
export function companyPanel(
  seed: number,
  people: number,
  days: number,
): { panel: CountPanel; persons: number } {
  const company = companyOf({ seed, people, days, from: '2025-01-06', agentsPerPerson: 0 });
  const stories = storiesOf(company);
  const engineers = company.people.filter(
    ({ team, joins, leaves }) => team.area === 'engineering' && joins === null && leaves === null,
  );
  const placeOf = new Map(engineers.map(({ account }, at) => [account, at]));
  const teamOf = new Map(company.teams.map(({ key }, at) => [key, at]));
  const first = weekOf(company.size.from, 0);
  const weeks = Math.floor(days / 7);
  const empty = () => engineers.map(() => new Array<number>(weeks).fill(0));
  const [spend, results] = [empty(), empty()];
  const add = (rows: number[][], at: number, week: number, amount: number) => {
    const row = rows[at];
    if (row && week < weeks) row[week] = (row[week] ?? 0) + amount;
  };
  for (let day = 0; day < weeks * 7; day++) {
    const week = weekOf(company.size.from, day) - first;
    for (const { account, requests } of callersOf(company, stories, day)) {
      const at = placeOf.get(account);
      if (at !== undefined) add(spend, at, week, requests);
    }
    if (day % 7 === 0) {
      engineers.forEach((person, at) => {
        add(results, at, week, personWeek(company, stories, person, day).merged.length);
      });
    }
  }
  const team = engineers.map((person) => teamOf.get(person.team.key) ?? 0);
  // Requests follow what people meant to use day by day, so that one week’s are a noisy measure of it.
  return { panel: toCountPanel({ spend, results, team }, { lags: 0 }), persons: engineers.length };
}
