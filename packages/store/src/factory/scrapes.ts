import type { FactoryStep, ScrapeState } from '@exchequer/model';
import type { JSONValue, Sql } from 'postgres';

/** Steps of one scrape that the engine may not have yet. */
export interface PendingScrape {
  /** ISO instant of the scrape. */
  at: string;
  /** The pool of then: steps told late still belong to it. */
  pool: string;
  steps: FactoryStep[];
}

export interface TakenScrape {
  state: ScrapeState;
  steps: readonly FactoryStep[];
  restarted: boolean;
}

interface Place {
  workspace: string;
  targetId: string;
}

interface KeptScrape {
  at: string;
  pool: string;
  steps: (Omit<FactoryStep, 'amount'> & { amount: string })[];
}

const pendingOf = (kept: readonly KeptScrape[]): PendingScrape[] =>
  kept.map(({ steps, ...rest }) => ({
    ...rest,
    steps: steps.map((step) => ({ ...step, amount: BigInt(step.amount) })),
  }));

/**
 * Takes a scrape: what was read before is locked, `advance` says how it goes on, and that is kept with
 * its steps in one transaction. Returns all steps that the engine may not have.
 */
export async function takeScrape(
  sql: Sql,
  place: Place & { pool: string; at: Date },
  advance: (before: ScrapeState | null) => TakenScrape,
): Promise<PendingScrape[]> {
  const { workspace, targetId, pool, at } = place;
  return sql.begin(async (tx) => {
    const [row] = await tx<{ state: ScrapeState | null; pending: KeptScrape[] }[]>`
      select state, pending from scrape_state
      where workspace = ${workspace} and target_id = ${targetId} for update`;
    if (!row) return [];
    // A scrape that was on its way while a newer one was taken says nothing new.
    if (row.state && row.state.atMs >= at.getTime()) return pendingOf(row.pending);
    const { state, steps, restarted } = advance(row.state);
    const own = steps.map((step) => ({ ...step, amount: step.amount.toString() }));
    const pending: KeptScrape[] = [
      ...row.pending,
      ...(own.length > 0 ? [{ at: at.toISOString(), pool, steps: own }] : []),
    ];
    await tx`
      update scrape_state set state = ${tx.json(state as unknown as JSONValue)},
        pending = ${tx.json(pending as unknown as JSONValue)}, restarts = restarts + ${restarted ? 1 : 0}
      where workspace = ${workspace} and target_id = ${targetId}`;
    await tx`
      update scrape_target set last_scraped_at = ${at}, last_error = null
      where workspace = ${workspace} and id = ${targetId}`;
    return pendingOf(pending);
  }) as Promise<PendingScrape[]>;
}

/** Notes that the engine has the steps of some scrapes. */
export async function confirmScrapes(
  sql: Sql,
  { workspace, targetId }: Place,
  scrapedAt: readonly string[],
): Promise<void> {
  await sql`
    update scrape_state set pending = coalesce(
      (select jsonb_agg(one) from jsonb_array_elements(pending) as one
       where not (one ->> 'at' = any(${[...scrapedAt]}::text[]))), '[]')
    where workspace = ${workspace} and target_id = ${targetId}`;
}
