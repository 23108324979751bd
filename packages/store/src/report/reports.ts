import { createHash } from 'node:crypto';
import type { Sql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';

/** A report as it was made. */
export interface KeptReport {
  id: string;
  kind: 'board';
  /** The month that it is of, such as 2026-10. */
  month: string;
  madeAt: Date;
  madeBy: string;
  digest: string;
  /** JSON text of its figures. */
  contents: string;
}

export type ReportHead = Omit<KeptReport, 'contents'>;

export interface ReportDesk {
  /** Keeps a report for ever. @returns it with its id and digest */
  keep(
    workspace: string,
    report: Pick<KeptReport, 'kind' | 'month' | 'madeAt' | 'contents'>,
    by: AuditActor,
  ): Promise<KeptReport>;
  /** Null where there is none. @throws ReportDamaged when it is not what was kept */
  get(workspace: string, id: string): Promise<KeptReport | null>;
  /** The newest hundred. */
  list(workspace: string, month?: string): Promise<ReportHead[]>;
}

/** What is stored is not what was kept. */
export class ReportDamaged extends Error {
  readonly code = 'report-damaged';
  readonly fix = 'Restore the table report_snapshot from a backup; somebody changed it past the product.';
  constructor(id: string) {
    super(`the figures of report ${id} do not match their digest`);
    this.name = 'ReportDamaged';
  }
}

const digestOf = (contents: string): string => createHash('sha256').update(contents).digest('hex');
const most = 100;

interface ReportOptions {
  sql: Sql;
  newId: (prefix: string) => string;
}

export function createReports({ sql, newId }: ReportOptions): ReportDesk {
  const head = sql`id, kind, month, made_at as "madeAt", made_by_name as "madeBy", digest`;
  return {
    keep: async (workspace, { kind, month, madeAt, contents }, by) => {
      const kept = {
        id: newId('rpt_'),
        kind,
        month,
        madeAt,
        madeBy: by.name,
        digest: digestOf(contents),
        contents,
      };
      await sql.begin(async (tx) => {
        await tx`
          insert into report_snapshot
            (workspace, id, kind, month, made_at, made_by_id, made_by_name, digest, contents)
          values (${workspace}, ${kept.id}, ${kind}, ${month}, ${madeAt}, ${by.id}, ${by.name}, ${kept.digest},
            ${contents})`;
        const detail = { month, digest: kept.digest };
        await recordAudit(tx, by, madeAt, { action: `report.${kind}`, subject: kept.id, workspace, detail });
      });
      return kept;
    },
    get: async (workspace, id) => {
      const [found] = await sql<KeptReport[]>`
        select ${head}, contents from report_snapshot where workspace = ${workspace} and id = ${id}`;
      if (!found) return null;
      if (digestOf(found.contents) !== found.digest) throw new ReportDamaged(id);
      return found;
    },
    list: (workspace, month) => sql<ReportHead[]>`
      select ${head} from report_snapshot
      where workspace = ${workspace} ${month === undefined ? sql`` : sql`and month = ${month}`}
      order by made_at desc, id limit ${most}`,
  };
}
