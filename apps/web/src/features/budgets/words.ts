import type { BudgetEnvelope, EnvelopeBalance } from '@exchequer/model/contract';
import { monthName, rangeWords } from '../../state/calendar.ts';

type Kind = BudgetEnvelope['kind'];
type Period = BudgetEnvelope['period'];
type Enforcement = BudgetEnvelope['enforcement'];

export const kindNames: Record<Kind, string> = {
  company: 'Company',
  function: 'Function',
  team: 'Team',
  project: 'Project',
  person: 'Person',
  agent_family: 'Agent family',
  agent: 'Agent',
};

export const periodNames: Record<Period, string> = {
  day: 'Day',
  week: 'Week',
  month: 'Month',
  quarter: 'Quarter',
  fiscal_year: 'Fiscal year',
  custom: 'Own dates',
};

/** What an enforcement is called, and what it does to a call that does not fit. */
export const enforcementWords: Record<Enforcement, { name: string; means: string }> = {
  hard: { name: 'Hard', means: 'refuses calls that do not fit' },
  soft: { name: 'Soft', means: 'lets calls through and tells people' },
  record: { name: 'Record', means: 'only keeps the score' },
};

/** A period as a possessive, such as `November’s` or `This week’s`. */
export function periodWhose(envelope: BudgetEnvelope, balance: EnvelopeBalance): string {
  switch (envelope.period) {
    case 'day':
      return 'Today’s';
    case 'week':
      return 'This week’s';
    case 'month':
      return `${monthName(balance.starts_on)}’s`;
    case 'quarter':
      return 'This quarter’s';
    case 'fiscal_year':
      return 'This year’s';
    case 'custom':
      return `${envelope.name}’s`;
  }
}

/** The days of a period, last day included. */
export const periodDays = (balance: EnvelopeBalance) => rangeWords(balance.starts_on, balance.ends_on);

const dayMs = 86_400_000;

/** Days from now until the envelope is filled again; zero in a period that has ended. */
export const daysToReset = (balance: EnvelopeBalance, now: Date) =>
  Math.max(0, (Date.parse(balance.resets_at) - now.getTime()) / dayMs);

/** How much of a period has passed, 0–1. */
export function elapsed(balance: EnvelopeBalance, now: Date): number {
  const length = (Date.parse(balance.ends_on) - Date.parse(balance.starts_on)) / dayMs;
  if (balance.state === 'ended' || length <= 0) return 1;
  return Math.min(1, Math.max(0, 1 - daysToReset(balance, now) / length));
}

/** Days as people count them: whole ones from three on, never more than a year. */
export function daysWords(days: number): string {
  if (days < 1) return 'less than a day';
  if (days > 366) return 'more than a year';
  const shown = days < 3 ? Math.floor(days * 10) / 10 : Math.floor(days);
  return shown === 1 ? '1 day' : `${shown} days`;
}

/** Where an envelope stands: the word says it, the tone repeats it. */
export interface Standing {
  percent: number | null;
  /** Such as `past 80 %`; empty where no threshold is passed. */
  said: string;
  tone: 'calm' | 'warn' | 'stop';
}

export function standing(envelope: BudgetEnvelope): Standing {
  const { balance } = envelope;
  if (!balance) return { percent: null, said: '', tone: 'calm' };
  const percent = balance.percent === null ? null : Number(balance.percent);
  const crossed = Math.max(0, ...balance.crossed);
  if (Number(balance.overdrawn) > 0) return { percent, said: 'overdrawn', tone: 'stop' };
  if (Number(balance.free) <= 0 && (Number(balance.limit) > 0 || Number(balance.spent) > 0))
    return { percent, said: 'nothing left', tone: 'stop' };
  if (crossed === 0) return { percent, said: '', tone: 'calm' };
  return { percent, said: `past ${crossed} %`, tone: crossed >= 80 ? 'warn' : 'calm' };
}

export const percentWords = (percent: number | null) =>
  percent === null ? '–' : `${percent < 10 ? percent.toFixed(1) : Math.floor(percent)}\u202f%`;

const countWords = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
/** Small counts as words, to begin or fill a sentence. */
export const some = (n: number) => countWords[n] ?? n.toLocaleString('en-US');
export const capital = (text: string) => text.replace(/^./, (c) => c.toUpperCase());
