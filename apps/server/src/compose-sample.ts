import type { Journal } from '@exchequer/store/analytics/journal';
import { emptyWorkspace, sampleLoads } from '@exchequer/store/sample';
import { createSample, type Sample, type SampleOptions } from './jobs/sample/index.ts';
import type { Services } from './services.ts';

export interface SampleComposition
  extends Omit<SampleOptions, 'intake' | 'loads' | 'empty' | 'charges'>,
    Pick<Services, 'charges'> {
  journal: Journal;
  /** Judges the rules over it as soon as it stands, so that whoever looks first sees what to do. */
  judge: () => Promise<unknown>;
}

/** Opens the simulated company over the services that real sources come through. */
export function openSample({ journal, judge, ...parts }: SampleComposition): Sample {
  const { sql, engine, charges, log } = parts;
  const sample = createSample({
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
  const judgeOnce = async () => {
    await sample.idle();
    if ((await sample.status()).state === 'ready') await judge();
  };
  return {
    ...sample,
    load: async (size, by) => {
      const status = await sample.load(size, by);
      if (status) judgeOnce().catch((error) => log('the simulated company could not be judged', error));
      return status;
    },
  };
}
