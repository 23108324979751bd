import { checkDecision, type DecisionRefusal, latencyOf } from '@exchequer/core/decision';
import { instantsOf } from '@exchequer/core/metric';
import type { Decision } from '@exchequer/model';
import type { DateRange, DecisionLatency } from '@exchequer/model/contract';
import type { Sql, TransactionSql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';
import { cursorOf, partsOf } from '../postgres/index.ts';
import { readDurations } from './latency.ts';
import { type DecisionRow, decisionColumns, insertDecision, loadDecisions, toKept } from './rows.ts';

/** What is said of a decision. */
export type DecisionWish = Omit<Decision, 'id'>;

/** A row of an import; with the id of a decision it says what has become of it. */
export interface ImportedDecision {
  id: string | null;
  row: number;
  wish: DecisionWish;
}

export interface DecisionFilter {
  range: DateRange;
  kind?: string | undefined;
  state?: 'open' | 'acted' | 'dropped' | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** The decision log of every workspace. */
export interface DecisionDesk {
  list(
    workspace: string,
    filter: DecisionFilter,
  ): Promise<{ decisions: Decision[]; next_cursor: string | null }>;
  /** Writes a decision down; the same key again answers as the first time. */
  record(
    workspace: string,
    wish: DecisionWish,
    key: string,
    by: AuditActor,
  ): Promise<Decision | DecisionRefusal>;
  change(
    workspace: string,
    id: string,
    wish: Partial<DecisionWish>,
    by: AuditActor,
  ): Promise<Decision | DecisionRefusal>;
  /** All rows or none. */
  import(
    workspace: string,
    rows: readonly ImportedDecision[],
    dryRun: boolean,
    by: AuditActor,
  ): Promise<{ added: number; changed: number; rejected: { row: number; error: string; fix: string }[] }>;
  latency(workspace: string, range: DateRange, kind?: string): Promise<DecisionLatency>;
}

export interface DecisionOptions {
  sql: Sql;
  now: () => Date;
  newId: (prefix: string) => string;
  /** Awaited after each change, so that figures follow at once. */
  changed?: (workspace: string) => Promise<void>;
}

/** The log over PostgreSQL. */
export function createDecisions(options: DecisionOptions): DecisionDesk {
  const { sql, now } = options;
  const told = async (workspace: string) => options.changed?.(workspace);
  return {
    list: (workspace, filter) => listDecisions(sql, workspace, filter),
    record: async (workspace, wish, key, by) => {
      const refused = checkDecision(wish);
      if (refused) return refused;
      const kept = await sql.begin((tx) => recordOne(tx, options, { workspace, wish, key, by }));
      await told(workspace);
      return kept;
    },
    change: async (workspace, id, wish, by) => {
      const changed = await sql.begin((tx) => changeOne(tx, options, { workspace, id, wish, by }));
      if (!('refused' in changed)) await told(workspace);
      return changed;
    },
    import: async (workspace, rows, dryRun, by) => {
      const result = await importAll(options, { workspace, rows, dryRun, by });
      if (!dryRun && result.rejected.length === 0) await told(workspace);
      return result;
    },
    latency: async (workspace, range, kind) => {
      const asked = { workspace, ...instantsOf(range), kind: kind ?? null, now: now() };
      return latencyOf(await readDurations(sql, asked), kind ?? null);
    },
  };
}

async function recordOne(
  tx: TransactionSql,
  { now, newId }: DecisionOptions,
  { workspace, wish, key, by }: { workspace: string; wish: DecisionWish; key: string; by: AuditActor },
): Promise<Decision> {
  await lock(tx, workspace);
  const [known] = await tx<{ id: string }[]>`
    select id from decision_version where workspace = ${workspace} and idempotency_key = ${key}`;
  if (known) {
    const kept = (await loadDecisions(tx, workspace, [known.id])).get(known.id);
    if (kept) return kept.decision;
  }
  const decision: Decision = { ...wish, id: newId('dec_') };
  await insertDecision(tx, workspace, { decision, version: 1 }, { at: now(), name: by.name, key });
  await recordAudit(tx, by, now(), { action: 'decision.record', subject: decision.id, workspace });
  return decision;
}

async function changeOne(
  tx: TransactionSql,
  { now }: DecisionOptions,
  { workspace, id, wish, by }: { workspace: string; id: string; wish: Partial<DecisionWish>; by: AuditActor },
): Promise<Decision | DecisionRefusal> {
  await lock(tx, workspace);
  const kept = (await loadDecisions(tx, workspace, [id])).get(id);
  if (!kept) return unknown(id);
  const decision: Decision = { ...kept.decision, ...wish, id };
  const refused = checkDecision(decision);
  if (refused) return refused;
  if (JSON.stringify(decision) === JSON.stringify(kept.decision)) return decision;
  await insertDecision(
    tx,
    workspace,
    { decision, version: kept.version + 1 },
    { at: now(), name: by.name, key: null },
  );
  await recordAudit(tx, by, now(), { action: 'decision.change', subject: id, workspace });
  return decision;
}

async function importAll(
  { sql, now, newId }: DecisionOptions,
  {
    workspace,
    rows,
    dryRun,
    by,
  }: { workspace: string; rows: readonly ImportedDecision[]; dryRun: boolean; by: AuditActor },
) {
  return sql.begin(async (tx) => {
    await lock(tx, workspace);
    const kept = await loadDecisions(
      tx,
      workspace,
      rows.flatMap(({ id }) => id ?? []),
    );
    const ids = rows.map(({ id }) => id);
    const rejected = rows.flatMap(({ row, id, wish }, at) => {
      const refused = checkDecision(wish) ?? (id && ids.indexOf(id) < at ? twice(id) : null);
      return refused ? [{ row, error: refused.detail, fix: refused.fix }] : [];
    });
    const isKnown = ({ id }: ImportedDecision) => id !== null && kept.has(id);
    const changes = rows.filter((one) => {
      const before = one.id ? kept.get(one.id)?.decision : undefined;
      return before && JSON.stringify({ ...before, ...one.wish }) !== JSON.stringify(before);
    });
    const added = rows.filter((one) => !isKnown(one));
    const counts = { added: added.length, changed: changes.length, rejected };
    if (dryRun || rejected.length > 0) return counts;
    const stamp = { at: now(), name: by.name, key: null };
    for (const { id, wish } of [...added, ...changes]) {
      const decision = { ...wish, id: id ?? newId('dec_') };
      const version = (kept.get(decision.id)?.version ?? 0) + 1;
      await insertDecision(tx, workspace, { decision, version }, stamp);
    }
    const detail = { added: counts.added, changed: counts.changed };
    if (added.length + changes.length > 0) {
      await recordAudit(tx, by, now(), { action: 'decision.import', subject: '', workspace, detail });
    }
    return counts;
  });
}

async function listDecisions(
  sql: Sql,
  workspace: string,
  { range, kind, state, cursor, limit }: DecisionFilter,
): Promise<{ decisions: Decision[]; next_cursor: string | null }> {
  const { from, to } = instantsOf(range);
  const after = partsOf(cursor, 2);
  const rows = await sql<DecisionRow[]>`
    with newest as (
      select distinct on (id) * from decision_version where workspace = ${workspace} order by id, version desc
    )
    select ${decisionColumns(sql)} from newest
    where signal_at >= ${from} and signal_at < ${to} and (${kind ?? null}::text is null or kind = ${kind ?? null})
      and (${state ?? null}::text is null or ${state ?? null} =
        case when acted_at is not null then 'acted' when dropped_at is not null then 'dropped' else 'open' end)
      and (${after?.[0] ?? null}::timestamptz is null or
        (signal_at, id) < (${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? ''}))
    order by signal_at desc, id desc limit ${limit + 1}`;
  const shown = rows.slice(0, limit).map((row) => toKept(row).decision);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { decisions: shown, next_cursor: last ? cursorOf([last.signalAt, last.id]) : null };
}

/** Decisions of a workspace change one at a time, so that versions follow each other. */
const lock = (tx: TransactionSql, workspace: string) =>
  tx`select pg_advisory_xact_lock(hashtextextended(${`decision ${workspace}`}, 0))`;

const twice = (id: string) => ({
  detail: `the id ${id} stands twice in the file`,
  fix: 'Keep the row that says what has become of the decision.',
});

const unknown = (id: string): DecisionRefusal => ({
  refused: 'decision-unknown',
  detail: `there is no decision ${id}`,
  fix: 'List the decisions and take an id from there.',
});
