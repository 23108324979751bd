import type { UsageIntake } from '@exchequer/model';
import type { Access } from '@exchequer/store/access';
import type { AnalyticsEngine } from '@exchequer/store/analytics/engine';
import type { UsageReports } from '@exchequer/store/analytics/query';
import type { Charges } from '@exchequer/store/charge';
import type { LedgerDesk } from '@exchequer/store/close';
import type { Ledger } from '@exchequer/store/ledger';
import type { People } from '@exchequer/store/people';
import type { PriceDesk } from '@exchequer/store/prices';
import type { Quarantine } from '@exchequer/store/quarantine';
import type { SettingsStore } from '@exchequer/store/settings';
import type { Sql } from 'postgres';
import type { ImportService } from './jobs/import/index.ts';

/** Everything handlers and jobs work with; built once, in compose.ts. */
export interface Services {
  sql: Sql;
  engine: AnalyticsEngine;
  intake: UsageIntake;
  access: Access;
  settings: SettingsStore;
  people: People;
  /** Every reading of usage. */
  reports: UsageReports;
  /** The price book and everything that changes it. */
  prices: PriceDesk;
  imports: ImportService;
  /** Records that could not be taken in. */
  quarantine: Quarantine;
  /** Usage in the books, its purposes, and the money for it. */
  charges: Charges;
  /** Reads of the books, statements, closes and exports: the controller's desk. */
  desk: LedgerDesk;
  /** The double-entry books: the only way to post. */
  ledger: Ledger;
}
