import type { BookingReason, NormalisedOutcome, OutcomeIntake, OutcomeReport } from '@exchequer/model';
import { openLane } from '../booking/index.ts';
import { type BatchResult, bookAgain, bookStaged, type OutcomeBookingDeps } from './booking.ts';

/** Selects booked outcomes for {@link OutcomeJournal.rebook}. Bound parameters only. */
export interface OutcomeSelection {
  sql: string;
  params: Record<string, unknown>;
}

/** The outcome journal's single writer. */
export interface OutcomeJournal extends OutcomeIntake {
  /** Judges, values and attributes booked outcomes again, with all of their work items, as amendments. */
  rebook(workspace: string, reason: BookingReason, selection: OutcomeSelection): Promise<OutcomeReport>;
  /** Runs work during which no outcome is booked. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  waitingRows(): number;
  /** Resolves when everything accepted so far is booked. */
  drain(): Promise<void>;
}

/** Opens the one lane on which outcomes are booked. */
export function createOutcomeJournal(deps: OutcomeBookingDeps): OutcomeJournal {
  const lane = openLane<OutcomeReport>(async (workspace, lines) => {
    await deps.engine.command('TRUNCATE TABLE outcome_stage');
    await deps.engine.insertJsonLines('outcome_stage', lines);
    const result = await bookStaged(deps, workspace);
    return (call) => reportOf(result, call);
  });
  return {
    book: (workspace, rows) =>
      rows.length === 0
        ? Promise.resolve({ batchId: '', added: 0, amended: 0, duplicates: 0 })
        : lane.book(workspace, rows.length, rows.map(lineOf).join('')),
    rebook: (workspace, reason, selection) =>
      lane.alone(async () => reportOf(await bookAgain(deps, workspace, reason, selection), 0)),
    alone: lane.alone,
    waitingRows: lane.waitingRows,
    drain: lane.drain,
  };
}

const lineOf = (row: NormalisedOutcome): string =>
  `${JSON.stringify({ ...row, withdrawn: row.outcomes === 0 ? 1 : 0 })}\n`;

function reportOf({ batchId, amended, calls }: BatchResult, call: number): OutcomeReport {
  const own = calls.get(call);
  return {
    batchId,
    added: own?.added ?? 0,
    amended,
    duplicates: own ? own.records - own.added - own.corrected : 0,
  };
}
