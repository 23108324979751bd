import type { LedgerCommand, LedgerRefusal } from '@exchequer/core/ledger';
import type { Sql, TransactionSql } from 'postgres';
import { AccountIds } from './account.ts';
import { type BatchAnswer, runBatch } from './batch.ts';
import type { Outcome } from './decide.ts';
import { planByIndex } from './found.ts';
import { GroupCommit } from './group.ts';

type Command = LedgerCommand<unknown>;

/** Which of the commands may not take effect now, and why. Locks what it looked at until they have. */
export type LedgerGuard = (
  tx: TransactionSql,
  commands: readonly Command[],
) => Promise<ReadonlyMap<Command, LedgerRefusal>>;

/** The books in PostgreSQL. The only way to post. */
export interface Ledger {
  /**
   * Runs a command; resolves when it is durable. Concurrent commands are committed in groups, each
   * deciding over the books as the one before it left them.
   * @throws LedgerFailure when the database cannot be reached; the command may be repeated safely
   */
  run<R>(command: LedgerCommand<R>): Promise<R | LedgerRefusal>;
  /**
   * A `run` for commands that may take effect only while something outside of the books holds. Its
   * groups ask the guard in the transaction that posts them, before anything of the books is locked;
   * a command that is repeated after a lost connection is asked for again.
   */
  guarded(guard: LedgerGuard): Ledger['run'];
  /**
   * Runs commands inside a transaction of the caller, so that what the caller writes beside them
   * stands or falls with them. The caller must roll back when it cannot live with a refusal. Call it
   * once per transaction, after other locks: a second call can meet a deadlock with another process,
   * which PostgreSQL ends by an error (40P01) after which the whole transaction may be repeated.
   */
  within<R>(tx: TransactionSql, commands: readonly LedgerCommand<R>[]): Promise<(R | LedgerRefusal)[]>;
  /** Waits until every command that was given to `run`, guarded or not, has ended. */
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
  const groups: GroupCommit[] = [];
  const runInGroups = (write: (tx: TransactionSql, commands: readonly Command[]) => Promise<BatchAnswer>) => {
    const group = new GroupCommit({
      groupSize,
      log,
      commit: async (commands) => {
        const { outcomes, discovered } = await sql.begin((tx) => write(tx, commands));
        known.add(discovered);
        return outcomes;
      },
    });
    groups.push(group);
    return <R>(command: LedgerCommand<R>) => group.add(command as Command) as Promise<R | LedgerRefusal>;
  };
  const post = (tx: TransactionSql, commands: readonly Command[]) => runBatch(tx, commands, known, now());
  return {
    run: runInGroups(post),
    guarded: (guard) =>
      runInGroups(async (tx, commands) => {
        const refusals = await guard(tx, commands);
        const allowed = commands.filter((command) => !refusals.has(command));
        const { outcomes, discovered } =
          allowed.length > 0 ? await post(tx, allowed) : { outcomes: [], discovered: [] };
        return { outcomes: withRefusals(commands, refusals, outcomes), discovered };
      }),
    within: async <R>(tx: TransactionSql, commands: readonly LedgerCommand<R>[]) => {
      if (commands.length === 0) return [];
      const { outcomes } = await runBatch(tx, commands as readonly Command[], known, now());
      await planByIndex(tx, false);
      return outcomes.map((outcome) => answerOf(outcome) as R | LedgerRefusal);
    },
    drain: async () => {
      for (const group of groups) await group.drain();
    },
  };
}

/** Outcomes in the order of the commands: those that ran, and those that were not allowed to. */
function withRefusals(
  commands: readonly Command[],
  refusals: ReadonlyMap<Command, LedgerRefusal>,
  ran: readonly Outcome[],
): Outcome[] {
  let at = 0;
  return commands.map((command) => {
    const refusal = refusals.get(command);
    return refusal ? { kind: 'refused', refusal } : (ran[at++] as Outcome);
  });
}

/** What the caller gets; a bug in a command is thrown. */
export function answerOf(outcome: Outcome): unknown {
  if (outcome.kind === 'failed') throw outcome.error;
  return outcome.kind === 'done' ? outcome.result : outcome.refusal;
}
