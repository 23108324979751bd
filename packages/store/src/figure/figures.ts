import type { StatedFigure } from '@exchequer/model';
import type { Sql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';

/** Figures that the company states about itself. The newest statement holds; the older ones are kept. */
export interface FigureDesk {
  list(workspace: string): Promise<StatedFigure[]>;
  /** Keeps all of them or none. */
  state(workspace: string, figures: readonly StatedFigure[], by: AuditActor): Promise<void>;
}

export function createFigures({ sql, now }: { sql: Sql; now: () => Date }): FigureDesk {
  return {
    list: async (workspace) => {
      const rows = await sql<(Omit<StatedFigure, 'teamId'> & { team_id: string })[]>`
        select distinct on (key, month, team_id) key, month::text, team_id, trim_scale(amount)::text as amount, source
        from stated_figure where workspace = ${workspace}
        order by key, month, team_id, recorded_at desc`;
      return rows.map(({ team_id, ...row }) => ({ ...row, teamId: team_id }));
    },
    state: async (workspace, figures, by) => {
      if (figures.length === 0) return;
      const at = now();
      await sql.begin(async (tx) => {
        await tx`
          insert into stated_figure (workspace, key, month, team_id, amount, source, recorded_at, recorded_by)
          select ${workspace}, f.key, f.month::date, f.team_id, f.amount::numeric, f.source, ${at}, ${by.id}
          from unnest(
            ${figures.map(({ key }) => key)}::text[], ${figures.map(({ month }) => month)}::text[],
            ${figures.map(({ teamId }) => teamId)}::text[], ${figures.map(({ amount }) => amount)}::text[],
            ${figures.map(({ source }) => source)}::text[]
          ) as f (key, month, team_id, amount, source)
          on conflict (workspace, key, month, team_id, recorded_at) do update
          set amount = excluded.amount, source = excluded.source, recorded_by = excluded.recorded_by`;
        const detail = { figures: figures.length };
        await recordAudit(tx, by, at, { action: 'figure.state', subject: workspace, workspace, detail });
      });
    },
  };
}
