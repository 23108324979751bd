import type { Sql } from 'postgres';
import type { AnalyticsEngine } from '../analytics/engine/index.ts';
import type { Charges } from '../charge/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { Directory } from '../people/index.ts';
import type { PriceBook } from '../prices/index.ts';

/** What the month's end works with. */
export interface CloseOptions {
  sql: Sql;
  engine: AnalyticsEngine;
  ledger: Ledger;
  charges: Pick<Charges, 'catchUp' | 'status' | 'reconcileUsage' | 'bridge' | 'accrue'>;
  prices: Pick<PriceBook, 'row'>;
  directory: Pick<Directory, 'teamNames' | 'employments'>;
  /** The company, as its settings stand. */
  company: () => { name: string; timeZone: string };
  now: () => Date;
  newId: (prefix: string) => string;
  log: (message: string, error?: unknown) => void;
}
