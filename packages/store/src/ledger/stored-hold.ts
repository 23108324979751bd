import type { Hold } from '@exchequer/model';
import type { ISql } from 'postgres';
import { amountOf } from './amount.ts';

/** A hold as its table has it. */
export interface StoredHold {
  workspace: string;
  id: string;
  path: string[];
  currency: string;
  amount: string;
  settled: string;
  state: Hold['state'];
  expires_at: Date;
  detail: Hold['detail'];
}

/** The columns of `ledger_hold h` that make a hold. */
export const holdColumns = (sql: ISql) => sql`
  h.workspace, h.id, h.path, h.currency, h.amount, h.settled, h.state, h.expires_at, h.detail`;

export const holdOf = ({ id, path, currency, state, detail, ...row }: StoredHold): Hold => ({
  id,
  path,
  currency,
  amount: amountOf(row.amount),
  settled: amountOf(row.settled),
  state,
  expiresAt: row.expires_at,
  detail,
});
