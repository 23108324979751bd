import { randomUUID } from 'node:crypto';
import type {
  AttributionAnswer,
  BookingReason,
  IdentityQuestion,
  PriceAnswer,
  PriceQuestion,
} from '@exchequer/model';
import type { AnalyticsEngine } from '../engine/index.ts';
import { actorLines, rateLines } from './answers.ts';
import * as sql from './statements.ts';

/** What booking asks of the price book and the directory of workers. */
export interface BookingDeps {
  engine: AnalyticsEngine;
  prices(questions: PriceQuestion[]): Promise<PriceAnswer[]>;
  identities(workspace: string, questions: IdentityQuestion[]): Promise<AttributionAnswer[]>;
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
  return finish(engine, batch);
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
  return finish(engine, batch);
}

const batchTables = [
  'booking_candidate',
  'booking_neighbour',
  'booking_booked',
  'booking_winner',
  'booking_target',
  'booking_delta',
  'booking_rate',
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
  await engine.insertJsonLines('booking_rate', rateLines(await deps.prices(questions)));
  const who = await engine.queryAsWriter<IdentityQuestion>(sql.identityQuestions);
  const known = who.length === 0 ? [] : await deps.identities(workspace, who);
  const attributed = known.filter((answer) => answer.slices.length > 0);
  await engine.insertJsonLines('booking_actor', actorLines(attributed));
  await engine.command(sql.fillTarget(attributed.length > 0));
}

async function finish(engine: AnalyticsEngine, batch: string): Promise<BatchOutcome> {
  const { outcome, journalRows } = await report(engine, batch);
  if (journalRows > 0) {
    // A repeated attempt of the same insert (a lost answer from a server) is recognised by its token.
    await engine.command(`${sql.insertBatch} SETTINGS insert_deduplication_token = '${batch}'`);
  }
  await run(engine, sql.truncate(...batchTables));
  return outcome;
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
