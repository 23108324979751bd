import type { AnalyticsEngine } from '@exchequer/store/analytics/engine';
import type { Journal } from '@exchequer/store/analytics/journal';
import { createLedgerDesk } from '@exchequer/store/close';
import { createLeaseRounds, forgetOldGates } from '@exchequer/store/gate';
import { createLedger } from '@exchequer/store/ledger';
import type { Directory } from '@exchequer/store/people';
import { createPolicies } from '@exchequer/store/policy';
import type { PriceBook } from '@exchequer/store/prices';
import type { SettingsStore } from '@exchequer/store/settings';
import type { Sql } from 'postgres';
import { openBudgets } from './compose-budget.ts';
import { envelopeUsage, openCharges } from './compose-charge.ts';
import { startGateJob } from './jobs/gate/index.ts';
import { startGrantJob } from './jobs/grant/index.ts';
import { startSealing } from './jobs/ledger/index.ts';
import type { Services } from './services.ts';

export interface BooksParts {
  sql: Sql;
  engine: AnalyticsEngine;
  journal: Journal;
  prices: PriceBook;
  directory: Directory;
  settings: SettingsStore;
  now: () => Date;
  newId: (prefix: string) => string;
  payChanged: (workspace: string) => Promise<void>;
  log: (message: string, error?: unknown) => void;
}

/** The books, what is kept beside them, and the jobs that keep them behind the journal. */
export interface Books {
  services: Pick<Services, 'ledger' | 'grants' | 'budgets' | 'policies' | 'charges' | 'desk'>;
  /** Told that something was booked in the journal. */
  booked(): void;
  close(): Promise<void>;
}

/** Opens the books: what posts, what stands on it, and what closes it. */
export function openBooks(parts: BooksParts): Books {
  const { sql, engine, journal, prices, directory, settings, now, newId, payChanged, log } = parts;
  const timeZone = () => settings.current().time_zone;
  const fiscalStart = () => settings.current().fiscal_year_start_month;
  const ledger = createLedger({ sql, now, log });
  const sealing = startSealing({ sql, now, log });
  const budgeting = openBudgets({ sql, ledger, now, newId, timeZone, fiscalStart, log });
  const { budgets } = budgeting;
  const grants = { sql, ledger, now, newId, timeZone, fiscalStart, payChanged };
  const granting = startGrantJob({ grants, log });
  const { charges, job } = openCharges({
    ...{ sql, engine, journal, ledger, timeZone, now, newId, log },
    envelopes: envelopeUsage(budgets),
  });
  const gating = startGateJob({
    rounds: createLeaseRounds({ sql, ledger, now, timeZone }),
    ...{ charges, now },
    forget: () => forgetOldGates(sql),
    log,
  });
  const policies = createPolicies({ sql, engine, ledger, now, newId, timeZone, fiscalStart });
  const desk = createLedgerDesk({
    ...{ sql, engine, ledger, charges, now, newId, log, prices, directory },
    company: () => ({ name: settings.current().company_name, timeZone: timeZone() }),
  });
  return {
    services: { ledger, grants, budgets, policies, charges, desk },
    booked: () => job.nudge(),
    close: async () => {
      await gating.close();
      await granting.close();
      await budgeting.job.close();
      await job.close();
      await desk.proofs.idle();
      await ledger.drain();
      await sealing.close();
    },
  };
}
