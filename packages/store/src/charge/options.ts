import type { UsageSlice } from '@exchequer/core/charge';
import type { LedgerCommand } from '@exchequer/core/ledger';
import type { Sql, TransactionSql } from 'postgres';
import type { AnalyticsEngine } from '../analytics/engine/index.ts';
import type { Ledger } from '../ledger/index.ts';

/** Which envelopes pay for usage, and what the budget book has to say of it. */
export interface UsageRouting {
  /** The most specific envelope of each slice; null where none covers it. */
  envelopeIds: readonly (string | null)[];
  /** What is to be booked in the budget book. */
  commands: readonly LedgerCommand<unknown>[];
}

/** The envelopes as the poster asks them. */
export interface EnvelopeUsage {
  route(
    tx: TransactionSql,
    batch: { workspace: string; batchId: string; slices: readonly UsageSlice[] },
  ): Promise<UsageRouting>;
}

export interface ChargeOptions {
  sql: Sql;
  engine: AnalyticsEngine;
  ledger: Ledger;
  envelopes: EnvelopeUsage;
  /** The company's zone, whose days charges stand on. */
  timeZone: () => string;
  now: () => Date;
  /** Makes an id such as `crd_…` from its prefix. */
  newId: (prefix: string) => string;
}
