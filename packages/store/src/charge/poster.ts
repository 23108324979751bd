import type { UsageSlice } from '@exchequer/core/charge';
import { type JournalBatch, journalBatches } from './batch.ts';
import type { ChargeOptions } from './options.ts';
import { postBatch } from './post.ts';
import { batchSlices } from './slices.ts';

/** What a catching up did. */
export interface CatchUp {
  posted: number;
  failed: number;
}

/** Posts the usage of the journal to the books, each batch exactly once. */
export interface UsagePoster {
  /** Posts everything that is booked and not posted; failed batches too when told so. */
  catchUp(options?: { retryFailed?: boolean; workspace?: string }): Promise<CatchUp>;
  /** Batches that are booked and not posted, failed ones among them. */
  waiting(workspace: string): Promise<JournalBatch[]>;
}

export interface PosterOptions extends ChargeOptions {
  /** Runs work during which nothing is booked: a batch that is being inserted is not whole yet. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

/** A batch recorded this long before the newest that was seen may still be unseen: clocks are set. */
const marginMs = 120_000;
/** A failed batch is tried again after this, doubled each time, and at most after an hour. */
const firstRetryMs = 10_000;
const lastRetryMs = 3_600_000;
/** Journal rows and batches that are summed in one query. */
const rowsAtOnce = 300_000;
const batchesAtOnce = 500;

/** Opens the poster. Several may run on one database: a batch is posted by whoever comes first. */
export function createPoster(options: PosterOptions): UsagePoster {
  // Batches before this were seen posted; at first, and each time all is asked for, none were.
  let seenUpTo = 0;
  let running: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = running.then(work, work);
    running = turn.catch(() => undefined);
    return turn;
  };
  const catchUp = async ({
    retryFailed = false,
    workspace,
  }: {
    retryFailed?: boolean;
    workspace?: string;
  }) => {
    const notBefore = await failures(options);
    const again = retryFailed || [...notBefore.values()].some((at) => at <= options.now().getTime());
    const since = again ? 0 : seenUpTo;
    const batches = await options.alone(() => journalBatches(options.engine, new Date(since), workspace));
    const fresh = await unposted(options, batches);
    const at = options.now().getTime();
    const due = retryFailed ? fresh : fresh.filter((batch) => (notBefore.get(nameOf(batch)) ?? 0) <= at);
    const done = await postAll(options, due);
    const newest = batches.at(-1)?.recordedAt.getTime();
    if (newest !== undefined && workspace === undefined) seenUpTo = Math.max(seenUpTo, newest - marginMs);
    return done;
  };
  return {
    catchUp: (wish = {}) => inTurn(() => catchUp(wish)),
    waiting: async (workspace) =>
      unposted(options, await journalBatches(options.engine, new Date(0), workspace)),
  };
}

async function postAll(options: PosterOptions, batches: readonly JournalBatch[]): Promise<CatchUp> {
  const done = { posted: 0, failed: 0 };
  for (const group of together(batches)) {
    const zone = options.timeZone();
    const slices = await batchSlices(options.engine, group[0]?.workspace ?? '', group, zone);
    for (const batch of group) {
      const posted = await tryBatch(options, batch, slices.get(batch.batchId) ?? [], zone);
      if (posted === 'posted') done.posted++;
      if (posted === 'failed') done.failed++;
    }
  }
  return done;
}

/** Neighbours of one workspace, as many as one query may sum. */
function together(batches: readonly JournalBatch[]): JournalBatch[][] {
  const groups: JournalBatch[][] = [];
  let rows = 0;
  for (const batch of batches) {
    const last = groups.at(-1);
    const fits = last && last.length < batchesAtOnce && rows + batch.rows <= rowsAtOnce;
    if (last && fits && last[0]?.workspace === batch.workspace) {
      last.push(batch);
      rows += batch.rows;
    } else {
      groups.push([batch]);
      rows = batch.rows;
    }
  }
  return groups;
}

async function tryBatch(
  options: PosterOptions,
  batch: JournalBatch,
  slices: readonly UsageSlice[],
  zone: string,
): Promise<'posted' | 'known' | 'failed'> {
  try {
    return (await postBatch(options, batch, slices, zone)) ? 'posted' : 'known';
  } catch (error) {
    // Where the database itself is gone this throws too, and all is tried again later.
    await keepFailure(options, batch, error);
    return 'failed';
  }
}

async function keepFailure({ sql, now }: PosterOptions, batch: JournalBatch, cause: unknown): Promise<void> {
  const error = cause instanceof Error ? cause.message : String(cause);
  const said = (cause as { fix?: unknown } | null)?.fix;
  const fix =
    typeof said === 'string'
      ? said
      : 'It is tried again by itself; if it stays, look in the log of the server.';
  await sql`
    insert into charge_failure (workspace, batch_id, first_failed_at, last_failed_at, attempts, error, fix)
    values (${batch.workspace}, ${batch.batchId}, ${now()}, ${now()}, 1, ${error}, ${fix})
    on conflict (workspace, batch_id) do update set last_failed_at = excluded.last_failed_at,
      attempts = charge_failure.attempts + 1, error = excluded.error, fix = excluded.fix`;
}

const nameOf = ({ workspace, batchId }: Pick<JournalBatch, 'workspace' | 'batchId'>): string =>
  `${workspace} ${batchId}`;

/** Those of some batches that are not in the books. */
export async function unposted(
  { sql }: Pick<ChargeOptions, 'sql'>,
  batches: readonly JournalBatch[],
): Promise<JournalBatch[]> {
  const posted = new Set<string>();
  for (let from = 0; from < batches.length; from += 20_000) {
    const part = batches.slice(from, from + 20_000);
    const rows = await sql<{ workspace: string; batchId: string }[]>`
      select workspace, batch_id as "batchId" from charge_batch
      where (workspace, batch_id) in (select * from unnest(
        ${part.map(({ workspace }) => workspace)}::text[], ${part.map(({ batchId }) => batchId)}::text[]))`;
    for (const row of rows) posted.add(nameOf(row));
  }
  return batches.filter((batch) => !posted.has(nameOf(batch)));
}

/** When each failed batch is to be tried again, so that one that cannot be posted does not cost every round. */
async function failures({ sql }: ChargeOptions): Promise<Map<string, number>> {
  const rows = await sql<{ workspace: string; batchId: string; lastFailedAt: Date; attempts: number }[]>`
    select workspace, batch_id as "batchId", last_failed_at as "lastFailedAt", attempts from charge_failure`;
  return new Map(
    rows.map(({ lastFailedAt, attempts, ...batch }) => [
      nameOf(batch),
      lastFailedAt.getTime() + Math.min(lastRetryMs, firstRetryMs * 2 ** (attempts - 1)),
    ]),
  );
}
