import type { Attempt, Operation } from './operation.ts';

/** What the simulation tells a driving process. */
export type Order =
  | { say: 'start'; url: string; workspace: string; now: Date; inFlight: number }
  | { say: 'work'; now: Date; tasks: readonly Task[] };

export interface Task {
  operation: Operation;
  /** When it was first sent, where an earlier driver died with it. */
  sentAt: number | null;
}

/** What a driving process tells the simulation. */
export type Report =
  | { say: 'ready' }
  | {
      say: 'answers';
      attempts: readonly Omit<Attempt, 'operation'>[];
      indices: readonly number[];
      retries: Retries;
    }
  /** A command was decided over that posts nothing. */
  | { say: 'silent'; index: number; decidedAt: number };

/** How often something was tried again, by what the world had done to it. */
export type Retries = Record<string, number>;

/** Milliseconds of a clock that every process of the machine shares. */
export const monotonicMs = (): number => Number(process.hrtime.bigint() / 1000n) / 1000;
