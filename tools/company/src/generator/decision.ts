import { isWeekend, startOf } from './calendar.ts';
import { type Company, isAtWork } from './company.ts';
import { type Random, randomOf } from './random.ts';

/** A row of a file of decisions; an empty cell says nothing. `team` is the company's own key of it. */
export interface DecisionRow {
  kind: string;
  title: string;
  team: string;
  signal_at: string;
  detected_at: string;
  decided_at: string;
  acted_at: string;
  reviewed_at: string;
  dropped_at: string;
  judgement_minutes: number;
  execution_minutes: number;
  /** Between 0 and 1, in tenths. */
  stated_probability: number;
  turned_out: '' | 'yes' | 'no';
  reversed_at: string;
  inputs: DecisionInputRow[];
}

/** A piece of data that a decision used. */
export interface DecisionInputRow {
  name: string;
  as_of: string;
  fresh_within_seconds: number;
  live: boolean;
  by_ai: boolean;
}

const kinds = ['pricing', 'hiring', 'vendor', 'launch', 'process'] as const;
const hourMs = 3_600_000;

/**
 * Decisions whose signal came on a day, with everything that became of them within the span: about one
 * per team and fortnight. A moment after the span has not come yet.
 */
export function* decisionsOf(company: Company, day: number): Iterable<DecisionRow> {
  const { size, teams, people } = company;
  if (isWeekend(size.from, day)) return;
  for (const [index, team] of teams.entries()) {
    const random = randomOf(size.seed, 'decision', index, day);
    if (!random.chance(0.1) || !people[index] || !isAtWork(people[index], day)) continue;
    yield decisionOf(company, team.key, random, day);
  }
}

function decisionOf({ size }: Company, team: string, random: Random, day: number): DecisionRow {
  const end = startOf(size.from, size.days);
  const kind = random.pick(kinds);
  const signal = startOf(size.from, day) + random.int(8 * 3_600, 16 * 3_600) * 1_000;
  const detected = signal + Math.round(random.around(5, 0.9) * hourMs);
  const decided = detected + Math.round(random.around(30, 0.9) * hourMs);
  const acted = decided + Math.round(random.around(16, 0.8) * hourMs);
  const reviewed = acted + 30 * 24 * hourMs;
  const dropped = random.chance(0.06) ? decided + hourMs : 0;
  const chance = random.int(5, 9) / 10;
  const well = random.chance(chance);
  const reversed = random.chance(0.08) ? acted + random.int(3, 60) * 24 * hourMs : 0;
  const moment = (at: number, holds = true) => (holds && at < end ? new Date(at).toISOString() : '');
  const isActed = dropped === 0 && acted < end;
  const isReviewed = isActed && reviewed < end && random.chance(0.7);
  return {
    ...{ kind, title: `Simulated ${kind} decision of day ${day + 1}`, team },
    ...{ signal_at: moment(signal), detected_at: moment(detected), decided_at: moment(decided) },
    acted_at: moment(acted, isActed),
    reviewed_at: moment(reviewed, isReviewed),
    dropped_at: moment(dropped, dropped > 0),
    ...{ judgement_minutes: random.int(20, 180), execution_minutes: random.int(30, 400) },
    stated_probability: chance,
    turned_out: isReviewed ? (well ? 'yes' : 'no') : '',
    reversed_at: moment(reversed, isActed && reversed > 0),
    inputs: Array.from({ length: random.int(1, 3) }, (_, place) => ({
      name: `figure ${place + 1}`,
      as_of: new Date(signal - random.int(1, 72) * hourMs).toISOString(),
      fresh_within_seconds: 48 * 3_600,
      live: random.chance(0.7),
      by_ai: random.chance(0.5),
    })),
  };
}
