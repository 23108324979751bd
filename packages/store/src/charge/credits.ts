import {
  account,
  buyCredit,
  type CreditPurchase,
  expireCredit,
  monthsAt,
  straightLine,
} from '@exchequer/core/charge';
import { type LedgerRefusal, openDay } from '@exchequer/core/ledger';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { CreditView } from '@exchequer/model/contract';
import type { ISql, JSONValue } from 'postgres';
import type { AuditActor } from '../access/index.ts';
import { changeMoney, named, type Posted } from './command.ts';
import type { ChargeOptions } from './options.ts';

export type CreditWish = Omit<CreditPurchase, 'id'> & { idempotencyKey: string | undefined };

/** Books bought credit. */
export function buyCredits(
  options: ChargeOptions,
  workspace: string,
  { idempotencyKey, ...wish }: CreditWish,
  by: AuditActor,
): Promise<Posted<{ credit_id: string }> | LedgerRefusal> {
  const { amount, ...rest } = wish;
  const body = { ...rest, amount: formatUsd(amount) };
  const name = named(options, workspace, 'buy-credit', idempotencyKey, body);
  return changeMoney(options, {
    workspace,
    by,
    subject: ({ credit_id }) => credit_id,
    command: async () => buyCredit(name, { id: options.newId('crd_'), ...wish }),
    apply: async (tx, { credit_id: id }, key) => {
      await tx`
        insert into prepaid_credit (workspace, id, provider, currency, amount, purchased_on, expires_on,
          reference, account_key, command_key)
        values (${workspace}, ${id}, ${wish.provider}, ${wish.currency}, ${formatUsd(amount)}, ${wish.purchasedOn},
          ${wish.expiresOn}, ${wish.reference}, ${account.prepaid(wish.provider, id).key}, ${key})`;
    },
    audit: ({ credit_id }) => ({
      action: 'credit.buy',
      subject: credit_id,
      detail: body as Record<string, JSONValue>,
    }),
  });
}

export interface ExpiryWish {
  creditId: string;
  /** All that is left when null. */
  amount: bigint | null;
  expiredOn: string;
  memo: string;
  idempotencyKey: string | undefined;
}

/** Writes off credit that expired. The credit must exist. */
export async function expireCredits(
  options: ChargeOptions,
  workspace: string,
  { idempotencyKey, ...wish }: ExpiryWish,
  by: AuditActor,
): Promise<Posted<{ expired: boolean }> | LedgerRefusal | null> {
  const [credit] = await options.sql<{ provider: string }[]>`
    select provider from prepaid_credit where workspace = ${workspace} and id = ${wish.creditId}`;
  if (!credit) return null;
  const body = { ...wish, amount: wish.amount === null ? null : formatUsd(wish.amount) };
  const name = named(options, workspace, 'expire-credit', idempotencyKey, body);
  return changeMoney(options, {
    workspace,
    by,
    subject: () => wish.creditId,
    command: async () => expireCredit(name, { ...wish, provider: credit.provider }),
    audit: () => ({ action: 'credit.expire', subject: wish.creditId, detail: body }),
  });
}

/**
 * Writes off whatever is left of credits past their last day. It stands on that day, or on the first
 * open one; credit that an amendment returns to an expired credit is written off the same way.
 * @returns how many credits were written off
 */
export async function expireDueCredits(
  options: ChargeOptions,
  today: string,
  by: AuditActor,
): Promise<number> {
  const due = await options.sql<
    {
      workspace: string;
      id: string;
      expiresOn: string;
      balance: string;
      expiries: string;
      closed: string | null;
    }[]
  >`
    select c.workspace, c.id, c.expires_on as "expiresOn", a.balance::text as balance,
      (select count(*) from ledger_transaction t
        where t.workspace = c.workspace and t.subject = c.id and t.kind = 'credit-expiry')::text as expiries,
      (select max(closed_through) from ledger_close l
        where l.workspace = c.workspace and l.book = 'financial') as closed
    from prepaid_credit c
    join ledger_account a on a.workspace = c.workspace and a.currency = c.currency
      and a.key = c.account_key
    where c.expires_on < ${today} and a.balance > 0`;
  let expired = 0;
  for (const { workspace, id, expiresOn, expiries, closed } of due) {
    const wish = {
      creditId: id,
      amount: null,
      expiredOn: openDay(expiresOn, closed),
      memo: '',
      // Each write-off of a credit is one cause; a repeat after a crash finds nothing left to write off.
      idempotencyKey: `${id}:${expiries}`,
    };
    const done = await expireCredits(options, workspace, wish, by);
    if (done && !('refused' in done)) expired++;
  }
  return expired;
}

interface CreditRow {
  id: string;
  provider: string;
  currency: string;
  amount: string;
  drawn: string;
  expired: string;
  balance: string;
  purchasedOn: string;
  expiresOn: string | null;
  reference: string;
  reversed: boolean;
}

/** Credits with what became of them, as the ledger tells it; newest purchase first. */
export async function listCredits(
  sql: ISql,
  workspace: string,
  { provider = null, id = null }: { provider?: string | null; id?: string | null } = {},
): Promise<CreditView[]> {
  const rows = await sql<CreditRow[]>`
    select c.id, c.provider, c.currency, c.amount::text, c.purchased_on as "purchasedOn",
      c.expires_on as "expiresOn", c.reference, coalesce(moved.balance, 0)::text as balance,
      coalesce(-moved.expired, 0)::text as expired, coalesce(moved.reversed, false) as reversed,
      (select coalesce(sum(amount), 0) from charge_funding f
        where f.workspace = c.workspace and f.source = c.id)::text as drawn
    from prepaid_credit c
    left join lateral (
      select sum(p.amount) as balance, sum(p.amount) filter (where t.kind = 'credit-expiry') as expired,
        bool_or(r.id is not null) filter (where t.kind = 'credit-purchase') as reversed
      from ledger_account a
      cross join lateral ledger_postings_on(a.id) p
      join ledger_transaction t on t.id = p.transaction_id
      left join ledger_transaction r on r.reverses = t.id
      where a.workspace = c.workspace and a.currency = c.currency and a.key = c.account_key
    ) as moved on true
    where c.workspace = ${workspace} and (${provider}::text is null or c.provider = ${provider})
      and (${id}::text is null or c.id = ${id})
    order by c.purchased_on desc, c.id`;
  return rows.map(toView);
}

function toView(row: CreditRow): CreditView {
  const { reversed, purchasedOn, expiresOn, ...rest } = row;
  const plain = (text: string) => formatUsd(parseUsd(text));
  return {
    ...rest,
    amount: plain(row.amount),
    drawn: plain(row.drawn),
    expired: plain(row.expired),
    balance: plain(row.balance),
    purchased_on: purchasedOn,
    expires_on: expiresOn,
    state: stateOf(row),
    straight_line_per_month: formatUsd(straightLine(parseUsd(row.amount), purchasedOn, expiresOn)),
  };
}

function stateOf({ reversed, balance, expired }: CreditRow): CreditView['state'] {
  if (reversed) return 'void';
  if (parseUsd(balance) > 0n) return 'open';
  return parseUsd(expired) > 0n ? 'expired' : 'used';
}

/** The day a month before, as a period that ends with `asOf` begins after it. */
function monthBefore(asOf: string): string {
  const [year = 0, month = 0, day = 0] = asOf.split('-').map(Number);
  // The last day of a month is a month after the last day of the one before it, however long each is.
  const isLast = new Date(Date.UTC(year, month, 0)).getUTCDate() === day;
  const lastBefore = new Date(Date.UTC(year, month - 1, 0)).getUTCDate();
  const date = isLast ? lastBefore : Math.min(day, lastBefore);
  return new Date(Date.UTC(year, month - 2, date)).toISOString().slice(0, 10);
}

/** How long the credits of each provider last at the pace of the month that ends with a day. */
export async function creditRunway(
  sql: ISql,
  workspace: string,
  credits: readonly CreditView[],
  asOf: string,
) {
  const drawn = await sql<{ provider: string; amount: string }[]>`
    select provider, sum(amount)::text as amount from charge_funding
    where workspace = ${workspace} and source <> 'accrued'
      and occurred_on > ${monthBefore(asOf)} and occurred_on <= ${asOf}
    group by provider`;
  const pace = new Map(drawn.map(({ provider, amount }) => [provider, parseUsd(amount)]));
  const providers = [...new Set(credits.map(({ provider }) => provider))].sort();
  return providers.map((provider) => {
    const own = credits.filter((credit) => credit.provider === provider && credit.state !== 'void');
    const sum = (name: 'balance' | 'amount') =>
      own.reduce((total, credit) => total + parseUsd(credit[name]), 0n);
    const month = pace.get(provider) ?? 0n;
    const expiries = own.flatMap((c) => (c.state === 'open' && c.expires_on ? [c.expires_on] : []));
    return {
      provider,
      currency: own[0]?.currency ?? 'USD',
      balance: formatUsd(sum('balance')),
      bought: formatUsd(sum('amount')),
      drawn_last_month: formatUsd(month),
      runway_months: monthsAt(sum('balance'), month),
      lasts_months: monthsAt(sum('amount'), month),
      next_expiry: expiries.sort()[0] ?? null,
    };
  });
}
