/** What a team spent and brought in a week that begins on a Monday. */
export interface TeamWeekRow {
  readonly teamId: string;
  readonly week: string;
  /** Dollars. */
  readonly spend: number;
  readonly results: number;
}

/** Reads team-weeks: [from, to) in days of the company. */
export type TeamWeeks = (
  workspace: string,
  asked: { from: string; to: string; outcome: string },
) => Promise<readonly TeamWeekRow[]>;

const dayMs = 86_400_000;

export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

export const isMonday = (day: string): boolean => new Date(`${day}T00:00:00Z`).getUTCDay() === 1;

/** Mondays from a day on, up to another. */
export function mondays(from: string, to: string): string[] {
  const found: string[] = [];
  for (let day = from; day < to; day = dayAfter(day, 7)) found.push(day);
  return found;
}

/** Rows of each team over weeks, none as nothing. */
export function tableOf(
  rows: readonly TeamWeekRow[],
  teams: readonly string[],
  weeks: readonly string[],
): { spend: number[][]; results: number[][] } {
  const found = new Map(rows.map((row) => [`${row.week} ${row.teamId}`, row]));
  const of = (key: 'spend' | 'results') =>
    teams.map((team) => weeks.map((week) => found.get(`${week} ${team}`)?.[key] ?? 0));
  return { spend: of('spend'), results: of('results') };
}

/** Sums of weeks by periods of so many. */
export const byPeriod = (rows: readonly (readonly number[])[], size: number): number[][] =>
  rows.map((row) =>
    Array.from({ length: Math.floor(row.length / size) }, (_, at) =>
      row.slice(at * size, (at + 1) * size).reduce((sum, value) => sum + value, 0),
    ),
  );
