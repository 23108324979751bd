import { randomUUID } from 'node:crypto';
import {
  type AttributionAnswer,
  type BookingReason,
  type IdentityQuestion,
  type OutcomeKindFacts,
  type OutcomeRule,
  outcomeKindOf,
  outcomeKinds,
} from '@exchequer/model';
import type { AnalyticsEngine } from '../engine/index.ts';
import { actorLines } from '../journal/index.ts';
import * as sql from './statements.ts';

/** What a currency was worth on a day. */
export interface RateQuestion {
  currency: string;
  /** ISO date. */
  day: string;
}
export interface RateAnswer extends RateQuestion {
  /** Dollars per unit, a decimal string. */
  usd: string;
}

/** What booking outcomes asks of the company's rules, rates and directory of workers. */
export interface OutcomeBookingDeps {
  engine: AnalyticsEngine;
  identities(workspace: string, questions: IdentityQuestion[]): Promise<AttributionAnswer[]>;
  /** What the company says of kinds; those it says nothing of keep their usual facts. */
  rules(workspace: string): Promise<OutcomeRule[]>;
  /** Answers for the days that have a rate; a value without one stays unconverted. */
  rates(workspace: string, questions: RateQuestion[]): Promise<RateAnswer[]>;
  /** Told after a batch has been booked. Must not wait for anything. */
  booked?(workspace: string, batchId: string): void;
}

/** What one caller's records came to. */
export interface CallResult {
  records: number;
  added: number;
  corrected: number;
}

export interface BatchResult {
  batchId: string;
  amended: number;
  calls: Map<number, CallResult>;
}

/**
 * Books what stands in `outcome_stage`. Only one booking may run at a time, since the difference is
 * taken against what the journal holds now.
 */
export async function bookStaged(deps: OutcomeBookingDeps, workspace: string): Promise<BatchResult> {
  const { engine } = deps;
  await run(engine, [
    ...sql.truncate(...sql.batchTables),
    sql.fillCandidates,
    ...sql.truncate('outcome_stage'),
  ]);
  await engine.command(sql.fillBooked, { workspace });
  await run(engine, [sql.fillWinners, sql.fillWinnersFromBooked]);
  const { batchId, amended } = await bookWinners(deps, workspace, 'usage');
  const calls = await engine.queryAsWriter<CallRow>(sql.callReport);
  return { batchId, amended, calls: new Map(calls.map((row) => [Number(row.call), resultOf(row)])) };
}

/** Judges, values and attributes again the outcomes of the work items that `where` selects. */
export async function bookAgain(
  deps: OutcomeBookingDeps,
  workspace: string,
  reason: BookingReason,
  where: { sql: string; params: Record<string, unknown> },
): Promise<BatchResult> {
  const { engine } = deps;
  await run(engine, sql.truncate(...sql.batchTables));
  await engine.command(sql.fillBookedWhere(where.sql), { workspace, ...where.params });
  await engine.command(sql.fillWinnersFromBooked);
  return { ...(await bookWinners(deps, workspace, reason)), calls: new Map() };
}

type CallRow = { call: number } & Record<keyof CallResult, string>;
const resultOf = (row: CallRow): CallResult => ({
  records: Number(row.records),
  added: Number(row.added),
  corrected: Number(row.corrected),
});

async function run(engine: AnalyticsEngine, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await engine.command(statement);
}

async function bookWinners(deps: OutcomeBookingDeps, workspace: string, reason: BookingReason) {
  const { engine } = deps;
  const batch = randomUUID();
  await answerQuestions(deps, workspace);
  await engine.command(sql.fillTarget);
  const marks = { workspace, batch, reason };
  await engine.command(sql.fillFirst, marks);
  await engine.command(sql.fillChanges, marks);
  const [row] = await engine.queryAsWriter<{ amended: string; journal_rows: string }>(sql.batchReport);
  if (Number(row?.journal_rows ?? 0) > 0) {
    // A repeated attempt of the same insert (a lost answer from a server) is recognised by its token.
    await engine.command(sql.insertBatch, { batch });
    deps.booked?.(workspace, batch);
  }
  return { batchId: batch, amended: Number(row?.amended ?? 0) };
}

const lines = (rows: readonly object[]): Buffer =>
  Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));

/** Brings the company's own knowledge beside the outcomes, for the engine to join. */
async function answerQuestions(deps: OutcomeBookingDeps, workspace: string): Promise<void> {
  const { engine } = deps;
  const kinds = await engine.queryAsWriter<{ kind: string }>(sql.kindsAsked);
  if (kinds.length === 0) return;
  const rules = new Map((await deps.rules(workspace)).map((rule) => [rule.kind, rule]));
  await engine.insertJsonLines(
    'outcome_kind',
    lines(kinds.map(({ kind }) => kindRow(kind, rules.get(kind)))),
  );
  const who = await engine.queryAsWriter<IdentityQuestion>(sql.identitiesAsked);
  const known = who.length > 0 ? await deps.identities(workspace, who) : [];
  await engine.insertJsonLines('outcome_actor', actorLines(known.filter(({ slices }) => slices.length > 0)));
  const days = await engine.queryAsWriter<RateQuestion>(sql.ratesAsked);
  const rates = days.length > 0 ? await deps.rates(workspace, days) : [];
  await engine.insertJsonLines(
    'outcome_rate',
    lines(rates.map(({ currency, day, usd }) => ({ q_currency: currency, q_day: day, usd }))),
  );
}

const everyKind: [string, OutcomeKindFacts][] = Object.entries(outcomeKinds);

function kindRow(kind: string, rule: OutcomeRule | undefined) {
  const facts = outcomeKindOf(kind);
  return {
    q_kind: kind,
    role: facts?.role ?? 'signal',
    repeats: facts?.repeats ? 1 : 0,
    reversal_days: rule?.reversalDays ?? facts?.reversalDays ?? 0,
    minutes: rule?.humanMinutes ?? 0,
    reversed_by: everyKind.filter(([, other]) => other.reverses?.includes(kind)).map(([name]) => name),
  };
}
