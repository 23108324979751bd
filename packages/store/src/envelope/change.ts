import {
  type ChangeFacts,
  changedFields,
  decideChanges,
  type EnvelopeStep,
  give,
  take,
} from '@exchequer/core/envelope';
import { endPeriod, type LedgerCommand } from '@exchequer/core/ledger';
import type { Envelope, EnvelopeChange, ManagedBy } from '@exchequer/model';
import type { TransactionSql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';
import { backfill } from './backfill.ts';
import { loadChangeFacts } from './change-facts.ts';
import { openAll } from './current.ts';
import { openThroughToday, refOf } from './opening.ts';
import { type BudgetOptions, todayOf } from './options.ts';
import { latestPeriods, type OpenedPeriod, updatePeriod } from './period-rows.ts';
import { post, refuse } from './refused.ts';
import { type KeptEnvelope, type KeptTree, loadTree, lockBudgets, noteChange, saveEnvelope } from './rows.ts';

/** Who changes envelopes, and whether through the policy file or the web app. */
export interface Changer {
  by: AuditActor;
  origin: ManagedBy;
}

/** What a change of the tree came to. */
export interface Changed {
  /** The tree afterwards. */
  tree: KeptTree;
  steps: readonly EnvelopeStep[];
}

/**
 * Changes many envelopes in the caller's transaction, all or none: rows, history, audit entries, and
 * the money that follows at once. What is refused ends the transaction (see {@link refuse}).
 */
export async function changeTree(
  options: BudgetOptions,
  tx: TransactionSql,
  workspace: string,
  changes: readonly EnvelopeChange[],
  changer: Changer,
): Promise<Changed> {
  await lockBudgets(tx, workspace);
  await post(options.ledger, tx, await openAll(options, tx, workspace));
  const before = await loadTree(tx, workspace);
  const latest = await latestPeriods(tx, workspace);
  const facts: ChangeFacts = await loadChangeFacts(options, tx, workspace, latest);
  const decision = decideChanges(before, changes, changer.origin, facts);
  if (!('steps' in decision)) return refuse(...decision);
  const commands: LedgerCommand<object>[] = [];
  for (const step of decision.steps) {
    const version = (before.get(step.after.id)?.version ?? 0) + 1;
    await write(options, tx, workspace, step, version, changer.by);
    const last = latest.get(step.after.id) ?? null;
    commands.push(...(await moneyOf(options, tx, workspace, step, version, last)));
  }
  const tree = await loadTree(tx, workspace);
  const made = decision.steps.flatMap(({ before: was, after }) => (was ? [] : [after]));
  commands.push(...(await backfill(options, tx, workspace, tree, made)));
  await post(options.ledger, tx, commands);
  return { tree, steps: decision.steps };
}

async function write(
  options: BudgetOptions,
  tx: TransactionSql,
  workspace: string,
  step: EnvelopeStep,
  version: number,
  by: AuditActor,
): Promise<void> {
  const { before, after } = step;
  const action = before ? (after.state === 'closed' ? 'close' : 'change') : 'create';
  const changes = changedFields(withoutVersion(before), withoutVersion(after) as Envelope);
  const at = options.now();
  await saveEnvelope(tx, workspace, step, version);
  await noteChange(tx, workspace, by, at, { envelopeId: after.id, version, action, changes });
  const detail = {
    name: after.name,
    ...Object.fromEntries(before ? changes.map(({ field, after: value }) => [field, value]) : []),
  };
  await recordAudit(tx, by, at, { action: `envelope.${action}`, workspace, subject: after.id, detail });
}

function withoutVersion(envelope: Envelope | null): Envelope | null {
  if (!envelope) return null;
  const { version, ...rest } = envelope as KeptEnvelope;
  return rest;
}

/** The commands by which the money of an envelope follows its change. */
async function moneyOf(
  options: BudgetOptions,
  tx: TransactionSql,
  workspace: string,
  { before, after }: EnvelopeStep,
  version: number,
  latest: OpenedPeriod | null,
): Promise<LedgerCommand<object>[]> {
  const running = latest && latest.endedAt === null ? latest : null;
  if (after.state === 'closed') return running ? endNow(options, tx, workspace, after, running, version) : [];
  if (!before || !running) {
    return (await openThroughToday(options, tx, workspace, after, latest)).commands;
  }
  if (before.period !== after.period) {
    const ending = await endNow(options, tx, workspace, before, running, version);
    const ended = { ...running, endsOn: todayOf(options), endedAt: options.now() };
    return [...ending, ...(await openThroughToday(options, tx, workspace, after, ended)).commands];
  }
  return changeOfLimit(options, tx, workspace, { before, after }, version, running);
}

/** Cuts a running period off today; what it has left expires. */
async function endNow(
  options: BudgetOptions,
  tx: TransactionSql,
  workspace: string,
  envelope: Envelope,
  running: OpenedPeriod,
  version: number,
): Promise<LedgerCommand<object>[]> {
  const today = todayOf(options);
  // After a change of the zone, today may be a day earlier than when the period began.
  const hasBegun = running.startsOn <= today;
  const endsOn = hasBegun ? today : running.startsOn;
  await updatePeriod(tx, workspace, { ...running, endsOn, endedAt: options.now() });
  const key = `period-end:${envelope.id}:${running.key}:v${version}`;
  return [endPeriod({ workspace, key, from: refOf(envelope, running), to: null, day: today })];
}

/** A new limit holds at once: the running period gets the difference, or gives it back. */
async function changeOfLimit(
  options: BudgetOptions,
  tx: TransactionSql,
  workspace: string,
  { before, after }: EnvelopeStep & { before: Envelope },
  version: number,
  running: OpenedPeriod,
): Promise<LedgerCommand<object>[]> {
  const period = { ...running, ...after.custom, baseLimit: after.limit };
  await updatePeriod(tx, workspace, period);
  const difference = after.limit - before.limit;
  if (difference === 0n) return [];
  const asked = {
    workspace,
    key: `limit:${after.id}:v${version}`,
    ref: refOf(after, running),
    day: todayOf(options),
    kind: 'adjustment' as const,
    what: 'limit',
    memo: `New limit of ${after.name}`,
  };
  return difference > 0n
    ? [give({ ...asked, amount: difference })]
    : [take({ ...asked, amount: -difference, taking: 'overdraw' })];
}
