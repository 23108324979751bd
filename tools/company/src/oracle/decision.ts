import type { DecisionRow } from '../index.ts';
import { type DaySums, dayOf, type Scope } from './span.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** The log of decisions: sums by the day of their last moment, and how long they took by their signal. */
export class Decisions {
  readonly #from: string;
  readonly #sums: DaySums;
  /** When this is looked at: decisions that are open have taken so long at least. */
  readonly #now: number;
  readonly #waits: { signal: number; minutes: number; ended: boolean }[] = [];

  constructor(from: string, now: number, sums: DaySums) {
    this.#from = from;
    this.#now = now;
    this.#sums = sums;
  }

  add(row: DecisionRow): void {
    const last = row.acted_at || row.dropped_at || row.decided_at || row.signal_at;
    const add = (name: string, amount: number) =>
      this.#sums.add(name, dayOf(this.#from, last), row.team, BigInt(amount));
    const acted = row.acted_at !== '';
    add('decisions', 1);
    add('judgement minutes', row.judgement_minutes);
    add('execution minutes', row.execution_minutes);
    if (acted) {
      add('acted', 1);
      const stood =
        row.reversed_at === '' || Date.parse(row.reversed_at) > Date.parse(row.acted_at) + 90 * dayMs;
      add(stood ? 'acted stood' : 'acted and reversed', 1);
      if (row.inputs.some(({ by_ai }) => by_ai)) add('acted by ai', 1);
    }
    const used = Date.parse(row.decided_at || row.acted_at) || this.#now;
    for (const { live, as_of, fresh_within_seconds: within } of row.inputs) {
      add('inputs', 1);
      if (live && used - Date.parse(as_of) <= within * 1_000) add('inputs ready', 1);
    }
    if (row.turned_out !== '') {
      const missed = Math.round(row.stated_probability * 1_000) - (row.turned_out === 'yes' ? 1_000 : 0);
      add('forecasts', 1);
      add('squared millionths', missed * missed);
    }
    const until = Date.parse(row.acted_at || row.dropped_at) || this.#now;
    const minutes = Math.floor((until - Date.parse(row.signal_at)) / minuteMs);
    this.#waits.push({ signal: dayOf(this.#from, row.signal_at), minutes, ended: acted });
  }

  /**
   * Hours after which a share of decisions has been acted on, of those whose signal lies in the scope:
   * the product over times of one less those that end, over those that still wait (Kaplan–Meier).
   */
  waitOf(share: number, { from, to }: Scope): number | null {
    const waits = this.#waits.filter(({ signal }) => signal >= from && signal < to);
    const times = [...new Set(waits.filter(({ ended }) => ended).map(({ minutes }) => minutes))];
    let waiting = 1;
    for (const time of times.sort((a, b) => a - b)) {
      const atRisk = waits.filter(({ minutes }) => minutes >= time).length;
      const over = waits.filter(({ minutes, ended }) => ended && minutes === time).length;
      waiting *= 1 - over / atRisk;
      if (waiting <= 1 - share + 1e-12) return time / 60;
    }
    return null;
  }
}
