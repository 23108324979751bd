import { type GrantPolicy, type GrantRefusal, refuseGrant } from '@exchequer/core/grant';
import type { ISql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';
import type { GrantOptions } from './options.ts';

/** Every version of the wordings, newest first. */
export async function loadPolicies(sql: ISql, workspace: string): Promise<GrantPolicy[]> {
  return sql<GrantPolicy[]>`
    select version, jurisdiction, effective_on as "effectiveOn", business_wording as "businessWording",
      personal_wording as "personalWording"
    from grant_policy where workspace = ${workspace} order by effective_on desc, version desc, jurisdiction`;
}

/** Adds a version. One that is there is never changed: papers name it. */
export async function addPolicy(
  { sql, now }: GrantOptions,
  workspace: string,
  policy: GrantPolicy,
  by: AuditActor,
): Promise<GrantPolicy | GrantRefusal> {
  const { version, jurisdiction, effectiveOn, businessWording, personalWording } = policy;
  return sql.begin(async (tx) => {
    const done = await tx`
      insert into grant_policy (workspace, version, jurisdiction, effective_on, business_wording,
        personal_wording, added_at, added_by)
      values (${workspace}, ${version}, ${jurisdiction}, ${effectiveOn}, ${businessWording}, ${personalWording},
        ${now()}, ${by.name})
      on conflict do nothing`;
    if (done.count === 0) {
      const place = jurisdiction === '' ? 'everywhere' : jurisdiction;
      return refuseGrant(
        'policy-exists',
        `version ${version} for ${place} is written already, and papers name it`,
        'Give the new wording a version of its own.',
      );
    }
    const detail = { jurisdiction, effective_on: effectiveOn };
    await recordAudit(tx, by, now(), { action: 'grant_policy.add', workspace, subject: version, detail });
    return policy;
  });
}
