import { sealLedger, verifyLedger } from '@exchequer/store/ledger';
import { migrate, migrations } from '@exchequer/store/migrations';
import { connectPostgres } from '@exchequer/store/postgres';
import { seeded } from '../../../bench/src/claude-logs.ts';
import { type Books, emptyBooks } from './books.ts';
import { openCrew } from './crew.ts';
import { examine, nothingSeen, readStanding, type Seen } from './examine.ts';
import { type FaultKind, noFaults, type PlannedFault, planFaults, type Scene, strike } from './faults.ts';
import type { Machine, Sql } from './machine.ts';
import type { Attempt, Operation } from './operation.ts';
import { makePlan } from './plan.ts';
import type { Retries } from './protocol.ts';
import { type Fault, replayRound } from './replay.ts';
import { openWire } from './wire.ts';
import { makeWorld } from './world.ts';

export interface SeedPlan {
  seed: number;
  operations: number;
  /** Operations between two examinations. */
  roundSize: number;
  drivers: number;
  /** Operations that each driver keeps in flight. */
  inFlight: number;
  /** The bundle to start as a driver. */
  program: string;
  say: (line: string) => void;
}

export interface SeedResult {
  seed: number;
  operations: number;
  accepted: number;
  duplicates: number;
  refusals: Record<string, number>;
  transactions: number;
  crashes: Record<FaultKind, number>;
  retries: Retries;
  faults: Fault[];
  /** The operations that the faults name, for whoever looks into them. */
  trail: Operation[];
}

const workspace = 'live';

/** Lives through one seed on a database of its own, and stops at the first disagreement. */
export async function runSeed(machine: Machine, plan: SeedPlan): Promise<SeedResult> {
  const chance = seeded(plan.seed);
  const world = makeWorld(chance);
  const operations = makePlan(chance, world);
  const due = planFaults(seeded(plan.seed + 0x5eed), plan.operations);
  const database = `ledger_${plan.seed}`;
  await machine.createDatabase(database);
  const sql = connectPostgres(machine.url(database), { max: 5 });
  await migrate(sql, migrations);
  const wire = await openWire(machine.port());
  const url = machine.url(database).replace(/:\d+\//, `:${wire.port}/`);
  const { program, drivers: size, inFlight } = plan;
  const crew = openCrew({ program, size, inFlight, url, workspace }, new Date(0));
  const scene: Scene = { machine, wire, crew, database, happened: noFaults() };
  const books = emptyBooks(new Date(0), world.bounds);
  const tally = newTally(plan.seed);
  try {
    for (const seen = nothingSeen(); tally.operations < plan.operations && tally.faults.length === 0; ) {
      const next = operations.round(Math.min(plan.roundSize, plan.operations - tally.operations));
      books.now = next.now;
      const sealing = patiently(() => sealLedger(sql, next.now));
      const attempts = await liveRound(scene, due, tally.operations, next);
      await sealing;
      const faults = await patiently(() => checkRound(sql, books, seen, attempts));
      count(tally, attempts, faults);
      tally.transactions = seen.transactions;
      if (tally.operations >= plan.operations || chance() < 0.04) tally.faults.push(...(await verify(sql)));
      plan.say(`seed ${plan.seed}: ${tally.operations} operations, ${seen.transactions} transactions`);
    }
    return { ...tally, crashes: crashesOf(scene), retries: crew.retries };
  } finally {
    await crew.close();
    await wire.close();
    await sql.end({ timeout: 1 });
    await patiently(() => machine.dropDatabase(database));
  }
}

/** Sends a round out while the faults that are due strike, and waits until the world is whole again. */
async function liveRound(
  scene: Scene,
  due: PlannedFault[],
  before: number,
  { operations, now }: { operations: readonly Operation[]; now: Date },
): Promise<Attempt[]> {
  let striking = Promise.resolve();
  const attempts = await scene.crew.round(operations, now, (answered) => {
    while (due[0] && due[0].after < before + answered) {
      const fault = due.shift() as PlannedFault;
      striking = striking.then(() => patiently(() => strike(scene, fault)));
    }
  });
  await striking;
  return attempts;
}

async function checkRound(
  sql: Sql,
  books: Books,
  seen: Seen,
  attempts: readonly Attempt[],
): Promise<Fault[]> {
  const standing = await readStanding(sql, workspace, seen, attempts);
  const faults = replayRound(books, attempts, standing.order);
  return [...faults, ...examine(standing, books, seen, attempts)];
}

/** What the ledger's own verification finds. */
async function verify(sql: Sql): Promise<Fault[]> {
  const { findings } = await patiently(() => verifyLedger(sql));
  return findings.map(({ invariant, subject, detail }) => ({
    what: `verification: ${invariant}: ${subject}: ${detail}`,
    operations: [],
  }));
}

const newTally = (seed: number) => ({
  seed,
  operations: 0,
  accepted: 0,
  duplicates: 0,
  refusals: {} as Record<string, number>,
  transactions: 0,
  faults: [] as Fault[],
  trail: [] as Operation[],
});

function count(tally: ReturnType<typeof newTally>, attempts: readonly Attempt[], faults: Fault[]): void {
  const keys = new Set<string>();
  for (const { operation, answer } of attempts) {
    if (keys.has(operation.key) || operation.key !== `op:${operation.index}`) tally.duplicates += 1;
    keys.add(operation.key);
    if ('refused' in answer) tally.refusals[answer.refused] = (tally.refusals[answer.refused] ?? 0) + 1;
    else tally.accepted += 1;
  }
  tally.operations += attempts.length;
  tally.faults.push(...faults);
  const named = new Set(faults.slice(0, 20).flatMap(({ operations }) => operations));
  tally.trail.push(...attempts.map(({ operation }) => operation).filter(({ index }) => named.has(index)));
}

const crashesOf = ({ happened, wire }: Scene): Record<FaultKind, number> => ({
  ...happened,
  answerLost: wire.happened.lostAnswers,
  connectionCut: wire.happened.cuts,
});

/** Repeats what a crash of ours may have broken off. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const { code = '' } = error as { code?: string };
      if (tries === 20 || !/^(CONN|ECONN|57P|08|EPIPE)/.test(code)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50 * tries));
    }
  }
}
