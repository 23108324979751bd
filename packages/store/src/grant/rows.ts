import type { DaySpan, Grant, GrantAmount, GrantTerms, Holder, Lot } from '@exchequer/core/grant';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { ISql, JSONValue } from 'postgres';

interface GrantRow {
  id: string;
  plan_id: string;
  holder_kind: Holder['kind'];
  holder_id: string;
  terms: Terms;
  amount_per: GrantAmount['per'];
  amount: string;
  currency: string;
  starts_on: string;
  ends_on: string | null;
  jurisdiction: string;
  policy_version: string;
  advance: string;
  pauses: [from: string, to: string][] | null;
}

type Terms = Omit<GrantTerms, 'rollover'> & { rollover: { percent: number; cap: string | null } };

/** Terms as JSON keeps them: amounts as decimal strings. */
export const toTermsJson = ({ rollover, ...terms }: GrantTerms): JSONValue => ({
  ...terms,
  rollover: { percent: rollover.percent, cap: rollover.cap === null ? null : formatUsd(rollover.cap) },
});

export const fromTermsJson = ({ rollover, ...terms }: Terms): GrantTerms => ({
  ...terms,
  rollover: { percent: rollover.percent, cap: rollover.cap === null ? null : parseUsd(rollover.cap) },
});

function fromGrantRow(row: GrantRow): Grant {
  const amount = parseUsd(row.amount);
  return {
    id: row.id,
    planId: row.plan_id,
    holder: { kind: row.holder_kind, id: row.holder_id },
    terms: fromTermsJson(row.terms),
    amount: row.amount_per === 'year' ? { per: 'year', annual: amount } : { per: 'working_day', amount },
    currency: row.currency,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    pauses: (row.pauses ?? []).map(([from, to]): DaySpan => ({ from, to })),
    jurisdiction: row.jurisdiction,
    policyVersion: row.policy_version,
    advance: parseUsd(row.advance),
  };
}

/** Grants of the workspace; of some ids, of a holder, or all. */
export async function loadGrants(
  sql: ISql,
  workspace: string,
  of: { ids?: readonly string[]; holder?: Holder } = {},
): Promise<Grant[]> {
  const { ids, holder } = of;
  const rows = await sql<GrantRow[]>`
    select g.*, (select json_agg(json_build_array(p.from_day, p.to_day) order by p.from_day)
      from grant_pause p where p.workspace = g.workspace and p.grant_id = g.id) as pauses
    from grant_given g where g.workspace = ${workspace}
      ${ids ? sql`and g.id = any (${[...ids]}::text[])` : sql``}
      ${holder ? sql`and g.holder_kind = ${holder.kind} and g.holder_id = ${holder.id}` : sql``}
    order by g.starts_on, g.id`;
  return rows.map(fromGrantRow);
}

/** Where a new grant comes from and who gave it. */
export interface GrantOrigin {
  by: string;
  at: Date;
  idempotencyKey: string | null;
  bodyHash: string | null;
}

export async function insertGrant(
  tx: ISql,
  workspace: string,
  grant: Grant,
  origin: GrantOrigin,
): Promise<void> {
  const { amount } = grant;
  await tx`
    insert into grant_given (workspace, id, plan_id, holder_kind, holder_id, terms, amount_per, amount, currency,
      starts_on, ends_on, jurisdiction, policy_version, issued_at, issued_by, idempotency_key, body_hash)
    values (${workspace}, ${grant.id}, ${grant.planId}, ${grant.holder.kind}, ${grant.holder.id},
      ${tx.json(toTermsJson(grant.terms))}, ${amount.per},
      ${formatUsd(amount.per === 'year' ? amount.annual : amount.amount)}, ${grant.currency}, ${grant.startsOn},
      ${grant.endsOn}, ${grant.jurisdiction}, ${grant.policyVersion}, ${origin.at}, ${origin.by},
      ${origin.idempotencyKey}, ${origin.bodyHash})`;
}

/** Writes what of a grant may change: its end, its pauses and what was spent ahead. */
export async function updateGrant(tx: ISql, workspace: string, grant: Grant, reason: string): Promise<void> {
  await tx`
    update grant_given set ends_on = ${grant.endsOn}, advance = ${formatUsd(grant.advance)}
    where workspace = ${workspace} and id = ${grant.id}`;
  const froms = grant.pauses.map(({ from }) => from);
  await tx`
    delete from grant_pause where workspace = ${workspace} and grant_id = ${grant.id}
      and not from_day = any (${froms}::date[])`;
  for (const { from, to } of grant.pauses) {
    await tx`
      insert into grant_pause (workspace, grant_id, from_day, to_day, reason)
      values (${workspace}, ${grant.id}, ${from}, ${to}, ${reason})
      on conflict (workspace, grant_id, from_day) do update set to_day = excluded.to_day`;
  }
}

interface LotRow {
  id: string;
  grant_id: string;
  holder_kind: Holder['kind'];
  holder_id: string;
  kind: Lot['kind'];
  starts_on: string;
  expires_on: string;
  accrues_from: string | null;
  accrues_to: string | null;
  rolled: boolean;
  granted: string;
  available: string;
  used: string;
  expired: string;
  returned: string;
  transferred: string;
}

const fromLotRow = (row: LotRow): Lot => ({
  id: row.id,
  grantId: row.grant_id,
  holder: { kind: row.holder_kind, id: row.holder_id },
  kind: row.kind,
  startsOn: row.starts_on,
  expiresOn: row.expires_on,
  accrues: row.accrues_from && row.accrues_to ? { from: row.accrues_from, to: row.accrues_to } : null,
  rolled: row.rolled,
  granted: parseUsd(row.granted),
  available: parseUsd(row.available),
  used: parseUsd(row.used),
  expired: parseUsd(row.expired),
  returned: parseUsd(row.returned),
  transferred: parseUsd(row.transferred),
});

const toLotRow = (workspace: string, lot: Lot) => ({
  workspace,
  id: lot.id,
  grant_id: lot.grantId,
  holder_kind: lot.holder.kind,
  holder_id: lot.holder.id,
  kind: lot.kind,
  starts_on: lot.startsOn,
  expires_on: lot.expiresOn,
  accrues_from: lot.accrues?.from ?? null,
  accrues_to: lot.accrues?.to ?? null,
  rolled: lot.rolled,
  granted: formatUsd(lot.granted),
  available: formatUsd(lot.available),
  used: formatUsd(lot.used),
  expired: formatUsd(lot.expired),
  returned: formatUsd(lot.returned),
  transferred: formatUsd(lot.transferred),
});

/** Lots of a holder, of a grant, of some ids, or all of the workspace. */
export async function loadLots(
  sql: ISql,
  workspace: string,
  of: { holder?: Holder; grantId?: string; ids?: readonly string[] } = {},
): Promise<Lot[]> {
  const { holder, grantId, ids } = of;
  const rows = await sql<LotRow[]>`
    select * from grant_lot where workspace = ${workspace}
      ${holder ? sql`and holder_kind = ${holder.kind} and holder_id = ${holder.id}` : sql``}
      ${grantId ? sql`and grant_id = ${grantId}` : sql``}
      ${ids ? sql`and id = any (${[...ids]}::text[])` : sql``}
    order by starts_on, id`;
  return rows.map(fromLotRow);
}

/** Writes lots as they are now. */
export async function saveLots(tx: ISql, workspace: string, lots: readonly Lot[]): Promise<void> {
  for (let at = 0; at < lots.length; at += 1_000) {
    const rows = lots.slice(at, at + 1_000).map((lot) => toLotRow(workspace, lot));
    await tx`
      insert into grant_lot ${tx(rows)} on conflict (workspace, id) do update set
        accrues_to = excluded.accrues_to, rolled = excluded.rolled, granted = excluded.granted,
        available = excluded.available, used = excluded.used, expired = excluded.expired,
        returned = excluded.returned, transferred = excluded.transferred`;
  }
}
