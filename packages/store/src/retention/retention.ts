import type { Sql } from 'postgres';

/** Days for which each kind of record is kept. See docs/decisions/0214. */
export const retention = {
  /** Deliveries of vendors, for the health of their source. A delivery repeated later books nothing either way. */
  webhook_delivery: 30,
  /** Deliveries that could not be taken in, sealed. */
  held_delivery: 14,
  /** What a reader was shown of sums over persons, since the last time the question was asked. */
  shown: 400,
} as const;

export type Forgettable = keyof typeof retention;

/** Rows of one statement, and statements of one round. */
export interface Bounds {
  rows: number;
  batches: number;
}

const usual: Bounds = { rows: 2_000, batches: 50 };
const dayMs = 86_400_000;

/**
 * Removes what is older than it is kept, oldest first, in bounded batches. Tells how many rows went;
 * what is left over goes in a later round.
 */
export async function forgetOld(
  sql: Sql,
  now: Date,
  bounds: Bounds = usual,
): Promise<Record<Forgettable, number>> {
  const before = (kind: Forgettable) => new Date(now.getTime() - retention[kind] * dayMs);
  const { rows } = bounds;
  return {
    webhook_delivery: await inBatches(
      bounds,
      () => sql`
        delete from webhook_delivery where ctid in (
          select ctid from webhook_delivery where received_at < ${before('webhook_delivery')}
          order by received_at limit ${rows} for update skip locked)`,
    ),
    held_delivery: await inBatches(
      bounds,
      () => sql`
        delete from held_delivery where ctid in (
          select ctid from held_delivery where received_at < ${before('held_delivery')}
          order by received_at limit ${rows} for update skip locked)`,
    ),
    shown: await inBatches(
      bounds,
      () => sql`
        delete from shown where ctid in (
          select ctid from shown where shown_at < ${before('shown')}
          order by shown_at limit ${rows} for update skip locked)`,
    ),
  };
}

async function inBatches(
  { rows, batches }: Bounds,
  remove: () => PromiseLike<{ count: number }>,
): Promise<number> {
  let gone = 0;
  for (let batch = 0; batch < batches; batch += 1) {
    const { count } = await remove();
    gone += count;
    if (count < rows) break;
  }
  return gone;
}
