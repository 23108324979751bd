import type { EvaluationTerm, TermKind, Terms } from '@exchequer/model';
import type { JSONValue, Sql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';

export interface NamedTerm {
  readonly name: string;
  readonly part: string;
  readonly body: Terms[TermKind][number];
}

/** What a company states of its contracts, seats, waits and trials. The newest statement of a name holds. */
export interface TermDesk {
  list(workspace: string): Promise<Terms>;
  /** Keeps all of them or none. A name that is stated anew loses what was stated of it before. */
  state(workspace: string, kind: TermKind, terms: readonly NamedTerm[], by: AuditActor): Promise<void>;
  /** Removes everything of a name; how many that were. */
  remove(workspace: string, kind: TermKind, name: string, by: AuditActor): Promise<number>;
}

export function createTerms({ sql, now }: { sql: Sql; now: () => Date }): TermDesk {
  return {
    list: async (workspace) => {
      const rows = await sql<{ kind: TermKind; body: EvaluationTerm }[]>`
        select kind, body from stated_term where workspace = ${workspace} order by kind, name, part`;
      const of = (kind: TermKind) =>
        rows.filter((row) => row.kind === kind).map(({ body }) => body as unknown);
      return {
        commitment: of('commitment') as Terms['commitment'],
        seat: of('seat') as Terms['seat'],
        wait: of('wait') as Terms['wait'],
        evaluation: of('evaluation') as Terms['evaluation'],
      };
    },
    state: async (workspace, kind, terms, by) => {
      if (terms.length === 0) return;
      const at = now();
      const names = [...new Set(terms.map(({ name }) => name))];
      await sql.begin(async (tx) => {
        await tx`delete from stated_term where workspace = ${workspace} and kind = ${kind} and name in ${tx(names)}`;
        for (const { name, part, body } of terms)
          await tx`
            insert into stated_term (workspace, kind, name, part, body, recorded_at, recorded_by)
            values (${workspace}, ${kind}, ${name}, ${part}, ${tx.json(body as unknown as JSONValue)}, ${at}, ${by.id})`;
        await recordAudit(tx, by, at, {
          ...{ action: `terms.${kind}`, subject: names.join(', ').slice(0, 200), workspace },
          detail: { stated: terms.length },
        });
      });
    },
    remove: (workspace, kind, name, by) =>
      sql.begin(async (tx) => {
        const { count } = await tx`
          delete from stated_term where workspace = ${workspace} and kind = ${kind} and name = ${name}`;
        if (count > 0)
          await recordAudit(tx, by, now(), {
            ...{ action: `terms.${kind}.remove`, subject: name, workspace },
            detail: { removed: count },
          });
        return count;
      }),
  };
}
