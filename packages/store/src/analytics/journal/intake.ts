import type { BookingReason, BookingReport, NormalisedUsage, UsageIntake } from '@exchequer/model';
import { type BatchOutcome, type BookingDeps, bookAgain, bookStaged, type CallOutcome } from './booking.ts';
import { stageFrom } from './statements.ts';

/** Rows that wait for the writer are booked together up to about this many. */
const groupRows = 50_000;

interface Waiting {
  workspace: string;
  rows: number;
  lines: string;
  done: (report: BookingReport) => void;
  failed: (error: unknown) => void;
}

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

/**
 * Opens the one lane on which everything is booked. Small batches that arrive while another is
 * being booked are grouped, so that a thousand small requests cost about as much as one large one.
 */
export function createJournal(deps: BookingDeps): Journal {
  const queue: Waiting[] = [];
  let lane: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let pumping = false;

  const exclusively = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = lane.then(work, work);
    lane = turn.catch(() => undefined);
    return turn;
  };

  const pump = async () => {
    if (pumping) return;
    pumping = true;
    try {
      while (queue.length > 0) {
        await exclusively(async () => {
          const group = takeGroup(queue);
          waiting -= group.reduce((sum, w) => sum + w.rows, 0);
          await bookGroup(deps, group);
        });
      }
    } finally {
      pumping = false;
    }
  };

  return {
    book: (workspace, rows) => {
      if (rows.length === 0) return Promise.resolve(emptyReport());
      return new Promise((done, failed) => {
        queue.push({ workspace, rows: rows.length, lines: encode(rows), done, failed });
        waiting += rows.length;
        void pump();
      });
    },
    bookSelect: (work) =>
      exclusively(async () => {
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
      exclusively(async () => reportOf(await bookAgain(deps, workspace, reason, selection), undefined)),
    alone: exclusively,
    waitingRows: () => waiting,
    drain: async () => {
      await pump();
      await lane;
    },
  };
}

function takeGroup(queue: Waiting[]): Waiting[] {
  const workspace = queue[0]?.workspace;
  const group: Waiting[] = [];
  let rows = 0;
  while (queue[0] && queue[0].workspace === workspace && (rows === 0 || rows + queue[0].rows <= groupRows)) {
    const next = queue.shift() as Waiting;
    rows += next.rows;
    group.push(next);
  }
  return group;
}

async function bookGroup(deps: BookingDeps, group: Waiting[]): Promise<void> {
  try {
    const { engine } = deps;
    await engine.command('TRUNCATE TABLE usage_stage');
    const tagged = group.map((w, call) => (call === 0 ? w.lines : tag(w.lines, call)));
    await engine.insertJsonLines('usage_stage', Buffer.from(tagged.join('')));
    const outcome = await bookStaged(deps, group[0]?.workspace ?? '');
    for (const [call, w] of group.entries()) w.done(reportOf(outcome, outcome.calls.get(call)));
  } catch (error) {
    for (const w of group) w.failed(error);
  }
}

const encode = (rows: readonly NormalisedUsage[]): string =>
  rows
    .map((row) => `${JSON.stringify({ ...row, aliases: row.aliases.map((a) => [a.alias, a.rank]) })}\n`)
    .join('');

/** Marks every line with the caller it came from, so that each is told what became of its own. */
const tag = (lines: string, call: number) => lines.replaceAll('}\n', `,"call":${call}}\n`);

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
