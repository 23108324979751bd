import type { PeopleDraft } from '@exchequer/core/workforce';
import type { PeopleRowError } from '@exchequer/model/contract';

/** What a people file says, and each line that could not be read. */
export interface PeopleReading {
  draft: PeopleDraft;
  errors: PeopleRowError[];
}

const datePattern = /^\d{4}-\d{2}-\d{2}$/;

/** Whether the text is a real day, such as 2026-02-28 and not 2026-02-30. */
export function isDay(text: string): boolean {
  if (!datePattern.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

export const notADay = (row: number, column: string, text: string): PeopleRowError => ({
  row,
  column,
  error: `${JSON.stringify(text)} is not a day`,
  fix: 'Write days as YYYY-MM-DD.',
});

/** Names of a path such as `Engineering / Platform`. */
export function teamPathOf(text: string): string[] {
  return text
    .split('/')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
