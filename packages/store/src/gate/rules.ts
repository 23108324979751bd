import { type GateRules, usualGateRules } from '@exchequer/model';
import type { GateRulesView, Workspace } from '@exchequer/model/contract';
import type { ISql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';
import type { GateDeskOptions } from './options.ts';

/** Rules of the workspaces' gates. */
export interface RulesDesk {
  get(workspace: Workspace): Promise<GateRulesView>;
  /** What is left out stays. */
  set(workspace: Workspace, change: Partial<GateRulesView>, by: AuditActor): Promise<GateRulesView>;
}

export function createRulesDesk({ sql, now }: GateDeskOptions): RulesDesk {
  const current = async (tx: ISql, workspace: Workspace) =>
    rulesView((await loadRules(tx)).get(workspace) ?? usualGateRules);
  return {
    get: (workspace) => current(sql, workspace),
    set: (workspace, change, by) =>
      sql.begin(async (tx) => {
        await tx`select 1 from workspace where key = ${workspace} for update`;
        const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
        const rules: GateRulesView = { ...(await current(tx, workspace)), ...given };
        await tx`
          insert into gate_rules ${tx({ workspace, ...rules })}
          on conflict (workspace) do update set holds = excluded.holds, books_lost = excluded.books_lost,
            uncovered = excluded.uncovered, batches = excluded.batches, client_gone = excluded.client_gone,
            default_max_output = excluded.default_max_output, lease_seconds = excluded.lease_seconds,
            in_doubt = excluded.in_doubt`;
        await recordAudit(tx, by, now(), {
          action: 'gate.rules',
          subject: workspace,
          workspace,
          detail: given,
        });
        return rules;
      }),
  };
}

/** Rules of the workspaces that have any of their own. */
export async function loadRules(sql: ISql): Promise<Map<string, GateRules>> {
  const rows = await sql<(GateRules & { workspace: string })[]>`
    select workspace, holds, books_lost as "booksLost", uncovered, batches, client_gone as "clientGone",
      default_max_output as "defaultMaxOutput", lease_seconds as "leaseSeconds", in_doubt as "inDoubt"
    from gate_rules`;
  return new Map(rows.map(({ workspace, ...rules }) => [workspace, rules]));
}

const rulesView = (rules: GateRules): GateRulesView => ({
  holds: rules.holds,
  books_lost: rules.booksLost,
  uncovered: rules.uncovered,
  batches: rules.batches,
  client_gone: rules.clientGone,
  default_max_output: rules.defaultMaxOutput,
  lease_seconds: rules.leaseSeconds,
  in_doubt: rules.inDoubt,
});
