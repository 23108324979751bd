import {
  give,
  instantsOfPeriod,
  refuseClosed,
  refuseEnvelope,
  unknownEnvelope,
} from '@exchequer/core/envelope';
import { formatUsd } from '@exchequer/model';
import type { TransactionSql } from 'postgres';
import { recordAudit } from '../access/index.ts';
import { changeTree } from './change.ts';
import { insertIncrease } from './increase.ts';
import { runningRef } from './move.ts';
import { type BudgetOptions, todayOf } from './options.ts';
import { latestPeriods } from './period-rows.ts';
import { post, refuse } from './refused.ts';
import {
  type Asker,
  insertRequest,
  type KeptRequest,
  lockRequest,
  noteDecision,
  noteWithdrawal,
  type RequestWish,
  requestOfKey,
} from './request-rows.ts';
import { type KeptEnvelope, loadTree, lockBudgets } from './rows.ts';

/** Writes a request for more down and returns its id. The same idempotency key again gives the same one. */
export async function askForMore(
  options: BudgetOptions,
  tx: TransactionSql,
  workspace: string,
  wish: RequestWish,
  by: Asker,
): Promise<string> {
  await lockBudgets(tx, workspace);
  const earlier = wish.idempotencyKey ? await requestOfKey(tx, workspace, wish.idempotencyKey) : null;
  if (earlier) return sameWish(earlier, wish, by) ? earlier.id : refuse(keyReused);
  const envelope = (await loadTree(tx, workspace)).get(wish.envelopeId);
  if (!envelope) return refuse(unknownEnvelope(wish.envelopeId));
  if (envelope.state === 'closed') refuse(refuseClosed(envelope));
  checkExpiry(wish, options.now());
  const id = options.newId('req_');
  await insertRequest(tx, workspace, id, wish, by, options.now());
  const detail = { request: id, amount: formatUsd(wish.amount), kind: wish.kind, reason: wish.reason };
  await recordAudit(tx, by, options.now(), {
    action: 'envelope.request',
    workspace,
    subject: envelope.id,
    detail,
  });
  return id;
}

const keyReused = refuseEnvelope(
  'key-reused',
  'this idempotency key was used for another request',
  'Use a new key for a new wish.',
);

const sameWish = (earlier: KeptRequest, wish: RequestWish, by: Asker) =>
  earlier.envelopeId === wish.envelopeId &&
  earlier.kind === wish.kind &&
  earlier.amount === wish.amount &&
  earlier.by.id === by.id;

function checkExpiry({ kind, expiresAt }: Pick<RequestWish, 'kind' | 'expiresAt'>, now: Date): void {
  if (expiresAt === null) return;
  if (kind === 'permanent') {
    const detail = 'a permanent increase has no end';
    refuse(refuseEnvelope('expiry-invalid', detail, 'Leave the end out, or ask for a temporary increase.'));
  }
  if (expiresAt <= now) {
    refuse(refuseEnvelope('expiry-invalid', 'the increase would end before it begins', 'Give a later end.'));
  }
}

export interface RequestDecision {
  decision: 'approve' | 'decline';
  note: string;
  /** Less than asked; as asked when left out. */
  amount?: bigint | undefined;
  kind?: 'temporary' | 'permanent' | undefined;
}

/** Decides a request once, by someone else than who made it. Approval moves the money at once. */
export async function decideRequest(
  options: BudgetOptions,
  tx: TransactionSql,
  workspace: string,
  id: string,
  wish: RequestDecision,
  by: Asker,
): Promise<void> {
  await lockBudgets(tx, workspace);
  const request = openRequest(await lockRequest(tx, workspace, id), id);
  if (wish.decision === 'decline') {
    const declined = { state: 'declined' as const, by, note: wish.note, kind: null, amount: null };
    await noteDecision(tx, workspace, id, declined, options.now());
  } else {
    if (isSame(request.by, by)) refuse(ownRequest);
    await approve(options, tx, workspace, request, wish, by);
  }
  const detail = { request: id, note: wish.note, requested_by: request.by.name };
  const action = wish.decision === 'approve' ? 'envelope.request.approve' : 'envelope.request.decline';
  await recordAudit(tx, by, options.now(), { action, workspace, subject: request.envelopeId, detail });
}

function openRequest(request: KeptRequest | null, id: string): KeptRequest {
  if (!request) {
    const fix = 'See the open ones: exchequer budget requests.';
    return refuse(refuseEnvelope('request-unknown', `there is no request ${id}`, fix));
  }
  if (request.state === 'open') return request;
  const detail = `the request ${id} is ${request.state} already`;
  return refuse(refuseEnvelope('request-decided', detail, 'A request is decided once; ask anew.'));
}

/** The same account, or two accounts of the same worker. */
const isSame = (a: Asker, b: Asker) => a.id === b.id || (a.workerId !== null && a.workerId === b.workerId);

const ownRequest = refuseEnvelope(
  'own-request',
  'nobody approves a request of their own',
  'Ask another admin to decide it.',
);

async function approve(
  options: BudgetOptions,
  tx: TransactionSql,
  workspace: string,
  request: KeptRequest,
  wish: RequestDecision,
  by: Asker,
): Promise<void> {
  const amount = wish.amount ?? request.amount;
  if (amount > request.amount) {
    const detail = `${formatUsd(amount)} is more than the ${formatUsd(request.amount)} that were asked for`;
    refuse(refuseEnvelope('amount-above-request', detail, 'Approve at most what was asked for.'));
  }
  const kind = wish.kind ?? request.kind;
  const approved = { state: 'approved' as const, by, note: wish.note, kind, amount };
  await noteDecision(tx, workspace, request.id, approved, options.now());
  const envelope = (await loadTree(tx, workspace)).get(request.envelopeId);
  if (!envelope) return refuse(unknownEnvelope(request.envelopeId));
  if (envelope.state === 'closed') refuse(refuseClosed(envelope));
  if (kind === 'temporary') await giveForATime(options, tx, workspace, request, envelope, amount, by);
  else await raise(options, tx, workspace, envelope, amount, by);
}

async function giveForATime(
  options: BudgetOptions,
  tx: TransactionSql,
  workspace: string,
  request: KeptRequest,
  envelope: KeptEnvelope,
  amount: bigint,
  by: Asker,
): Promise<void> {
  const periods = await latestPeriods(tx, workspace);
  const ref = runningRef(periods, envelope);
  const period = periods.get(envelope.id);
  if (!period) return refuse(unknownEnvelope(envelope.id));
  const ends = instantsOfPeriod(period, options.timeZone()).to;
  const asked = request.kind === 'temporary' ? request.expiresAt : null;
  if (asked !== null && asked <= options.now()) {
    const detail = `the increase was asked for until ${asked.toISOString()}, which is past`;
    refuse(refuseEnvelope('expiry-invalid', detail, 'Decline it; ask anew with a later end.'));
  }
  const expiresAt = asked !== null && asked < ends ? asked : ends;
  await insertIncrease(tx, workspace, {
    requestId: request.id,
    envelopeId: envelope.id,
    periodKey: ref.periodKey,
    amount,
    expiresAt,
  });
  const command = give({
    workspace,
    key: `approve:${request.id}`,
    ref,
    amount,
    day: todayOf(options),
    kind: 'appropriate',
    what: 'increase',
    subject: request.id,
    memo: `Temporary increase of ${envelope.name}`,
    detail: { approved_by: by.name, requested_by: request.by.name, reason: request.reason },
  });
  await post(options.ledger, tx, [command]);
}

/** A permanent increase is a new limit, under the rules of every new limit. */
async function raise(
  options: BudgetOptions,
  tx: TransactionSql,
  workspace: string,
  envelope: KeptEnvelope,
  amount: bigint,
  by: Asker,
): Promise<void> {
  const { id, version, state, since, ...wish } = envelope;
  const change = { action: 'put' as const, id, wish: { ...wish, limit: envelope.limit + amount } };
  await changeTree(options, tx, workspace, [change], { by, origin: 'web' });
}

/** Takes an open request back; only who made it may. */
export async function withdrawRequest(
  options: BudgetOptions,
  tx: TransactionSql,
  workspace: string,
  id: string,
  by: Asker,
): Promise<void> {
  await lockBudgets(tx, workspace);
  const request = openRequest(await lockRequest(tx, workspace, id), id);
  if (!isSame(request.by, by)) {
    const detail = 'a request is taken back by who made it';
    refuse(refuseEnvelope('not-own-request', detail, 'Decline it instead.'));
  }
  await noteWithdrawal(tx, workspace, id);
  const detail = { request: id };
  await recordAudit(tx, by, options.now(), {
    action: 'envelope.request.withdraw',
    workspace,
    subject: request.envelopeId,
    detail,
  });
}
