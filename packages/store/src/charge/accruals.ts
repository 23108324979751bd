import {
  type AccrualDraft,
  accrue,
  bookShortfall,
  bookTaxableUse,
  type ShortfallDraft,
  type TaxableUseDraft,
} from '@exchequer/core/charge';
import { dayAfter, type LedgerRefusal } from '@exchequer/core/ledger';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { ISql, JSONValue } from 'postgres';
import type { AuditActor } from '../access/index.ts';
import { changeMoney, named, type Posted } from './command.ts';
import type { ChargeOptions } from './options.ts';

type Wish<T> = Omit<T, 'id'> & { idempotencyKey: string | undefined };

/** Accrues a cost at the end of a month; with its reversal on the next day where it reverses by itself. */
export function accrueCost(
  options: ChargeOptions,
  workspace: string,
  { idempotencyKey, ...wish }: Wish<AccrualDraft>,
  by: AuditActor,
): Promise<Posted<{ accrual_id: string }> | LedgerRefusal> {
  const body = { ...wish, amount: formatUsd(wish.amount) };
  const name = named(options, workspace, 'accrual', idempotencyKey, body);
  return changeMoney(options, {
    workspace,
    by,
    subject: ({ accrual_id }) => accrual_id,
    command: async () => accrue(name, { id: options.newId('acc_'), ...wish }),
    apply: (tx, { accrual_id: id }, key) =>
      keep(options, tx, workspace, {
        ...wish,
        id,
        kind: 'accrual',
        reversesOn: wish.autoReverse ? dayAfter(wish.accruedOn) : null,
        commandKey: key,
      }),
    audit: ({ accrual_id }) => ({
      action: 'accrual.post',
      subject: accrual_id,
      detail: body as Record<string, JSONValue>,
    }),
  });
}

/** Books what a commitment costs beyond the usage under it. */
export function bookShortfallOf(
  options: ChargeOptions,
  workspace: string,
  { idempotencyKey, ...wish }: Wish<ShortfallDraft>,
  by: AuditActor,
): Promise<Posted<{ id: string }> | LedgerRefusal> {
  const body = { ...wish, amount: formatUsd(wish.amount) };
  const name = named(options, workspace, 'shortfall', idempotencyKey, body);
  return changeMoney(options, {
    workspace,
    by,
    subject: ({ id }) => id,
    command: async () => bookShortfall(name, { id: options.newId('shf_'), ...wish }),
    apply: (tx, { id }, key) =>
      keep(options, tx, workspace, {
        ...wish,
        id,
        kind: 'shortfall',
        purpose: '',
        costCenter: '',
        accruedOn: wish.occurredOn,
        reversesOn: null,
        commandKey: key,
      }),
    audit: ({ id }) => ({ action: 'commitment.shortfall', subject: id, detail: body }),
  });
}

/** Books use of tokens that is pay. */
export function bookTaxableUseOf(
  options: ChargeOptions,
  workspace: string,
  { idempotencyKey, ...wish }: Wish<TaxableUseDraft>,
  by: AuditActor,
): Promise<Posted<{ id: string }> | LedgerRefusal> {
  const body = { ...wish, amount: formatUsd(wish.amount), employerTax: formatUsd(wish.employerTax) };
  const name = named(options, workspace, 'taxable-use', idempotencyKey, body);
  return changeMoney(options, {
    workspace,
    by,
    subject: ({ id }) => id,
    command: async () => bookTaxableUse(name, { id: options.newId('tax_'), ...wish }),
    audit: ({ id }) => ({ action: 'taxable-use.post', subject: id, detail: body }),
  });
}

interface AccrualRecord {
  id: string;
  kind: 'accrual' | 'shortfall';
  provider: string;
  purpose: string;
  costCenter: string;
  currency: string;
  amount: bigint;
  accruedOn: string;
  reversesOn: string | null;
  memo: string;
  commandKey: string;
}

async function keep({ now }: ChargeOptions, tx: ISql, workspace: string, one: AccrualRecord): Promise<void> {
  await tx`
    insert into accrual (workspace, id, kind, provider, purpose, cost_center, currency, amount, accrued_on,
      reverses_on, memo, recorded_at, command_key)
    values (${workspace}, ${one.id}, ${one.kind}, ${one.provider}, ${one.purpose}, ${one.costCenter},
      ${one.currency}, ${formatUsd(one.amount)}, ${one.accruedOn}, ${one.reversesOn}, ${one.memo}, ${now()},
      ${one.commandKey})`;
}

interface AccrualRow {
  id: string;
  provider: string;
  purpose: AccrualDraft['purpose'];
  cost_center: string;
  amount: string;
  currency: string;
  accrued_on: string;
  reverses_on: string | null;
  memo: string;
  transaction_ids: string[];
}

/** Accruals entered by hand, newest first; one more than the limit when there are more. */
export async function listAccruals(
  sql: ISql,
  workspace: string,
  page: { cursor: string | null; limit: number; id?: string },
): Promise<AccrualRow[]> {
  const [before, beforeId] = (page.cursor ?? '').split(' ');
  const rows = await sql<AccrualRow[]>`
    select id, provider, purpose, cost_center, amount::text, currency, accrued_on, reverses_on, memo,
      array(select 'txn_' || t.id from ledger_transaction t
        where t.workspace = a.workspace and t.subject = a.id order by t.id) as transaction_ids
    from accrual a
    where workspace = ${workspace} and kind = 'accrual'
      and (${page.id ?? null}::text is null or id = ${page.id ?? null})
      and (${beforeId ?? null}::text is null or (accrued_on, id) < (${before || null}::text::date, ${beforeId ?? null}))
    order by accrued_on desc, a.id desc limit ${page.limit + 1}`;
  return rows.map((row) => ({ ...row, amount: formatUsd(parseUsd(row.amount)) }));
}
