import { give, refuseEnvelope, take, unknownEnvelope } from '@exchequer/core/envelope';
import { isRefusal, type LedgerCommand, type LedgerRefusal } from '@exchequer/core/ledger';
import type { EntryKind } from '@exchequer/model';
import type { TransactionSql } from 'postgres';
import { refOf } from './opening.ts';
import { type BudgetOptions, todayOf } from './options.ts';
import { latestPeriods } from './period-rows.ts';
import { loadTree } from './rows.ts';

/** Money that comes to, or goes from, a period beside its limit: a lot of a grant, a surplus. */
export interface ExtraAmount {
  workspace: string;
  envelopeId: string;
  /** The current period when left out. */
  periodKey?: string;
  /** Above zero, in 10⁻¹² of the envelope's currency. */
  amount: bigint;
  /** Names the cause, such as `lot:<grant>:<date>`, so that a repeat does nothing. */
  key: string;
  kind: Extract<EntryKind, 'grant' | 'lot-draw' | 'lot-return' | 'transfer' | 'adjustment' | 'expire'>;
  memo: string;
  /** Grant or lot it is about; the envelope when left out. */
  subject?: string;
}

/** The command that gives an extra amount. The caller posts it in its transaction. */
export const extraCommand = (options: BudgetOptions, tx: TransactionSql, asked: ExtraAmount) =>
  prepare(options, tx, asked, (amount) => give(amount));

/**
 * The command that takes an amount back out of what is free: all of it, or it is refused; with
 * `whatIsLeft` at most what is there, and the answer says how much.
 */
export const takeBackCommand = (
  options: BudgetOptions,
  tx: TransactionSql,
  asked: ExtraAmount & { whatIsLeft?: boolean },
) =>
  prepare(options, tx, asked, (amount) =>
    take({ ...amount, taking: asked.whatIsLeft ? 'what-is-left' : 'whole' }),
  );

type Command = LedgerCommand<{ amount: string }>;

async function prepare(
  options: BudgetOptions,
  tx: TransactionSql,
  { envelopeId, periodKey, kind, ...asked }: ExtraAmount,
  command: (amount: Parameters<typeof give>[0]) => Command,
): Promise<Command | LedgerRefusal> {
  const envelope = (await loadTree(tx, asked.workspace)).get(envelopeId);
  if (!envelope) return unknownEnvelope(envelopeId);
  const running = (await latestPeriods(tx, asked.workspace)).get(envelopeId);
  const key = periodKey ?? (running?.endedAt === null ? running.key : null);
  if (key === null) {
    const detail = `${envelope.name} has no period that is running`;
    return refuseEnvelope('not-in-force', detail, 'Choose an envelope that is in force.');
  }
  const { workspace, amount, memo, subject } = asked;
  return command({
    workspace,
    key: asked.key,
    ref: refOf(envelope, { key }),
    amount,
    day: todayOf(options),
    kind,
    what: kind,
    memo,
    ...(subject !== undefined && { subject }),
  });
}

/** Posts a prepared command; a refusal is the answer and nothing was posted. */
export async function postExtra(
  { ledger }: BudgetOptions,
  tx: TransactionSql,
  command: Command | LedgerRefusal,
): Promise<{ amount: string } | LedgerRefusal> {
  if (isRefusal(command)) return command;
  const [answer] = await ledger.within(tx, [command]);
  return answer as { amount: string } | LedgerRefusal;
}
