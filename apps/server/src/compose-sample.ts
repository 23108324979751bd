import type { LinkIntake } from '@exchequer/model';
import type { AnalyticsEngine } from '@exchequer/store/analytics/engine';
import type { Journal } from '@exchequer/store/analytics/journal';
import type { Charges } from '@exchequer/store/charge';
import type { GrantOptions } from '@exchequer/store/grant';
import type { People } from '@exchequer/store/people';
import { emptyWorkspace, sampleLoads } from '@exchequer/store/sample';
import type { Sql } from 'postgres';
import type { Outcomes } from './compose-outcome.ts';
import type { ImportService } from './jobs/import/index.ts';
import { createSample, type Sample } from './jobs/sample/index.ts';

export interface SampleComposition {
  sql: Sql;
  engine: AnalyticsEngine;
  journal: Journal;
  imports: ImportService;
  people: People;
  outcomes: Outcomes;
  links: LinkIntake;
  charges: Charges;
  grants: GrantOptions;
  home: string;
  timeZone: () => string;
  now: () => Date;
  log: (message: string, error?: unknown) => void;
}

/** Opens the simulated company over the services that real sources come through. */
export function openSample({ sql, engine, journal, charges, ...parts }: SampleComposition): Sample {
  return createSample({
    ...parts,
    intake: journal,
    loads: sampleLoads(sql),
    empty: () =>
      emptyWorkspace({
        sql,
        engine,
        workspace: 'sample',
        alone: journal.alone,
        settled: () => charges.catchUp({ workspace: 'sample' }),
      }),
  });
}
