import { addDays } from '@exchequer/core/envelope';
import type { Services } from '../../../../apps/server/src/services.ts';

/** What there is to ask about in the loaded company. */
export interface Scopes {
  readonly people: number;
  readonly events: number;
  /** First day with usage, and the day after the last. */
  readonly from: string;
  readonly to: string;
  readonly teams: readonly string[];
  readonly providers: readonly string[];
  readonly workflows: readonly string[];
  readonly envelopes: number;
}

/** Reads the scopes from the tower itself. */
export async function scopesOf({ engine, sql }: Pick<Services, 'engine' | 'sql'>): Promise<Scopes> {
  const [all] = await engine.query<{ n: string; from: string; last: string }>(
    `SELECT toString(sum(j.requests)) AS n, toString(min(j.day)) AS from, toString(max(j.day)) AS last
FROM usage_day_brief AS j WHERE j.workspace = 'sample'`,
  );
  if (!all) throw new Error('nothing is loaded in the workspace sample');
  const values = async (column: string): Promise<string[]> => {
    const rows = await engine.query<{ value: string }>(
      `SELECT toString(j.${column}) AS value FROM usage_journal AS j
WHERE j.workspace = 'sample' GROUP BY value HAVING value != '' ORDER BY count() DESC LIMIT 200`,
    );
    return rows.map(({ value }) => value);
  };
  const [people] = await sql<{ n: number }[]>`
    select count(*)::int as n from worker where workspace = 'sample' and kind = 'person'`;
  const [envelopes] = await sql<{ n: number }[]>`
    select count(*)::int as n from envelope where workspace = 'sample'`;
  return {
    ...{ people: people?.n ?? 0, events: Number(all.n), from: all.from, to: addDays(all.last, 1) },
    teams: await values('team_id'),
    providers: await values('provider'),
    workflows: await values('workflow'),
    envelopes: envelopes?.n ?? 0,
  };
}
