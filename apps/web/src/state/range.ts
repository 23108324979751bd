import { addDays, type Day, daysBetween, firstOfMonth, isDay, localDay, monthOf } from './calendar.ts';

export const presets = ['today', '7d', '30d', 'mtd', 'qtd', 'ytd'] as const;
export type Preset = (typeof presets)[number];

export const presetNames: Record<Preset, string> = {
  today: 'Today',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  mtd: 'Month to date',
  qtd: 'Quarter to date',
  ytd: 'Fiscal year to date',
};

/** Days `[from, to)` of a time zone. */
export interface Range {
  from: Day;
  to: Day;
  time_zone: string;
}

/** What the meaning of a preset depends on. */
export interface CalendarFacts {
  now: Date;
  timeZone: string;
  fiscalYearStartMonth: number;
}

const isPreset = (text: string): text is Preset => (presets as readonly string[]).includes(text);

/** Reads a range as the address has it: a preset, or `from..to` with `to` exclusive. Null when neither. */
export function readRange(text: string): Preset | { from: Day; to: Day } | null {
  if (isPreset(text)) return text;
  const [from = '', to = ''] = text.split('..');
  return isDay(from) && isDay(to) && from < to ? { from, to } : null;
}

export const writeRange = (from: Day, to: Day) => `${from}..${to}`;

/** The days that the address’s range means now. What cannot be read means the last 30 days. */
export function resolveRange(text: string | undefined, facts: CalendarFacts): Range {
  const read = readRange(text ?? '30d') ?? '30d';
  if (typeof read === 'object') return { ...read, time_zone: facts.timeZone };
  const today = localDay(facts.now, facts.timeZone);
  return {
    from: presetStart(read, today, facts.fiscalYearStartMonth),
    to: addDays(today, 1),
    time_zone: facts.timeZone,
  };
}

function presetStart(preset: Preset, today: Day, fiscalMonth: number): Day {
  const sinceFiscalStart = (monthOf(today) - fiscalMonth + 12) % 12;
  switch (preset) {
    case 'today':
      return today;
    case '7d':
      return addDays(today, -6);
    case '30d':
      return addDays(today, -29);
    case 'mtd':
      return firstOfMonth(today);
    case 'qtd':
      return firstOfMonth(today, -(sinceFiscalStart % 3));
    case 'ytd':
      return firstOfMonth(today, -sinceFiscalStart);
  }
}

export type ChartGrain = 'hour' | 'day' | 'week' | 'month';

/** The grain that gives a readable number of bars. */
export function defaultGrain(range: Range): ChartGrain {
  const days = daysBetween(range.from, range.to);
  if (days <= 2) return 'hour';
  if (days <= 62) return 'day';
  return days <= 400 ? 'week' : 'month';
}
