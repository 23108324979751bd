import type { LinkIntake, NormalisedUsage, Reject, UsageIntake } from '@exchequer/model';
import type { Workspace } from '@exchequer/model/contract';
import type { AnalyticsEngine } from '@exchequer/store/analytics/engine';
import type { ImportLedger } from '@exchequer/store/imports';
import type { Quarantine } from '@exchequer/store/quarantine';
import type { MachineFacts } from '@exchequer/vendors/importers';
import type { RunState } from './run-state.ts';

/** What the steps of an import work with. */
export interface ImportDeps {
  engine: AnalyticsEngine;
  /** An engine in this process, which can read this machine's files. */
  localEngine: () => Promise<AnalyticsEngine>;
  intake: UsageIntake;
  /** Takes in what links sessions to work. */
  links: LinkIntake;
  ledger: ImportLedger;
  quarantine: Quarantine;
  machine: MachineFacts;
  /** Told of records that an importer collapsed itself, so that the source's health counts them. */
  repeated(workspace: Workspace, source: string, records: number): Promise<void>;
  /** Folder for what an import lays out while it runs. */
  scratch: string;
  now: () => Date;
  newId: () => string;
  log: (sentence: string) => void;
}

/** Keeps rejects and counts them in the run. */
export async function reject(
  deps: ImportDeps,
  workspace: Workspace,
  run: RunState,
  rejects: readonly Reject[],
  total: number = rejects.length,
): Promise<void> {
  if (rejects.length > 0) {
    const entries = rejects.map((one) => ({ ...one, kind: 'reject' as const }));
    await deps.quarantine.keep(workspace, entries, deps.now());
  }
  run.quarantined(total);
}

/** Most rows handed to one booking. */
export const rowsPerBooking = 10_000;

/** Books rows that were normalised here. */
export async function bookRows(
  deps: ImportDeps,
  workspace: Workspace,
  run: RunState,
  rows: readonly NormalisedUsage[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsPerBooking) {
    const part = rows.slice(start, start + rowsPerBooking);
    const report = await deps.intake.book(workspace, part);
    run.booked(report, { records: part.length, events: part.length, missingOutput: 0n });
  }
}
