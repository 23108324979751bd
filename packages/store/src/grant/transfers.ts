import {
  emptyBalance,
  type GrantRefusal,
  type Holder,
  isGrantRefusal,
  type Lot,
  lotEntry,
  planTransfer,
  refuseGrant,
  type TransferPlan,
} from '@exchequer/core/grant';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { ISql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';
import { post, transact } from '../envelope/index.ts';
import { unknownPerson } from './compensation.ts';
import { ensureEnvelope, findEnvelope, type HolderEnvelope } from './holder-envelope.ts';
import { type GrantOptions, lockGrants, type Tx, todayOf } from './options.ts';
import { loadWorkers } from './people.ts';
import { loadGrants, loadLots, saveLots } from './rows.ts';

/** Budget that was, or is to be, passed on. */
export interface Transfer {
  id: string;
  from: Holder;
  toId: string;
  amount: bigint;
  reason: string;
  state: 'requested' | 'done' | 'refused';
  requestedById: string;
  requestedBy: string;
  requestedAt: Date;
  decidedBy: string | null;
  decidedAt: Date | null;
}

interface Row extends Omit<Transfer, 'from' | 'amount'> {
  fromKind: Holder['kind'];
  fromId: string;
  amount: string;
}

export async function loadTransfers(
  sql: ISql,
  workspace: string,
  of: { id?: string; key?: string; holder?: Holder; state?: Transfer['state'] | undefined } = {},
): Promise<Transfer[]> {
  const { id, key, holder, state } = of;
  const rows = await sql<Row[]>`
    select id, from_kind as "fromKind", from_id as "fromId", to_id as "toId", amount, reason, state,
      requested_by_id as "requestedById", requested_by as "requestedBy", requested_at as "requestedAt",
      decided_by as "decidedBy", decided_at as "decidedAt"
    from grant_transfer where workspace = ${workspace}
      ${id ? sql`and id = ${id}` : sql``}
      ${key ? sql`and idempotency_key = ${key}` : sql``}
      ${state ? sql`and state = ${state}` : sql``}
      ${holder ? sql`and ((from_kind = ${holder.kind} and from_id = ${holder.id}) or to_id = ${holder.id})` : sql``}
    order by requested_at desc, id limit 500`;
  return rows.map(({ fromKind, fromId, amount, ...row }) => ({
    ...row,
    from: { kind: fromKind, id: fromId },
    amount: parseUsd(amount),
  }));
}

export interface TransferAsk {
  from: Holder;
  toId: string;
  amount: bigint;
  reason: string;
  idempotencyKey?: string | undefined;
}

/** Passes budget on, or asks for it where the grant wants an approval first. */
export async function requestTransfer(
  options: GrantOptions,
  workspace: string,
  ask: TransferAsk,
  by: AuditActor,
): Promise<Transfer | GrantRefusal> {
  const ready = await ensureTaker(options, workspace, ask.toId, by);
  if (isGrantRefusal(ready)) return ready;
  return transact(options.sql, async (tx) => {
    await lockGrants(tx, workspace);
    const [before] = ask.idempotencyKey
      ? await loadTransfers(tx, workspace, { key: ask.idempotencyKey })
      : [];
    if (before) return sameAsk(before, ask) ? before : keyReused(ask.idempotencyKey ?? '');
    const plan = await planFor(options, tx, workspace, ask);
    if (isGrantRefusal(plan)) return plan;
    const now = options.now();
    const transfer: Transfer = {
      id: options.newId('trf_'),
      from: ask.from,
      toId: ask.toId,
      amount: ask.amount,
      reason: ask.reason,
      state: plan.needsApproval ? 'requested' : 'done',
      requestedById: by.id,
      requestedBy: by.name,
      requestedAt: now,
      decidedBy: plan.needsApproval ? null : by.name,
      decidedAt: plan.needsApproval ? null : now,
    };
    await insertTransfer(tx, workspace, transfer, ask.idempotencyKey ?? null);
    await note(options, tx, workspace, transfer, plan.needsApproval ? 'request' : 'do', by);
    if (!plan.needsApproval) await moveLots(options, tx, workspace, transfer, plan);
    return transfer;
  });
}

const sameAsk = (before: Transfer, ask: TransferAsk): boolean =>
  before.from.kind === ask.from.kind &&
  before.from.id === ask.from.id &&
  before.toId === ask.toId &&
  before.amount === ask.amount;

const keyReused = (key: string): GrantRefusal =>
  refuseGrant(
    'idempotency-key-reused',
    `the idempotency key ${key} was used for another transfer`,
    'Give every transfer a key of its own.',
  );

/** Approves or refuses a request; nobody decides about their own. */
export async function decideTransfer(
  options: GrantOptions,
  workspace: string,
  id: string,
  approve: boolean,
  by: AuditActor,
): Promise<Transfer | GrantRefusal> {
  return transact(options.sql, async (tx) => {
    await lockGrants(tx, workspace);
    const [transfer] = await loadTransfers(tx, workspace, { id });
    if (!transfer)
      return refuseGrant('transfer-unknown', `there is no transfer ${id}`, 'See grant transfers.');
    if (transfer.state !== 'requested') {
      return refuseGrant(
        'transfer-decided',
        `${id} is ${transfer.state} already`,
        'Ask again if it is still wanted.',
      );
    }
    if (transfer.requestedById === by.id) {
      return refuseGrant('own-request', 'nobody approves their own request', 'Ask somebody else to decide.');
    }
    const plan = approve ? await planFor(options, tx, workspace, transfer) : null;
    if (plan && isGrantRefusal(plan)) return plan;
    const done: Transfer = {
      ...transfer,
      state: approve ? 'done' : 'refused',
      decidedBy: by.name,
      decidedAt: options.now(),
    };
    await tx`
      update grant_transfer set state = ${done.state}, decided_by = ${by.name}, decided_at = ${done.decidedAt}
      where workspace = ${workspace} and id = ${id}`;
    await note(options, tx, workspace, done, approve ? 'approve' : 'refuse', by);
    if (plan) await moveLots(options, tx, workspace, done, plan);
    return done;
  });
}

/** The taker's envelope is there before the transfer, since it is made in a transaction of its own. */
async function ensureTaker(options: GrantOptions, workspace: string, toId: string, by: AuditActor) {
  const today = todayOf(options);
  const worker = (await loadWorkers(options.sql, workspace, today, [toId])).get(toId);
  if (!worker) return unknownPerson(toId);
  const about = { name: worker.name, currency: 'USD', startsOn: today };
  return ensureEnvelope(options, workspace, { kind: 'worker', id: toId }, about, by);
}

async function planFor(
  options: GrantOptions,
  tx: Tx,
  workspace: string,
  { from, toId, amount }: Pick<TransferAsk, 'from' | 'toId' | 'amount'>,
): Promise<TransferPlan | GrantRefusal> {
  const today = todayOf(options);
  const lots = await loadLots(tx, workspace, { holder: from });
  const grants = await loadGrants(tx, workspace, { ids: lots.map(({ grantId }) => grantId) });
  const rules = new Map(grants.map((grant) => [grant.id, grant.terms.transfer]));
  const workers = await loadWorkers(tx, workspace, today, [from.id, toId]);
  const team = from.kind === 'team' ? from.id : workers.get(from.id)?.teamId;
  const sameTeam = team != null && workers.get(toId)?.teamId === team;
  if (from.kind === 'team' && !sameTeam) {
    return refuseGrant(
      'transfer-not-allowed',
      'a pool is for the members of its team',
      'Name a member of the team.',
    );
  }
  return planTransfer({
    from,
    to: { kind: 'worker', id: toId },
    amount,
    lots: lots.map((lot) => ({ lot, rule: rules.get(lot.grantId) ?? 'none' })),
    sameTeam,
    today,
  });
}

async function moveLots(
  options: GrantOptions,
  tx: Tx,
  workspace: string,
  transfer: Transfer,
  { slices }: TransferPlan,
): Promise<void> {
  const to: Holder = { kind: 'worker', id: transfer.toId };
  const [giving, taking] = [await envelope(tx, workspace, transfer.from), await envelope(tx, workspace, to)];
  const day = todayOf(options);
  const lots = new Map(
    (await loadLots(tx, workspace, { ids: slices.map(({ lotId }) => lotId) })).map((lot) => [lot.id, lot]),
  );
  const made: Lot[] = [];
  const entries = slices.map(({ lotId, amount, ...slice }, at) => {
    const source = lots.get(lotId);
    if (source) lots.set(lotId, given(source, amount));
    const id = `lot_${transfer.id.replace(/^trf_/, '')}_${at + 1}`;
    made.push({ ...takenLot(id, to, day, amount), ...slice });
    return lotEntry({
      workspace,
      key: `lot:${id}`,
      kind: 'transfer',
      day,
      subject: transfer.id,
      memo: `Passed on: ${transfer.reason}`,
      currency: giving.ref.currency,
      amount,
      from: { lotId, to: 'transferred' },
      into: { lotId: id },
      takes: { ref: giving.ref, as: 'appropriation' },
      gives: { ref: taking.ref },
    });
  });
  await saveLots(tx, workspace, [...lots.values(), ...made]);
  await post(options.ledger, tx, entries);
}

const given = (lot: Lot, amount: bigint): Lot => ({
  ...lot,
  available: lot.available - amount,
  transferred: lot.transferred + amount,
});

const takenLot = (
  id: string,
  holder: Holder,
  startsOn: string,
  amount: bigint,
): Omit<Lot, 'grantId' | 'expiresOn'> => ({
  ...emptyBalance(),
  id,
  holder,
  kind: 'transfer',
  startsOn,
  accrues: null,
  rolled: true,
  granted: amount,
  available: amount,
});

async function envelope(tx: Tx, workspace: string, holder: Holder): Promise<HolderEnvelope> {
  const found = await findEnvelope(tx, workspace, holder);
  if (!found || isGrantRefusal(found)) throw new Error(`${holder.kind} ${holder.id} has no open envelope`);
  return found;
}

async function insertTransfer(
  tx: Tx,
  workspace: string,
  transfer: Transfer,
  key: string | null,
): Promise<void> {
  await tx`
    insert into grant_transfer (workspace, id, from_kind, from_id, to_id, amount, reason, state, requested_by_id,
      requested_by, requested_at, decided_by, decided_at, idempotency_key)
    values (${workspace}, ${transfer.id}, ${transfer.from.kind}, ${transfer.from.id}, ${transfer.toId},
      ${formatUsd(transfer.amount)}, ${transfer.reason}, ${transfer.state}, ${transfer.requestedById},
      ${transfer.requestedBy}, ${transfer.requestedAt}, ${transfer.decidedBy}, ${transfer.decidedAt}, ${key})`;
}

async function note(
  options: GrantOptions,
  tx: Tx,
  workspace: string,
  { id, from, toId }: Transfer,
  what: string,
  by: AuditActor,
): Promise<void> {
  const detail = { from: `${from.kind}/${from.id}`, to: toId };
  await recordAudit(tx, by, options.now(), {
    action: `grant_transfer.${what}`,
    workspace,
    subject: id,
    detail,
  });
}
