import { localDate } from '@exchequer/core/metric';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { LedgerTransaction } from '@exchequer/model/contract';
import type { TransactionRow } from '@exchequer/store/ledger';
import { administering, reading } from './base.ts';
import { accepted } from './charge-answer.ts';
import type { ApiContext } from './context.ts';
import { closeRouter } from './ledger-close.ts';
import { statementRouter } from './ledger-statement.ts';
import { refusal } from './problem.ts';

const wireId = (id: string): string => `txn_${id}`;
const rowId = (id: string): string => id.slice('txn_'.length);

const toTransaction = (row: TransactionRow): LedgerTransaction => ({
  id: wireId(row.id),
  book: row.book,
  kind: row.kind,
  occurred_on: row.occurredOn,
  posted_on: row.postedOn,
  recorded_at: row.recordedAt.toISOString(),
  late: row.postedOn > row.occurredOn,
  memo: row.memo,
  subject: row.subject,
  amounts: row.amounts.map(({ currency, amount }) => ({ currency, amount: formatUsd(amount) })),
  reverses: row.reverses === null ? null : wireId(row.reverses),
  reversed_by: row.reversedBy === null ? null : wireId(row.reversedBy),
});

const noTransaction = (id: string) =>
  refusal(404, 'no-such-transaction', `there is no transaction ${id}`, 'Take the id from the list.');

const transactions = reading.ledger.transactions.handler(async ({ input, context }) => {
  const { workspace, ...filter } = input;
  const page = await context.services.desk.reads.transactions(workspace, filter);
  return { items: page.items.map(toTransaction), next_cursor: page.nextCursor };
});

const transaction = reading.ledger.transaction.handler(async ({ input, context }) => {
  const { desk } = context.services;
  const id = rowId(input.id);
  const found = await desk.reads.transaction(input.workspace, id);
  if (!found) throw noTransaction(input.id);
  return {
    ...toTransaction(found),
    postings: found.postings.map(({ line, key, currency, amount }) => ({
      line,
      account: key,
      currency,
      amount: formatUsd(amount),
    })),
    detail: { ...found.detail },
    command_key: found.commandKey,
    digest: found.digest,
    seal: found.seal && {
      id: found.seal.id,
      hash: found.seal.hash,
      sealed_at: found.seal.sealedAt.toISOString(),
    },
    usage: await desk.chargesOf(input.workspace, id),
  };
});

/** Accounts after this one, as the cursor says; accounts come in the order of their keys. */
const isAfter = (cursor: string | undefined, key: string, currency: string): boolean =>
  cursor === undefined || `${key} ${currency}` > Buffer.from(cursor, 'base64url').toString();

const accounts = reading.ledger.accounts.handler(async ({ input, context }) => {
  const { workspace, book, account, at, from, known_at: knownAt, cursor, limit } = input;
  const sums = await context.services.desk.reads.sums(workspace, {
    book,
    account,
    from,
    to: at && dayAfter(at),
    knownAt: knownAt === undefined ? undefined : new Date(knownAt),
  });
  const ordered = [...sums].sort((a, b) => (`${a.key} ${a.currency}` < `${b.key} ${b.currency}` ? -1 : 1));
  const rest = ordered.filter(({ key, currency }) => isAfter(cursor, key, currency));
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ key, currency, debit, credit }) => ({
      account: key,
      currency,
      debit: formatUsd(debit),
      credit: formatUsd(credit),
      balance: formatUsd(debit - credit),
    })),
    totals: totalsOf(sums),
    next_cursor:
      rest.length > limit && last ? Buffer.from(`${last.key} ${last.currency}`).toString('base64url') : null,
  };
});

function totalsOf(sums: readonly { currency: string; debit: bigint; credit: bigint }[]) {
  const totals = new Map<string, { debit: bigint; credit: bigint }>();
  for (const { currency, debit, credit } of sums) {
    const known = totals.get(currency) ?? { debit: 0n, credit: 0n };
    totals.set(currency, { debit: known.debit + debit, credit: known.credit + credit });
  }
  return [...totals].map(([currency, { debit, credit }]) => ({
    currency,
    debit: formatUsd(debit),
    credit: formatUsd(credit),
  }));
}

const dayAfter = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

const account = reading.ledger.account.handler(async ({ input, context }) => {
  const { workspace, book: _, ...ask } = input;
  const statement = await context.services.desk.reads.statement(workspace, ask);
  return {
    account: input.account,
    currency: input.currency,
    opening: formatUsd(statement.opening),
    lines: statement.lines.map((line) => ({
      transaction_id: wireId(line.transactionId),
      kind: line.kind,
      posted_on: line.postedOn,
      occurred_on: line.occurredOn,
      memo: line.memo,
      subject: line.subject,
      amount: formatUsd(line.amount),
      balance: formatUsd(line.balance),
    })),
    closing: formatUsd(statement.closing),
    next_cursor: statement.nextCursor,
  };
});

/** An amount with digits past 10⁻¹² is refused: rounding it would post what nobody wrote. */
function amountOf(text: string): bigint {
  try {
    return parseUsd(text);
  } catch {
    throw refusal(422, 'too-fine', `${text} has more than 12 decimals`, 'Give at most 12 decimals.');
  }
}

const adjust = administering.ledger.adjust.handler(async ({ input, context }) => {
  const answer = await context.services.desk.adjust(
    input.workspace,
    {
      book: input.book,
      postedOn: input.posted_on,
      occurredOn: input.occurred_on ?? input.posted_on,
      reason: input.reason,
      approver: input.approver,
      postings: input.postings.map(({ account: key, currency, amount }) => ({
        key,
        currency,
        amount: amountOf(amount),
      })),
      idempotencyKey: input.idempotency_key,
    },
    context.actor,
  );
  return { transaction_id: accepted(answer).transactionId };
});

/** Company day of now. */
const today = ({ now, services }: ApiContext): string =>
  localDate(now().getTime(), services.settings.current().time_zone);

const reverse = administering.ledger.reverse.handler(async ({ input, context }) => {
  const answer = await context.services.desk.reverse(
    input.workspace,
    {
      id: rowId(input.id),
      day: input.posted_on ?? today(context),
      reason: input.reason,
      approver: input.approver,
      idempotencyKey: input.idempotency_key,
    },
    context.actor,
  );
  if (answer === null) throw noTransaction(input.id);
  return { transaction_id: accepted(answer).transactionId };
});

const startProof = administering.ledger.verify.start.handler(({ input, context }) =>
  context.services.desk.proofs.start(input.workspace),
);

const proof = reading.ledger.verify.get.handler(async ({ input, context }) => ({
  run: await context.services.desk.proofs.get(input.workspace, input.id),
}));

const reconcile = reading.ledger.reconcile.handler(({ input, context }) => {
  if (input.from >= input.to) {
    throw refusal(422, 'empty-range', 'the range holds no day', 'Let `to` be a later day than `from`.');
  }
  return context.services.desk.prove(input.workspace, { from: input.from, to: input.to });
});

export const ledgerRouter = {
  transactions,
  transaction,
  accounts,
  account,
  adjust,
  reverse,
  verify: { start: startProof, get: proof },
  reconcile,
  ...statementRouter,
  ...closeRouter,
};
