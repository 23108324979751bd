import { createHash } from 'node:crypto';
import {
  carriersOn,
  inForce,
  refuseClosed,
  refuseEnvelope,
  routesOf,
  routeUsage,
  unknownEnvelope,
} from '@exchequer/core/envelope';
import {
  expire,
  isRefusal,
  type LedgerRefusal,
  type Released,
  release,
  reserve,
  type Settled,
  settle,
} from '@exchequer/core/ledger';
import { formatUsd, type HoldState, parseUsd } from '@exchequer/model';
import type { BudgetHold } from '@exchequer/model/contract';
import { createLedgerReads, type HoldRow } from '../ledger/index.ts';
import { explainExhausted } from './exhausted.ts';
import { type KnownFacts, readFacts, teamOn } from './facts.ts';
import { refOf } from './opening.ts';
import { type BudgetOptions, todayOf } from './options.ts';
import { latestPeriods } from './period-rows.ts';
import { type KeptTree, loadTree } from './rows.ts';

export interface HoldWish {
  /** Left out, the envelope is found by the facts. */
  envelopeId?: string | undefined;
  facts?: Partial<KnownFacts> | undefined;
  /** Above zero. */
  amount: bigint;
  currency: string;
  expiresAt: Date;
  memo: string;
  idempotencyKey: string;
}

/** The id of a hold follows from its key, so that the same wish finds the hold it made before. */
const holdIdOf = (workspace: string, key: string): string =>
  `hold_${createHash('sha256').update(`${workspace} ${key}`).digest('hex').slice(0, 30)}`;

/** Sets an amount aside in an envelope and all above it. */
export async function reserveHold(
  options: BudgetOptions,
  workspace: string,
  wish: HoldWish,
): Promise<BudgetHold | LedgerRefusal> {
  const { sql, ledger } = options;
  const holdId = holdIdOf(workspace, wish.idempotencyKey);
  const earlier = await holdView(options, workspace, holdId);
  if (earlier) return sameAmount(earlier.asked, wish) ? earlier.view : keyReused;
  const tree = await loadTree(sql, workspace);
  const leafId = wish.envelopeId ?? (await leafOf(options, workspace, tree, wish));
  const bad = checkLeaf(tree, leafId, wish, todayOf(options));
  if (bad !== null || leafId === null) return bad ?? nothingCovers;
  const periods = await latestPeriods(sql, workspace);
  const path = carriersOn(tree, leafId, todayOf(options)).flatMap((envelope) => {
    const period = periods.get(envelope.id);
    return period && period.endedAt === null ? [refOf(envelope, period)] : [];
  });
  const answer = await ledger.run(
    reserve({
      workspace,
      key: `hold:${holdId}`,
      holdId,
      path,
      amount: wish.amount,
      expiresAt: wish.expiresAt,
      day: todayOf(options),
      memo: wish.memo || `Held in ${tree.get(leafId)?.name ?? leafId}`,
      detail: { memo: wish.memo, asked: `${formatUsd(wish.amount)} ${wish.currency}` },
    }),
  );
  if (isRefusal(answer)) return explainExhausted(options, workspace, tree, periods, answer);
  return (await holdView(options, workspace, holdId))?.view ?? unknownHold(holdId);
}

const keyReused = refuseEnvelope(
  'key-reused',
  'this idempotency key was used for another hold',
  'Use a new key for a new hold.',
);
const nothingCovers = refuseEnvelope(
  'nothing-covers',
  'no envelope covers this',
  'Name an envelope, or add one that covers the worker, team or project.',
);

const sameAmount = (asked: string, { amount, currency }: HoldWish) =>
  asked === `${formatUsd(amount)} ${currency}`;

async function leafOf(
  options: BudgetOptions,
  workspace: string,
  tree: KeptTree,
  { facts = {}, currency }: HoldWish,
): Promise<string | null> {
  const { workerId = '', project = '', repo = '', agent = '', agentFamily = '' } = facts;
  const today = todayOf(options);
  const teamId = facts.teamId || (workerId && (await teamOn(options.sql, workspace, workerId, today)));
  const complete = await readFacts(options.sql, workspace);
  const known = complete({ workerId, teamId, project, repo, agent, agentFamily });
  return routeUsage(routesOf(tree), known, today, currency);
}

function checkLeaf(tree: KeptTree, id: string | null, wish: HoldWish, today: string): LedgerRefusal | null {
  if (id === null) return null;
  const envelope = tree.get(id);
  if (!envelope) return unknownEnvelope(id);
  if (envelope.state === 'closed') return refuseClosed(envelope);
  if (envelope.currency !== wish.currency) {
    const detail = `${envelope.name} is in ${envelope.currency}, the hold in ${wish.currency}`;
    return refuseEnvelope('currency-mismatch', detail, `Hold an amount in ${envelope.currency}.`);
  }
  if (inForce(envelope, today)) return null;
  const detail = `${envelope.name} is not in force today`;
  return refuseEnvelope('not-in-force', detail, 'Choose an envelope that is in force.');
}

export interface SettleWish {
  id: string;
  amount: bigint;
  final: boolean;
  idempotencyKey: string;
}

/** Books what was really spent of a hold. */
export async function settleHold(
  options: BudgetOptions,
  workspace: string,
  { id, amount, final, idempotencyKey }: SettleWish,
): Promise<(BudgetHold & { beyond_bound: boolean }) | LedgerRefusal> {
  const key = `settle:${id}:${idempotencyKey}`;
  const command = settle({ workspace, key, holdId: id, amount, final, day: todayOf(options) });
  const answer: Settled | LedgerRefusal = await options.ledger.run(command);
  if (isRefusal(answer)) return answer;
  const hold = await holdView(options, workspace, id);
  if (!hold) return unknownHold(id);
  return { ...hold.view, beyond_bound: Object.keys(answer.beyond_bound).length > 0 };
}

/** Gives a hold back unspent. A hold that was given back already is answered as it is. */
export async function releaseHold(
  options: BudgetOptions,
  workspace: string,
  id: string,
): Promise<BudgetHold | LedgerRefusal> {
  const command = release({ workspace, key: `release:${id}`, holdId: id, day: todayOf(options) });
  const answer: Released | LedgerRefusal = await options.ledger.run(command);
  if (isRefusal(answer)) return answer;
  return (await holdView(options, workspace, id))?.view ?? unknownHold(id);
}

const unknownHold = (id: string): LedgerRefusal => ({
  refused: 'hold-missing',
  detail: `there is no hold ${id}`,
  fix: 'Reserve first.',
  facts: { hold: id },
});

/** Gives back what holds keep past their time; returns how many. */
export async function expireHolds(options: BudgetOptions): Promise<number> {
  const reads = createLedgerReads(options.sql);
  const due = await reads.dueHolds(options.now(), 500);
  const day = todayOf(options);
  const answers = await Promise.all(
    due.map(({ workspace, id }) =>
      options.ledger.run(expire({ workspace, key: `hold-expiry:${id}`, holdId: id, day, policy: 'release' })),
    ),
  );
  return answers.filter((answer) => !isRefusal(answer)).length;
}

/** Holds of a workspace, or of one envelope. */
export async function listHolds(
  options: BudgetOptions,
  workspace: string,
  filter: { envelopeId?: string | undefined; state: HoldState | 'all'; limit: number },
): Promise<BudgetHold[]> {
  const { envelopeId, state, limit } = filter;
  const states: HoldState[] =
    state === 'all' ? ['open', 'settled', 'released', 'expired', 'in_doubt'] : [state];
  const account = envelopeId && `envelope/${envelopeId}`;
  const reads = createLedgerReads(options.sql);
  const [{ items }, tree] = await Promise.all([
    reads.holds(workspace, { account, states, limit }),
    loadTree(options.sql, workspace),
  ]);
  return items.map((hold) => viewOf(hold, tree));
}

function viewOf({ path, ...hold }: HoldRow, tree: KeptTree): BudgetHold {
  return {
    id: hold.id,
    path: path.map((prefix) => {
      const [, envelopeId = '', periodKey = ''] = prefix.split('/');
      return {
        envelope_id: envelopeId,
        envelope_name: tree.get(envelopeId)?.name ?? envelopeId,
        period_key: periodKey,
      };
    }),
    currency: hold.currency,
    amount: formatUsd(hold.amount),
    settled: formatUsd(hold.settled),
    state: hold.state,
    opened_at: hold.openedAt.toISOString(),
    expires_at: hold.expiresAt.toISOString(),
    memo: typeof hold.detail.memo === 'string' ? hold.detail.memo : '',
  };
}

interface StoredHold {
  id: string;
  path: string[];
  currency: string;
  amount: string;
  settled: string;
  state: HoldState;
  opened_at: Date;
  expires_at: Date;
  detail: HoldRow['detail'];
}

async function holdView(
  { sql }: BudgetOptions,
  workspace: string,
  id: string,
): Promise<{ view: BudgetHold; asked: string } | null> {
  const [row] = await sql<StoredHold[]>`
    select id, path, currency, amount, settled, state, opened_at, expires_at, detail
    from ledger_hold where workspace = ${workspace} and id = ${id}`;
  if (!row) return null;
  const hold: HoldRow = {
    ...row,
    amount: parseUsd(row.amount),
    settled: parseUsd(row.settled),
    openedAt: row.opened_at,
    expiresAt: row.expires_at,
  };
  const asked = typeof row.detail.asked === 'string' ? row.detail.asked : '';
  return { view: viewOf(hold, await loadTree(sql, workspace)), asked };
}
