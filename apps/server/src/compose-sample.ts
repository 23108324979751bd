import type { Journal } from '@exchequer/store/analytics/journal';
import { emptyWorkspace, sampleLoads } from '@exchequer/store/sample';
import { createSample, type Sample, type SampleOptions } from './jobs/sample/index.ts';
import type { Services } from './services.ts';

export interface SampleComposition
  extends Omit<SampleOptions, 'intake' | 'loads' | 'empty' | 'charges'>,
    Pick<Services, 'charges'> {
  journal: Journal;
}

/** Opens the simulated company over the services that real sources come through. */
export function openSample({ journal, ...parts }: SampleComposition): Sample {
  const { sql, engine, charges } = parts;
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
