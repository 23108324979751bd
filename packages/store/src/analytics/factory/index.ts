/** Scrapes of own inference in the engine: steps, their days, and what pools cost by day. */
export { factoryDdl, rebuildFactoryDays } from './schema.ts';
export {
  addScrape,
  addScrapes,
  type PoolDay,
  readFactorySums,
  replacePoolDays,
  type ScrapeSteps,
} from './sums.ts';
