import {
  runHolder as decide,
  entriesOfSteps,
  type Grant,
  type GrantRefusal,
  type Holder,
  type HolderFacts,
  isGrantRefusal,
  type Lot,
  type LotStep,
  lotEntry,
} from '@exchequer/core/grant';
import type { AuditActor } from '../access/index.ts';
import { post, transact } from '../envelope/index.ts';
import { addDraws, envelopeFacts, type KeptDraw, loadDraws, undrawn } from './draws.ts';
import { ensureEnvelope, type HolderEnvelope } from './holder-envelope.ts';
import { type GrantOptions, lockGrants, type Tx, todayOf } from './options.ts';
import { loadTeams, loadWorkers, type WorkerFacts } from './people.ts';
import { loadGrants, loadLots, saveLots, updateGrant } from './rows.ts';

/** What a run did for a holder. */
export interface HolderRun {
  issued: number;
  expired: number;
  rolledOver: number;
  returned: number;
  draws: number;
}

export const tower: AuditActor = { id: 'tower', name: 'the tower' };

/**
 * Brings the lots of one holder up to today, in one transaction with their postings. Running it again
 * does nothing; what a crash cut off was never there.
 */
export async function runHolder(
  options: GrantOptions,
  workspace: string,
  holder: Holder,
): Promise<HolderRun | GrantRefusal> {
  const envelopes = await envelopesOf(options, workspace, holder);
  if (envelopes === null) return nothing;
  if (isGrantRefusal(envelopes)) return envelopes;
  const done = await transact(options.sql, (tx) => runIn(options, tx, workspace, envelopes));
  return done;
}

const nothing: HolderRun = { issued: 0, expired: 0, rolledOver: 0, returned: 0, draws: 0 };

/** The holder's envelope and the pool's, made where missing; null while nothing has been granted yet. */
interface Envelopes {
  own: HolderEnvelope;
  pool: HolderEnvelope | null;
  worker: WorkerFacts | null;
}

async function envelopesOf(
  options: GrantOptions,
  workspace: string,
  holder: Holder,
): Promise<Envelopes | GrantRefusal | null> {
  const { sql } = options;
  const today = todayOf(options);
  const [grants, lots] = await Promise.all([
    loadGrants(sql, workspace, { holder }),
    loadLots(sql, workspace, { holder }),
  ]);
  const started = grants.filter(({ startsOn }) => startsOn <= today);
  // Lots that were passed on follow the terms of the grant they came from.
  const sources = await loadGrants(sql, workspace, { ids: [...new Set(lots.map(({ grantId }) => grantId))] });
  const [first] = started;
  const currency = first?.currency ?? 'USD';
  if (!first && lots.length === 0) return null;
  const worker =
    holder.kind === 'worker'
      ? ((await loadWorkers(sql, workspace, today, [holder.id])).get(holder.id) ?? null)
      : null;
  const teams = await loadTeams(sql, workspace);
  const startsOn = first?.startsOn ?? lots[0]?.startsOn ?? today;
  const name = worker?.name ?? teams.get(holder.id) ?? holder.id;
  const own = await ensureEnvelope(options, workspace, holder, { name, currency, startsOn }, tower);
  if (isGrantRefusal(own)) return own;
  const poolId = worker?.teamId ?? null;
  if (poolId === null || !needsPool([...started, ...sources])) return { own, pool: null, worker };
  const team: Holder = { kind: 'team', id: poolId };
  const about = { name: teams.get(poolId) ?? poolId, currency, startsOn };
  const pool = await ensureEnvelope(options, workspace, team, about, tower);
  return isGrantRefusal(pool) ? pool : { own, pool, worker };
}

const needsPool = (grants: readonly Grant[]): boolean =>
  grants.some(({ terms }) => terms.surplus === 'team_pool');

/** The run itself. Exported for changes that must take effect in the same transaction. */
async function runIn(
  options: GrantOptions,
  tx: Tx,
  workspace: string,
  envelopes: Envelopes,
): Promise<HolderRun> {
  await lockGrants(tx, workspace);
  const { facts, draws, grants } = await factsOf(options, tx, workspace, envelopes);
  const { steps, lots, advance } = decide(facts);
  if (steps.length === 0) return nothing;
  const drawn = new Map(draws.map((draw) => [`${draw.lotId} ${draw.day}`, draw.draws]));
  const number = (lotId: string, day: string) => {
    const next = (drawn.get(`${lotId} ${day}`) ?? 0) + 1;
    drawn.set(`${lotId} ${day}`, next);
    return next;
  };
  const { own, pool } = envelopes;
  const books = { workspace, currency: own.ref.currency, own: own.ref, pool: pool?.ref ?? null };
  const entries = entriesOfSteps(steps, new Map(lots.map((lot) => [lot.id, lot])), books, number);
  await saveLots(tx, workspace, [...changed(facts.lots, lots), ...(await pooled(tx, workspace, steps))]);
  await addDraws(
    tx,
    workspace,
    steps.flatMap((step) => (step.step === 'draw' ? [step.draw] : [])),
  );
  for (const grant of grants) {
    const owed = advance.get(grant.id) ?? 0n;
    if (owed !== grant.advance) await updateGrant(tx, workspace, { ...grant, advance: owed }, '');
  }
  await post(options.ledger, tx, entries.map(lotEntry));
  return countOf(steps);
}

async function factsOf(
  options: GrantOptions,
  tx: Tx,
  workspace: string,
  { own, pool, worker }: Envelopes,
): Promise<{ facts: HolderFacts; draws: KeptDraw[]; grants: Grant[] }> {
  const { holder } = own;
  const lots = await loadLots(tx, workspace, { holder });
  const [grants, sources, draws, books] = await Promise.all([
    loadGrants(tx, workspace, { holder }),
    loadGrants(tx, workspace, { ids: [...new Set(lots.map(({ grantId }) => grantId))] }),
    loadDraws(
      tx,
      workspace,
      lots.map(({ id }) => id),
    ),
    envelopeFacts(tx, workspace, own),
  ]);
  const spend = undrawn(books.spent, draws);
  const ownIds = new Set(grants.map(({ id }) => id));
  const undrawnSum = spend.reduce((sum, { amount }) => sum + amount, 0n);
  const available = lots.reduce((sum, lot) => sum + lot.available, 0n);
  return {
    draws,
    grants,
    facts: {
      holder,
      grants: [...grants, ...sources.filter(({ id }) => !ownIds.has(id))],
      lots,
      spend,
      drawn: draws,
      poolTeam: pool?.holder.id ?? null,
      leavesOn: worker?.leavesOn ?? null,
      held: books.held,
      other: books.left - available + undrawnSum,
      today: todayOf(options),
      fiscalStart: options.fiscalStart(),
    },
  };
}

/** Lots that a run has made or changed. */
function changed(before: readonly Lot[], after: readonly Lot[]): Lot[] {
  const known = new Map(before.map((lot) => [lot.id, lot]));
  return after.filter((lot) => {
    const was = known.get(lot.id);
    return (
      !was ||
      (Object.keys(lot) as (keyof Lot)[]).some((part) => String(show(lot[part])) !== String(show(was[part])))
    );
  });
}

const show = (value: unknown): unknown => (typeof value === 'object' ? JSON.stringify(value) : value);

/** Pool lots that surplus comes to; one of the day grows where it is there already. */
async function pooled(tx: Tx, workspace: string, steps: readonly LotStep[]): Promise<Lot[]> {
  const coming = steps.flatMap((step) => (step.step === 'return' ? [step.poolLot] : []));
  const there = new Map(
    (await loadLots(tx, workspace, { ids: coming.map(({ id }) => id) })).map((lot) => [lot.id, lot]),
  );
  for (const lot of coming) {
    const was = there.get(lot.id);
    there.set(
      lot.id,
      was ? { ...was, granted: was.granted + lot.granted, available: was.available + lot.granted } : lot,
    );
  }
  return [...there.values()];
}

function countOf(steps: readonly LotStep[]): HolderRun {
  const of = (what: LotStep['step']) => steps.filter(({ step }) => step === what).length;
  return {
    issued: of('issue'),
    expired: of('expire'),
    rolledOver: of('roll'),
    returned: of('return') + of('cut'),
    draws: of('draw'),
  };
}
