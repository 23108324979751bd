import { randomUUID } from 'node:crypto';
import type {
  AttributionAnswer,
  BookingReason,
  IdentityQuestion,
  PriceAnswer,
  PriceQuestion,
} from '@exchequer/model';
import type { AnalyticsEngine } from '../engine/index.ts';
import { actorLines, priceLines, rateLines } from './answers.ts';
import * as sql from './statements.ts';

/** What booking asks of the price book and the directory of workers. */
export interface BookingDeps {
  engine: AnalyticsEngine;
  prices(questions: PriceQuestion[]): Promise<PriceAnswer[]>;
  identities(workspace: string, questions: IdentityQuestion[]): Promise<AttributionAnswer[]>;
  /** Told what a batch held besides what it booked. */
  counted?(workspace: string, counts: SourceCount[]): Promise<void>;
  conflicted?(workspace: string, conflicts: Conflict[]): Promise<void>;
  /** Told after a batch has been booked, so that the books can follow. Must not wait for anything. */
  booked?(workspace: string, batchId: string): void;
}

/** Records of one source in one batch that were not booked. */
export interface SourceCount {
  source: string;
  duplicates: number;
  conflicts: number;
}

/** A record under a known id with another content, from a source whose records do not grow. */
export interface Conflict {
  source: string;
  source_event_id: string;
  model: string;
  tokens: string;
  source_file: string;
}

/** What one caller's records in a batch came to. */
export interface CallOutcome {
  records: number;
  added: number;
  duplicates: number;
  conflicts: number;
}

/** What a batch did, whole and per caller. */
export interface BatchOutcome {
  batchId: string;
  amended: number;
  requests: number;
  tokens: bigint;
  costList: string;
  unpricedModels: string[];
  calls: Map<number, CallOutcome>;
}

/**
 * Books what stands in `usage_stage` and empties it. Only one booking may run at a time, since the
 * difference is taken against what the journal holds now.
 */
export async function bookStaged(deps: BookingDeps, workspace: string): Promise<BatchOutcome> {
  const { engine } = deps;
  const batch = randomUUID();
  await run(engine, [...sql.truncate(...batchTables), sql.fillCandidates, ...sql.truncate('usage_stage')]);
  await engine.command(sql.fillNeighbours, { workspace });
  const range = await touched(engine);
  if (range) {
    await engine.command(sql.fillBooked(sql.bookedByNeighbour), { workspace, ...range });
  }
  await engine.command(sql.fillWinners(range !== null), { workspace });
  await fillTarget(deps, workspace);
  const marks = { workspace, batch, reason: 'usage' };
  await engine.command(sql.fillFirst(range !== null), marks);
  if (range) await fillChanged(engine, marks);
  const { outcome, journalRows } = await report(engine, batch);
  const told = await tellings(deps, outcome);
  await finish(engine, batch, journalRows);
  if (journalRows > 0) deps.booked?.(workspace, batch);
  await deps.counted?.(workspace, told.counts);
  if (told.conflicts.length > 0) await deps.conflicted?.(workspace, told.conflicts);
  return outcome;
}

/** What the sources page and the quarantine are told; only asked for when there is something. */
async function tellings(deps: BookingDeps, outcome: BatchOutcome) {
  const calls = [...outcome.calls.values()];
  const nothing = calls.every((c) => c.duplicates === 0 && c.conflicts === 0);
  if (nothing) return { counts: [], conflicts: [] };
  const rows = await deps.engine.queryAsWriter<Record<keyof SourceCount, string>>(sql.sourceReport);
  const contradicted = calls.some((c) => c.conflicts > 0);
  return {
    counts: rows.map((r) => ({
      source: r.source,
      duplicates: Number(r.duplicates),
      conflicts: Number(r.conflicts),
    })),
    conflicts: contradicted ? await deps.engine.queryAsWriter<Conflict>(sql.conflictRows) : [],
  };
}

async function fillChanged(
  engine: AnalyticsEngine,
  marks: { workspace: string; batch: string; reason: string },
) {
  const [changes] = await engine.queryAsWriter<{ replaced: string; flipped: string }>(sql.countChanges, {
    workspace: marks.workspace,
  });
  if (changes?.replaced !== '0') await engine.command(sql.fillChanges, marks);
  if (changes?.flipped !== '0') await engine.command(sql.fillFlips, marks);
}

/**
 * Prices and attributes again the events that `where` selects, as the books stand now, and books
 * the differences as amendments.
 */
export async function bookAgain(
  deps: BookingDeps,
  workspace: string,
  reason: BookingReason,
  where: { sql: string; params: Record<string, unknown> },
): Promise<BatchOutcome> {
  const { engine } = deps;
  const batch = randomUUID();
  await run(engine, sql.truncate(...batchTables));
  await engine.command(sql.fillBooked(where.sql), { workspace, ...where.params });
  await engine.command(sql.fillWinnersFromBooked);
  await fillTarget(deps, workspace);
  await engine.command(sql.fillChanges, { workspace, batch, reason });
  const { outcome, journalRows } = await report(engine, batch);
  await finish(engine, batch, journalRows);
  if (journalRows > 0) deps.booked?.(workspace, batch);
  return outcome;
}

/** Rows of a batch that may stay in the working tables until the next. */
const smallBatch = 20_000;

const batchTables = [
  'booking_candidate',
  'booking_neighbour',
  'booking_booked',
  'booking_winner',
  'booking_target',
  'booking_delta',
  'booking_rate',
  'booking_price',
  'booking_actor',
];

async function run(engine: AnalyticsEngine, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await engine.command(statement);
}

async function touched(engine: AnalyticsEngine): Promise<{ from: number; to: number } | null> {
  const [row] = await engine.queryAsWriter<{ places: string; lo: string; hi: string }>(sql.touchedRange);
  if (!row || row.places === '0') return null;
  return { from: Number(row.lo), to: Number(row.hi) };
}

async function fillTarget(deps: BookingDeps, workspace: string): Promise<void> {
  const { engine } = deps;
  const questions = await engine.queryAsWriter<PriceQuestion>(sql.priceQuestions);
  if (questions.length === 0) return;
  const answers = await deps.prices(questions);
  await engine.insertJsonLines('booking_rate', rateLines(answers));
  await engine.insertJsonLines('booking_price', priceLines(answers));
  const who = await engine.queryAsWriter<IdentityQuestion>(sql.identityQuestions);
  const known = who.length === 0 ? [] : await deps.identities(workspace, who);
  const attributed = known.filter((answer) => answer.slices.length > 0);
  await engine.insertJsonLines('booking_actor', actorLines(attributed));
  await engine.command(sql.fillTarget(attributed.length > 0));
}

async function finish(engine: AnalyticsEngine, batch: string, journalRows: number): Promise<void> {
  if (journalRows > 0) {
    // A repeated attempt of the same insert (a lost answer from a server) is recognised by its token.
    await engine.command(sql.insertBatch, { batch });
  }
  // A small batch may lie until the next one clears the tables; a large one holds real memory.
  if (journalRows > smallBatch) await run(engine, sql.truncate(...batchTables));
}

type CallRow = { call: number; records: string; added: string; conflicts: string };
type ReportRow = {
  amended: string;
  requests: string;
  tokens: string;
  cost_list: string;
  journal_rows: string;
};

async function report(
  engine: AnalyticsEngine,
  batchId: string,
): Promise<{ outcome: BatchOutcome; journalRows: number }> {
  const [row] = await engine.queryAsWriter<ReportRow>(sql.batchReport);
  const unpriced = await engine.queryAsWriter<{ name: string }>(sql.unpricedModels);
  const calls = await engine.queryAsWriter<CallRow>(sql.callReport);
  const outcome = {
    batchId,
    amended: Number(row?.amended ?? 0),
    requests: Number(row?.requests ?? 0),
    tokens: BigInt(row?.tokens ?? 0),
    costList: row?.cost_list ?? '0',
    unpricedModels: unpriced.map((entry) => entry.name),
    calls: new Map(calls.map((c) => [Number(c.call), outcomeOf(c)])),
  };
  return { outcome, journalRows: Number(row?.journal_rows ?? 0) };
}

function outcomeOf(row: CallRow): CallOutcome {
  const [records, added, conflicts] = [Number(row.records), Number(row.added), Number(row.conflicts)];
  return { records, added, conflicts, duplicates: records - added - conflicts };
}
