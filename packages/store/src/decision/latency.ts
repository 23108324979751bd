import type { StageLatency } from '@exchequer/core/decision';
import type { Durations } from '@exchequer/core/statistics';
import type { Sql } from 'postgres';

interface Asked {
  workspace: string;
  from: Date;
  to: Date;
  kind: string | null;
  now: Date;
}

interface DurationRow {
  stage: 'whole' | StageLatency['stage'];
  time: string;
  ended: string;
  open: string;
}

/**
 * Durations of decisions whose signal lies in a range, counted by whole minutes: from signal to
 * action, and of each stage. What has not happened yet is open until now, or until it was dropped.
 */
export async function readDurations(
  sql: Sql,
  { workspace, from, to, kind, now }: Asked,
): Promise<{ whole: Durations[]; stages: StageLatency[] }> {
  const rows = await sql<DurationRow[]>`
    with newest as (
      select distinct on (id) * from decision_version
      where workspace = ${workspace} order by id, version desc
    ), told as (
      select *, least(coalesce(dropped_at, ${now}), ${now}) as until_at from newest
      where signal_at >= ${from} and signal_at < ${to} and (${kind}::text is null or kind = ${kind})
    ), span as (
      select 'whole' as stage, signal_at as began, acted_at as ended, until_at from told
      union all
      select 'detect', signal_at, coalesce(detected_at, decided_at, acted_at), until_at from told
      union all
      select 'decide', coalesce(detected_at, signal_at), coalesce(decided_at, acted_at), until_at from told
      where detected_at is not null or decided_at is not null or acted_at is not null
      union all
      select 'act', decided_at, acted_at, until_at from told where decided_at is not null
    )
    select stage, (greatest(0, floor(extract(epoch from coalesce(ended, until_at) - began) / 60)) * 60)::text as time,
      count(ended)::text as ended, (count(*) - count(ended))::text as open
    from span group by 1, 2`;
  const of = (stage: DurationRow['stage']): Durations[] =>
    rows
      .filter((row) => row.stage === stage)
      .map(({ time, ended, open }) => ({ time: Number(time), ended: Number(ended), open: Number(open) }));
  const stages = (['detect', 'decide', 'act'] as const).map((stage) => ({ stage, durations: of(stage) }));
  return { whole: of('whole'), stages };
}
