import type { Crew } from './crew.ts';
import type { Machine } from './machine.ts';
import type { Wire } from './wire.ts';
import { between, type Chance } from './world.ts';

/** What the world does to a ledger, and how often, in operations between two of a kind. */
const kinds = {
  /** The commit is done, and its answer never arrives. */
  answerLost: 700,
  /** A connection is cut somewhere between two messages. */
  connectionCut: 1_000,
  /** The server ends a session. */
  sessionEnded: 1_500,
  /** The process that asks is killed with SIGKILL, and another one takes over its commands. */
  driverKilled: 25_000,
  /** PostgreSQL is told to stop without writing anything, and recovers. */
  postgresStopped: 80_000,
  /** PostgreSQL is killed with SIGKILL, and recovers. */
  postgresKilled: 80_000,
} as const;

export type FaultKind = keyof typeof kinds;
export const faultKinds = Object.keys(kinds) as FaultKind[];

export interface PlannedFault {
  kind: FaultKind;
  /** After so many answers of the seed. */
  after: number;
  /** Which of several it hits. */
  nth: number;
}

/** When what goes wrong in a seed: everything at least once. */
export function planFaults(chance: Chance, operations: number): PlannedFault[] {
  const faults: PlannedFault[] = [];
  for (const kind of faultKinds) {
    for (let left = Math.max(1, Math.round(operations / kinds[kind])); left > 0; left -= 1)
      faults.push({ kind, after: between(chance, 0, operations - 1), nth: between(chance, 0, 40) });
  }
  return faults.sort((a, b) => a.after - b.after);
}

export interface Scene {
  machine: Machine;
  wire: Wire;
  crew: Crew;
  database: string;
  happened: Record<FaultKind, number>;
}

/** Makes a planned fault happen. */
export async function strike({ machine, wire, crew, database, happened }: Scene, fault: PlannedFault) {
  const { kind, nth } = fault;
  if (kind === 'answerLost') wire.loseNextCommitAnswer();
  else if (kind === 'connectionCut') wire.cutAfter(1 + nth);
  else {
    if (kind === 'sessionEnded') {
      if (!(await machine.terminateSession(database, nth))) return;
    } else if (kind === 'driverKilled') await crew.kill(nth);
    else await machine.crash(kind === 'postgresStopped' ? 'SIGQUIT' : 'SIGKILL');
    happened[kind] += 1;
  }
}

export const noFaults = (): Record<FaultKind, number> =>
  Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Record<FaultKind, number>;
