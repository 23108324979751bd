import { dateOf } from './calendar.ts';
import { type Company, isAtWork } from './company.ts';
import { randomOf } from './random.ts';

/** A row of a file of figures that the company states of itself, for a month. */
export interface FigureRow {
  key: string;
  /** First day of the month. */
  month: string;
  /** Decimal text with at most two places. */
  amount: string;
}

/** What was measured once, on work of the year before the first agent. */
const beforeAi: Readonly<Record<string, string>> = {
  baseline_lead_hours: '9360',
  baseline_changes: '130',
  baseline_results: '460',
  baseline_person_days: '5500',
};

/** What the company states on the first day of the span that lies in a month. */
export function* figuresOf({ size, people }: Company, day: number): Iterable<FigureRow> {
  const date = dateOf(size.from, day);
  if (day > 0 && !date.endsWith('-01')) return;
  const month = `${date.slice(0, 7)}-01`;
  const random = randomOf(size.seed, 'figures', month);
  const heads = people.filter((person) => isAtWork(person, day)).length;
  const hours = heads * 152;
  const hires = Math.max(1, Math.round(heads * 0.01));
  const around = (value: number) => random.around(value, 0.06).toFixed(2);
  const amounts: Record<string, string> = {
    available_hours: String(hours),
    productive_hours: around(hours * 0.74),
    hires: String(hires),
    days_to_fill: String(hires * random.int(31, 58)),
    offers_made: String(hires + 1),
    offers_accepted: String(hires),
    saas_spend: around(heads * 310),
    seat_spend: around(heads * 24),
    support_platform_cost: around(heads * 11),
    quality_assurance_cost: around(heads * 6),
    human_ticket_cost: around(heads * 45),
    oversight_minutes: String(heads * random.int(160, 260)),
    committed_spend: around(heads * 40),
    switching_days: String(90),
    value_per_change: '180',
    delay_per_day: '95',
    incident_cost: '2400',
    decision_hours: '24',
    decision_delay_per_day: '160',
  };
  const measured = day === 0 ? beforeAi : {};
  for (const [key, amount] of Object.entries({ ...amounts, ...measured })) yield { key, month, amount };
}
