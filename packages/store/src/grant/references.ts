import { type GrantRefusal, refuseGrant } from '@exchequer/core/grant';
import { parseUsd } from '@exchequer/model';
import type { PayReference } from '@exchequer/model/contract';
import type { ISql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';
import type { GrantOptions } from './options.ts';

/** Reference lines, oldest first. */
export async function loadReferences(sql: ISql, workspace: string): Promise<PayReference[]> {
  return sql<PayReference[]>`
    select id, name, trim_scale(base)::text as base, trim_scale(tokens_low)::text as tokens_low,
      trim_scale(tokens_high)::text as tokens_high, per, currency, source, interest, noted_on, alarm
    from pay_reference where workspace = ${workspace} order by noted_on, id`;
}

/** Adds a reference line, or changes one by its id. */
export async function putReference(
  { sql, now, newId }: GrantOptions,
  workspace: string,
  wish: Omit<PayReference, 'id'> & { id?: string | undefined },
  by: AuditActor,
): Promise<PayReference | GrantRefusal> {
  if (parseUsd(wish.tokens_low) > parseUsd(wish.tokens_high)) {
    return refuseGrant(
      'reference-order',
      'the lower figure is above the higher one',
      'Give the lower one first.',
    );
  }
  const reference: PayReference = { ...wish, id: wish.id ?? newId('ref_') };
  await sql.begin(async (tx) => {
    await tx`
      insert into pay_reference ${tx({ workspace, ...reference })}
      on conflict (workspace, id) do update set name = excluded.name, base = excluded.base,
        tokens_low = excluded.tokens_low, tokens_high = excluded.tokens_high, per = excluded.per,
        currency = excluded.currency, source = excluded.source, interest = excluded.interest,
        noted_on = excluded.noted_on, alarm = excluded.alarm`;
    await recordAudit(tx, by, now(), { action: 'pay_reference.put', workspace, subject: reference.id });
  });
  return reference;
}
