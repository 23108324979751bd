import { boundTo, type OwnAsked } from './asked.ts';

/** What came of somebody's work, of one kind. */
export interface OwnOutcomes {
  readonly kind: string;
  /** Results that count, those that were taken back later included. */
  readonly done: number;
  /** Of those: reverted, reopened or followed by an incident in time. */
  readonly takenBack: number;
}

/** Outcomes that name the worker, by kind, most first. Days are those of the time zone. */
export async function readOwnOutcomes(asked: OwnAsked, timeZone: string): Promise<OwnOutcomes[]> {
  const rows = await asked.engine.query<{ kind: string; done: string; taken_back: string }>(
    `SELECT toString(j.kind) AS kind, toString(sum(j.outcomes)) AS done,
      toString(sumIf(j.outcomes, j.reversed = 1)) AS taken_back
    FROM outcome_journal AS j
    WHERE j.workspace = {workspace:String} AND j.worker_id = {worker:String} AND j.counted = 1
      AND toDate(j.occurred_at, {timeZone:String}) >= {from:Date}
      AND toDate(j.occurred_at, {timeZone:String}) < {to:Date}
    GROUP BY kind HAVING sum(j.outcomes) != 0 ORDER BY sum(j.outcomes) DESC, kind`,
    { ...boundTo(asked), timeZone },
  );
  return rows.map(({ kind, done, taken_back: takenBack }) => ({
    kind,
    done: Number(done),
    takenBack: Number(takenBack),
  }));
}
