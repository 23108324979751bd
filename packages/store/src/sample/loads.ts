import type { JSONValue, Sql } from 'postgres';

/** One load of a simulated company. `size` and `progress` are kept as they are given. */
export interface SampleLoad<Size, Progress> {
  id: string;
  size: Size;
  state: 'loading' | 'ready' | 'failed' | 'removed';
  progress: Progress;
  finishedAt: Date | null;
}

/** The list of loads; the last one says what stands in the workspace. */
export interface SampleLoads<Size, Progress> {
  begin(size: Size, progress: Progress, at: Date): Promise<string>;
  update(id: string, progress: Progress): Promise<void>;
  finish(id: string, state: 'ready' | 'failed' | 'removed', progress: Progress, at: Date): Promise<void>;
  last(): Promise<SampleLoad<Size, Progress> | null>;
}

/** Loads in PostgreSQL. */
export function sampleLoads<Size, Progress>(sql: Sql): SampleLoads<Size, Progress> {
  const json = (value: unknown) => sql.json(value as JSONValue);
  return {
    begin: async (size, progress, at) => {
      const [row] = await sql<{ id: string }[]>`
        insert into sample_load (size, state, progress, started_at)
        values (${json(size)}, 'loading', ${json(progress)}, ${at}) returning id::text`;
      return row?.id ?? '';
    },
    update: async (id, progress) => {
      await sql`update sample_load set progress = ${json(progress)} where id = ${id}`;
    },
    finish: async (id, state, progress, at) => {
      await sql`
        update sample_load set state = ${state}, progress = ${json(progress)}, finished_at = ${at}
        where id = ${id}`;
    },
    last: async () => {
      const [row] = await sql<SampleLoad<Size, Progress>[]>`
        select id::text, size, state, progress, finished_at as "finishedAt"
        from sample_load order by id desc limit 1`;
      return row ?? null;
    },
  };
}
