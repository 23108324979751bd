import type { FactMeasure } from './fact-measure.ts';

const own = {
  fact: 'factory',
  remedy: { label: 'Scrape own GPUs', to: '/w/$ws/gateway' },
} as const;

const known = (flag: string) => [{ column: flag, in: ['1'] }];

/** Sums of own inference by day of pools: what was scraped, and what it cost. */
export const factoryFactMeasures: readonly FactMeasure[] = [
  {
    ...{ ...own, name: 'factory_cost', unit: 'usd', column: 'cost', where: known('cost_known') },
    meaning: 'depreciation, rent, power and operations of own GPUs, busy or idle',
    needs: 'what own GPUs cost',
  },
  {
    ...{ ...own, name: 'factory_costed_tokens', unit: 'count', column: 'tokens', where: known('cost_known') },
    meaning: 'tokens of own GPUs on days whose cost is known',
    needs: 'scrapes of own inference, and what its GPUs cost',
  },
  {
    ...{
      ...own,
      name: 'factory_energy',
      unit: 'millijoules',
      column: 'energy_mj',
      where: known('energy_known'),
    },
    meaning: 'millijoules of own GPUs with PUE, busy or idle',
    needs: 'scrapes of power (DCGM or Kepler)',
  },
  {
    ...{
      ...own,
      name: 'factory_metered_tokens',
      unit: 'count',
      column: 'tokens',
      where: known('energy_known'),
    },
    meaning: 'tokens of own GPUs on days whose energy is known',
    needs: 'scrapes of own inference and of its power',
  },
  {
    ...{ ...own, name: 'factory_busy_gpu_seconds', unit: 'seconds', column: 'busy_gpu_seconds', where: [] },
    meaning: 'seconds in which GPUs worked',
    needs: 'GPU utilisation from DCGM',
  },
  {
    ...{ ...own, name: 'factory_gpu_seconds', unit: 'seconds', column: 'gpu_seconds', where: [] },
    meaning: 'seconds of GPUs that were watched',
    needs: 'GPU utilisation from DCGM',
  },
  {
    ...{
      ...own,
      name: 'factory_idle_loss',
      unit: 'usd',
      column: 'idle_watts_loss',
      where: known('idle_known'),
    },
    meaning: 'what idle power could have earned or saved',
    needs: 'the most watts a pool may draw, and the share of idle capacity that could be sold',
  },
];
