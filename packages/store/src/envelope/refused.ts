import type { EnvelopeRefusal } from '@exchequer/core/envelope';
import { isRefusal, type LedgerCommand, type LedgerRefusal } from '@exchequer/core/ledger';
import type { Sql, TransactionSql } from 'postgres';
import type { Ledger } from '../ledger/index.ts';

/** Carries a refusal out of a transaction, so that nothing of it stays. */
class Refused extends Error {
  readonly refusals: readonly EnvelopeRefusal[];

  constructor(refusals: readonly EnvelopeRefusal[]) {
    super(refusals.map(({ detail }) => detail).join('; '));
    this.name = 'Refused';
    this.refusals = refusals;
  }
}

/** Ends the transaction of {@link transact} with refusals as its answer. */
export function refuse(...refusals: readonly EnvelopeRefusal[]): never {
  throw new Refused(refusals);
}

/** What a change answers when it is turned away: every fault, and nothing was written. */
export interface Refusals {
  refused: string;
  detail: string;
  fix: string;
  facts?: LedgerRefusal['facts'];
  all: readonly EnvelopeRefusal[];
}

/** Runs a transaction; a refusal rolls it back and becomes its answer. */
export async function transact<T>(sql: Sql, work: (tx: TransactionSql) => Promise<T>): Promise<T | Refusals> {
  const done = await sql.begin(work).catch((error: unknown) => {
    if (error instanceof Refused) return refusalsOf(error.refusals);
    throw error;
  });
  return done as T | Refusals;
}

export function refusalsOf(refusals: readonly EnvelopeRefusal[]): Refusals {
  const [first] = refusals;
  if (!first) throw new Error('a refusal says why');
  return { ...first, detail: refusals.map(({ detail }) => detail).join('; '), all: refusals };
}

/** Posts commands in the transaction; one that is refused rolls everything back. */
export async function post<R>(
  ledger: Ledger,
  tx: TransactionSql,
  commands: readonly LedgerCommand<R>[],
): Promise<R[]> {
  const answers = await ledger.within(tx, commands);
  const refusals = answers.filter(
    (answer): answer is LedgerRefusal => typeof answer === 'object' && answer !== null && isRefusal(answer),
  );
  if (refusals.length > 0) refuse(...refusals);
  return answers as R[];
}
