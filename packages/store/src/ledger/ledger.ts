import type { LedgerCommand, LedgerRefusal } from '@exchequer/core/ledger';
import type { TransactionSql } from 'postgres';

/** The books in PostgreSQL. The only way to post. */
export interface Ledger {
  /**
   * Runs a command; resolves when it is durable. Concurrent commands are committed in groups, each
   * deciding over the books as the one before it left them.
   */
  run<R>(command: LedgerCommand<R>): Promise<R | LedgerRefusal>;
  /**
   * Runs commands inside a transaction of the caller, so that what the caller writes beside them
   * stands or falls with them. The caller must roll back when it cannot live with a refusal.
   */
  within<R>(tx: TransactionSql, commands: readonly LedgerCommand<R>[]): Promise<(R | LedgerRefusal)[]>;
}
