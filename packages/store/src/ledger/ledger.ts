import type { LedgerCommand, LedgerRefusal } from '@exchequer/core/ledger';
import type { Sql, TransactionSql } from 'postgres';
import { AccountIds } from './account.ts';
import { runBatch } from './batch.ts';
import type { Outcome } from './decide.ts';
import { planByIndex } from './found.ts';
import { GroupCommit } from './group.ts';

/** The books in PostgreSQL. The only way to post. */
export interface Ledger {
  /**
   * Runs a command; resolves when it is durable. Concurrent commands are committed in groups, each
   * deciding over the books as the one before it left them.
   * @throws LedgerFailure when the database cannot be reached; the command may be repeated safely
   */
  run<R>(command: LedgerCommand<R>): Promise<R | LedgerRefusal>;
  /**
   * Runs commands inside a transaction of the caller, so that what the caller writes beside them
   * stands or falls with them. The caller must roll back when it cannot live with a refusal. Call it
   * once per transaction, after other locks: a second call can meet a deadlock with another process,
   * which PostgreSQL ends by an error (40P01) after which the whole transaction may be repeated.
   */
  within<R>(tx: TransactionSql, commands: readonly LedgerCommand<R>[]): Promise<(R | LedgerRefusal)[]>;
  /** Waits until every command that was given to `run` has ended. */
  drain(): Promise<void>;
}

export interface LedgerOptions {
  sql: Sql;
  now: () => Date;
  /** Told of failures that are repeated. */
  log?: (message: string, error?: unknown) => void;
  /** At most this many commands in one commit. */
  groupSize?: number;
}

/** Opens the books. Any number of processes may do so on one database. */
export function createLedger({ sql, now, log = () => {}, groupSize = 1_000 }: LedgerOptions): Ledger {
  const known = new AccountIds();
  const group = new GroupCommit({
    groupSize,
    log,
    commit: async (commands) => {
      const { outcomes, discovered } = await sql.begin((tx) => runBatch(tx, commands, known, now()));
      known.add(discovered);
      return outcomes;
    },
  });
  return {
    run: (command) => group.add(command as LedgerCommand<unknown>) as Promise<never>,
    within: async <R>(tx: TransactionSql, commands: readonly LedgerCommand<R>[]) => {
      if (commands.length === 0) return [];
      const { outcomes } = await runBatch(tx, commands as readonly LedgerCommand<unknown>[], known, now());
      await planByIndex(tx, false);
      return outcomes.map((outcome) => answerOf(outcome) as R | LedgerRefusal);
    },
    drain: () => group.drain(),
  };
}

/** What the caller gets; a bug in a command is thrown. */
export function answerOf(outcome: Outcome): unknown {
  if (outcome.kind === 'failed') throw outcome.error;
  return outcome.kind === 'done' ? outcome.result : outcome.refusal;
}
