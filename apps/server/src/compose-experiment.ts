import type { UsageReports } from '@exchequer/store/analytics/query';
import type { Budgets } from '@exchequer/store/envelope';
import { createExperiments, type ExperimentDesk, type ExperimentOptions } from '@exchequer/store/experiment';
import { startExperimentJob } from './jobs/experiment/index.ts';

export interface ExperimentParts extends Pick<ExperimentOptions, 'sql' | 'now' | 'newId' | 'timeZone'> {
  reports: Pick<UsageReports, 'teamWeeks'>;
  budgets: Pick<Budgets, 'envelopes'>;
  log: (message: string, error?: unknown) => void;
}

/** Experiments, and the job that carries them out. */
export function openExperiments({ reports, budgets, log, ...parts }: ExperimentParts): {
  desk: ExperimentDesk;
  close(): Promise<void>;
} {
  const desk = createExperiments({ ...parts, envelopes: budgets.envelopes, teamWeeks: reports.teamWeeks });
  return { desk, close: startExperimentJob({ desk, log }).close };
}
