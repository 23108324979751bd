/** Links what was posted into the hash chain of the books, every few seconds. */
import { type Seal, sealLedger } from '@exchequer/store/ledger';
import type { Sql } from 'postgres';

export interface SealingOptions {
  sql: Sql;
  now: () => Date;
  log: (message: string, error?: unknown) => void;
  everyMs?: number;
  /** How it is sealed; for tests. */
  seal?: (sql: Sql, now: Date) => Promise<Seal[]>;
}

export interface Sealing {
  /** One round, after the one that runs. */
  run(): Promise<void>;
  /** Seals once more what was posted, then works no more. */
  close(): Promise<void>;
}

/** Starts the rounds. One that fails is told once, until one succeeds again. */
export function startSealing(options: SealingOptions): Sealing {
  const { sql, now, log, everyMs = 10_000, seal = sealLedger } = options;
  let running: Promise<void> = Promise.resolve();
  let failing = false;
  const round = async () => {
    try {
      await seal(sql, now());
      failing = false;
    } catch (error) {
      if (!failing) log('what was posted could not be sealed; it is tried again', error);
      failing = true;
    }
  };
  const run = () => {
    running = running.then(round);
    return running;
  };
  const timer = setInterval(run, everyMs);
  timer.unref();
  return {
    run,
    close: () => {
      clearInterval(timer);
      return run();
    },
  };
}
