import { type GrantRefusal, type Pay, refuseGrant } from '@exchequer/core/grant';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { ISql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';
import type { GrantOptions } from './options.ts';

/** Annual pay of a worker from a day on. */
export interface PayRow extends Pay {
  workerId: string;
  effectiveOn: string;
  currency: string;
  role: string;
  band: string;
}

interface Row {
  worker_id: string;
  effective_on: string;
  base: string;
  bonus: string;
  equity: string;
  currency: string;
  role: string;
  band: string;
}

const fromRow = (row: Row): PayRow => ({
  workerId: row.worker_id,
  effectiveOn: row.effective_on,
  base: parseUsd(row.base),
  bonus: parseUsd(row.bonus),
  equity: parseUsd(row.equity),
  currency: row.currency,
  role: row.role,
  band: row.band,
});

/** Pay on a day, by worker. Whoever shows it to somebody writes that down (`noteSightings`). */
export async function payOn(
  sql: ISql,
  workspace: string,
  day: string,
  workerIds?: readonly string[],
): Promise<Map<string, PayRow>> {
  const rows = await sql<Row[]>`
    select distinct on (worker_id) * from compensation
    where workspace = ${workspace} and effective_on <= ${day}
      ${workerIds ? sql`and worker_id = any (${[...workerIds]}::text[])` : sql``}
    order by worker_id, effective_on desc`;
  return new Map(rows.map((row) => [row.worker_id, fromRow(row)]));
}

/** Every row of a worker, newest first. */
export async function payHistory(sql: ISql, workspace: string, workerId: string): Promise<PayRow[]> {
  const rows = await sql<Row[]>`
    select * from compensation where workspace = ${workspace} and worker_id = ${workerId}
    order by effective_on desc`;
  return rows.map(fromRow);
}

/** Sets pay from a day on; a row of the same day is replaced. The audit trail holds no amount. */
export async function putPay(
  { sql, now, payChanged }: GrantOptions,
  workspace: string,
  rows: readonly PayRow[],
  by: AuditActor,
): Promise<GrantRefusal | null> {
  const refused = await sql.begin(async (tx) => {
    const ids = rows.map(({ workerId }) => workerId);
    const known = await tx<{ id: string }[]>`
      select id from worker where workspace = ${workspace} and kind = 'person' and id = any (${ids}::text[])`;
    const there = new Set(known.map(({ id }) => id));
    const missing = ids.find((id) => !there.has(id));
    if (missing !== undefined) return unknownPerson(missing);
    for (const row of rows) {
      await tx`
        insert into compensation (workspace, worker_id, effective_on, base, bonus, equity, currency, role, band)
        values (${workspace}, ${row.workerId}, ${row.effectiveOn}, ${formatUsd(row.base)}, ${formatUsd(row.bonus)},
          ${formatUsd(row.equity)}, ${row.currency}, ${row.role}, ${row.band})
        on conflict (workspace, worker_id, effective_on) do update set base = excluded.base,
          bonus = excluded.bonus, equity = excluded.equity, currency = excluded.currency,
          role = excluded.role, band = excluded.band`;
      const detail = { effective_on: row.effectiveOn };
      await recordAudit(tx, by, now(), {
        action: 'compensation.put',
        workspace,
        subject: row.workerId,
        detail,
      });
    }
    return null;
  });
  if (!refused) await payChanged?.(workspace);
  return refused;
}

export const unknownPerson = (id: string): GrantRefusal =>
  refuseGrant('worker-unknown', `there is no person ${id}`, 'See the people: exchequer people list.');
