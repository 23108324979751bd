import { lineage, move, refuseClosed, refuseEnvelope, unknownEnvelope } from '@exchequer/core/envelope';
import type { Envelope, EnvelopePeriodRef } from '@exchequer/model';
import { formatUsd } from '@exchequer/model';
import type { TransactionSql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';
import { refOf } from './opening.ts';
import { type BudgetOptions, todayOf } from './options.ts';
import { latestPeriods, type OpenedPeriod } from './period-rows.ts';
import { post, refuse } from './refused.ts';
import { type KeptTree, loadTree, lockBudgets } from './rows.ts';

export interface MoveWish {
  fromId: string;
  toId: string;
  /** Above zero, in 10⁻¹² of the currency of both. */
  amount: bigint;
  reason: string;
  idempotencyKey?: string | undefined;
}

/**
 * Moves free money of the current periods. Envelopes above the two take part up to the first that they
 * share: what leaves a branch leaves those above it too, else the sum could be spent twice.
 */
export async function moveMoney(
  options: BudgetOptions,
  tx: TransactionSql,
  workspace: string,
  wish: MoveWish,
  by: AuditActor,
): Promise<void> {
  await lockBudgets(tx, workspace);
  const tree = await loadTree(tx, workspace);
  const [from, to] = [openEnvelope(tree, wish.fromId), openEnvelope(tree, wish.toId)];
  const branches = branchesOf(tree, from, to);
  const periods = await latestPeriods(tx, workspace);
  const refs = (envelopes: readonly Envelope[]) => envelopes.map((one) => runningRef(periods, one));
  const key = `move:${wish.idempotencyKey ?? options.newId('mov_')}`;
  const [earlier] = await tx`select 1 from ledger_command where workspace = ${workspace} and key = ${key}`;
  await post(options.ledger, tx, [
    move({
      workspace,
      key,
      from: refs(branches.from),
      to: refs(branches.to),
      amount: wish.amount,
      day: todayOf(options),
      memo: `Moved from ${from.name} to ${to.name}: ${wish.reason}`,
    }),
  ]);
  if (earlier) return;
  const detail = { to: to.id, amount: formatUsd(wish.amount), currency: from.currency, reason: wish.reason };
  await recordAudit(tx, by, options.now(), { action: 'envelope.move', workspace, subject: from.id, detail });
}

function openEnvelope(tree: KeptTree, id: string): Envelope {
  const envelope = tree.get(id);
  if (!envelope) return refuse(unknownEnvelope(id));
  return envelope.state === 'closed' ? refuse(refuseClosed(envelope)) : envelope;
}

/** Both envelopes with those above them, up to the first that they share and without it. */
function branchesOf(tree: KeptTree, from: Envelope, to: Envelope) {
  if (from.currency !== to.currency) {
    const detail = `${from.name} is in ${from.currency}, ${to.name} in ${to.currency}`;
    refuse(refuseEnvelope('currency-mismatch', detail, 'Move money between envelopes of one currency.'));
  }
  const [giving, getting] = [lineage(tree, from.id), lineage(tree, to.id)];
  const shared = new Set(getting.map(({ id }) => id));
  const branches = {
    from: giving.slice(0, cut(giving, shared)),
    to: getting.slice(0, cut(getting, new Set(giving.map(({ id }) => id)))),
  };
  if (branches.from.length === 0 || branches.to.length === 0) {
    refuse(
      refuseEnvelope(
        'same-branch',
        `${from.name} and ${to.name} stand on one path: what one may spend the other has already`,
        'Change the limit of the lower one instead.',
      ),
    );
  }
  return branches;
}

function cut(line: readonly Envelope[], shared: ReadonlySet<string>): number {
  const at = line.findIndex(({ id }) => shared.has(id));
  return at < 0 ? line.length : at;
}

/** The running period of an envelope as a level, or a refusal. */
export function runningRef(
  periods: ReadonlyMap<string, OpenedPeriod>,
  envelope: Envelope,
): EnvelopePeriodRef {
  const period = periods.get(envelope.id);
  if (period && period.endedAt === null) return refOf(envelope, period);
  const detail = `${envelope.name} has no period that is running`;
  return refuse(refuseEnvelope('not-in-force', detail, 'Choose an envelope that is in force.'));
}
