import { workOrder } from '@exchequer/core/link';
import { readWorkKey, type WorkKey, type WorkLink } from '@exchequer/model';
import type { Sql } from 'postgres';

/** What a person says of two work items. */
export interface LinkWish {
  from: string;
  to: string;
  revoked: boolean;
  reason: string;
}

/** Why two work items cannot be linked. */
export interface LinkRefusal {
  refused: string;
  detail: string;
  fix: string;
}

/** The link as it is kept: from the kind that comes first on the way from usage, whichever end was named first. */
export function manualLink({ from, to, revoked, reason }: LinkWish, at: Date): WorkLink | LinkRefusal {
  const [start, end] = [readWorkKey(from), readWorkKey(to)];
  for (const [text, key] of [
    [from, start],
    [to, end],
  ] as const) {
    if (!key) {
      return {
        refused: 'work-key-unknown',
        detail: `"${text}" names no work item`,
        fix: 'Write kind:key, such as ticket:abc-12, branch:github.com/acme/api@fix-login or session:claude-code/<id>.',
      };
    }
  }
  if (!start || !end || start.kind === end.kind) {
    return {
      refused: 'link-leads-nowhere',
      detail: `two work items of the kind ${start?.kind} cannot be linked`,
      fix: 'Link work to what it was for: a session, branch or commit to a pull request or ticket.',
    };
  }
  const forward = workOrder.indexOf(start.kind) < workOrder.indexOf(end.kind);
  const [first, second] = forward ? [from, to] : [to, from];
  return {
    from: first as WorkKey,
    to: second as WorkKey,
    rule: 'manual',
    evidence: reason,
    occurred_at: at.toISOString(),
    revoked,
  };
}

/** Keeps who said so and why; never changed afterwards. */
export async function recordManualLink(
  sql: Sql,
  workspace: string,
  { from, to, revoked = false, evidence, occurred_at }: WorkLink,
  actorId: string,
): Promise<void> {
  await sql`
    insert into manual_link (workspace, from_key, to_key, revoked, reason, set_by, set_at)
    values (${workspace}, ${from}, ${to}, ${revoked}, ${evidence}, ${actorId}, ${occurred_at})`;
}
