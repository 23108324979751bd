import type { BookingReason, BookingReport, NormalisedUsage, UsageIntake } from '@exchequer/model';
import { openLane } from '../booking/index.ts';
import { type BatchOutcome, type BookingDeps, bookAgain, bookStaged, type CallOutcome } from './booking.ts';
import { stageFrom } from './statements.ts';

/** Selects booked events for {@link Journal.rebook}. Bound parameters only. */
export interface RebookSelection {
  sql: string;
  params: Record<string, unknown>;
}

/** The journal's single writer. */
export interface Journal extends UsageIntake {
  /** Prices and attributes booked events again, as amendments. */
  rebook(workspace: string, reason: BookingReason, selection: RebookSelection): Promise<BookingReport>;
  /** Rows accepted but not yet booked; callers push back above their own limit. */
  waitingRows(): number;
  /** Runs work during which nothing is booked. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when everything accepted so far is booked. */
  drain(): Promise<void>;
}

/** Opens the one lane on which everything is booked. */
export function createJournal(deps: BookingDeps): Journal {
  const lane = openLane<BookingReport>((workspace, lines) => bookLines(deps, workspace, lines));
  return {
    book: (workspace, rows) =>
      rows.length === 0 ? Promise.resolve(emptyReport()) : lane.book(workspace, rows.length, encode(rows)),
    bookSelect: (work) =>
      lane.alone(async () => {
        try {
          await deps.engine.command('TRUNCATE TABLE usage_stage');
          for (const statement of work.prepare) await deps.engine.command(statement);
          await deps.engine.command(stageFrom(work.stageSql));
          const outcome = await bookStaged(deps, await stagedWorkspace(deps));
          return reportOf(outcome, outcome.calls.get(0));
        } finally {
          for (const statement of work.cleanup) await deps.engine.command(statement);
        }
      }),
    rebook: (workspace, reason, selection) =>
      lane.alone(async () => reportOf(await bookAgain(deps, workspace, reason, selection), undefined)),
    alone: lane.alone,
    waitingRows: lane.waitingRows,
    drain: lane.drain,
  };
}

/** Books the lines of a group of callers; each is told what became of its own. */
async function bookLines(
  deps: BookingDeps,
  workspace: string,
  lines: Buffer,
): Promise<(call: number) => BookingReport> {
  const { engine } = deps;
  await engine.command('TRUNCATE TABLE usage_stage');
  await engine.insertJsonLines('usage_stage', lines);
  const outcome = await bookStaged(deps, workspace);
  return (call) => reportOf(outcome, outcome.calls.get(call));
}

const encode = (rows: readonly NormalisedUsage[]): string =>
  rows
    .map((row) => `${JSON.stringify({ ...row, aliases: row.aliases.map((a) => [a.alias, a.rank]) })}\n`)
    .join('');

async function stagedWorkspace(deps: BookingDeps): Promise<string> {
  const rows = await deps.engine.queryAsWriter<{ workspace: string }>(
    'SELECT DISTINCT workspace FROM usage_stage LIMIT 2',
  );
  if (rows.length > 1) throw new Error('a batch may hold one workspace only');
  return rows[0]?.workspace ?? '';
}

function reportOf(outcome: BatchOutcome, call: CallOutcome | undefined): BookingReport {
  return {
    batchId: outcome.batchId,
    added: call?.added ?? 0,
    amended: outcome.amended,
    duplicates: call?.duplicates ?? 0,
    conflicts: call?.conflicts ?? 0,
    requests: outcome.requests,
    tokens: outcome.tokens,
    costList: outcome.costList,
    unpricedModels: outcome.unpricedModels,
  };
}

const emptyReport = (): BookingReport => ({
  batchId: '',
  added: 0,
  amended: 0,
  duplicates: 0,
  conflicts: 0,
  requests: 0,
  tokens: 0n,
  costList: '0',
  unpricedModels: [],
});
