import { type CannotTell, type Finding, type RoundStep, stepOf } from '@exchequer/core/advice';
import { formatUsd } from '@exchequer/model';
import type { ISql, Sql, TransactionSql } from 'postgres';
import { noteEvent, tower } from './events.ts';
import {
  findingColumns,
  insertRecommendation,
  keptOf,
  type Recommendation,
  type RecommendationRow,
  recommendationColumns,
  toRecommendation,
} from './rows.ts';

export interface AdviceOptions {
  sql: Sql;
  now: () => Date;
  newId: (prefix: string) => string;
}

/** What a round found, netted and ranked; and the rules that could not be judged. */
export interface RoundResult {
  findings: readonly Finding[];
  cannotTell: readonly CannotTell[];
}

/** How many recommendations each step of the round met. */
export type RoundCounts = Record<Exclude<RoundStep, 'none'>, number>;

/**
 * Keeps what a round found: one recommendation per thing that it is about. Rounds of a workspace follow
 * each other, whoever runs them, and the same round twice changes nothing.
 */
export function keepRound(
  { sql, now, newId }: AdviceOptions,
  workspace: string,
  { findings, cannotTell }: RoundResult,
): Promise<RoundCounts> {
  return sql.begin(async (tx) => {
    await lockAdvice(tx, workspace);
    const at = now();
    const kept = await latestByKey(tx, workspace);
    const found = new Map(findings.map((finding) => [finding.key, finding]));
    const unjudged = new Set(cannotTell.map(({ rule }) => rule));
    const counts: RoundCounts = { new: 0, seen: 0, stay: 0, woke: 0, doubled: 0, gone: 0, expired: 0 };
    for (const key of new Set([...found.keys(), ...kept.keys()])) {
      const before = kept.get(key) ?? null;
      const finding = found.get(key) ?? null;
      const rule = (finding ?? before)?.rule ?? 0;
      const seen = { likely: finding?.gain.likely ?? null, judged: !unjudged.has(rule) };
      const step = stepOf(before && keptOf(before), seen, at);
      if (step === 'none') continue;
      // What is about one person is not counted for others either.
      if (!isOwn(finding, before)) counts[step] += 1;
      await take(tx, workspace, { step, before, finding, at, newId });
    }
    await tx`
      insert into advice_round ${tx({
        workspace,
        at,
        found: findings.filter(({ audience }) => audience !== 'self').length,
        cannot_tell: tx.json(cannotTell.map((one) => ({ ...one }))),
      })}
      on conflict (workspace) do update set at = excluded.at, found = excluded.found,
        cannot_tell = excluded.cannot_tell`;
    return counts;
  }) as Promise<RoundCounts>;
}

const isOwn = (finding: Finding | null, before: Recommendation | null): boolean =>
  finding ? finding.audience === 'self' : before !== null && before.selfWorker !== null;

/** Rounds and changes of a workspace's advice, one after the other. */
export const lockAdvice = (tx: TransactionSql, workspace: string) =>
  tx`select pg_advisory_xact_lock(hashtextextended(${`advice ${workspace}`}, 0))`;

/** The newest recommendation of each key. */
async function latestByKey(tx: ISql, workspace: string): Promise<Map<string, Recommendation>> {
  const rows = await tx<RecommendationRow[]>`
    select distinct on (key) ${recommendationColumns(tx)} from recommendation
    where workspace = ${workspace}
    order by key, (state in ('open', 'assigned', 'snoozed', 'dismissed')) desc, first_seen desc, id desc`;
  return new Map(rows.map((row) => [row.key, toRecommendation(row)]));
}

interface Taken {
  step: RoundStep;
  before: Recommendation | null;
  finding: Finding | null;
  at: Date;
  newId: (prefix: string) => string;
}

async function take(tx: ISql, workspace: string, { step, before, finding, at, newId }: Taken): Promise<void> {
  if (step === 'new' && finding) {
    const id = newId('rec_');
    await insertRecommendation(tx, workspace, { id, finding, now: at });
    const detail = { likely: formatUsd(finding.gain.likely), ...(before && { before: before.id }) };
    return noteEvent(tx, workspace, id, { what: 'found', at, by: tower, detail });
  }
  if (!before) return;
  const where = tx`where workspace = ${workspace} and id = ${before.id}`;
  if (step === 'gone' || step === 'expired') {
    await tx`update recommendation set state = ${step}, state_at = ${at}, snoozed_until = null ${where}`;
    return noteEvent(tx, workspace, before.id, { what: step, at, by: tower });
  }
  if (!finding) return;
  await tx`update recommendation set ${tx(findingColumns(tx, finding, at))} ${where}`;
  if (step !== 'woke' && step !== 'doubled') return;
  const state = before.assignee ? 'assigned' : 'open';
  await tx`
    update recommendation set state = ${state}, state_at = ${at}, snoozed_until = null, set_aside = null ${where}`;
  const reason =
    step === 'doubled'
      ? 'What it would bring has doubled since it was put off.'
      : 'The time it was put off for is over.';
  await noteEvent(tx, workspace, before.id, { what: 'reopened', at, by: tower, reason });
}
