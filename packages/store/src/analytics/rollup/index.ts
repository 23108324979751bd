/** Rollups: sums over the usage journal that reports read instead of it. */
export { type RollupSetting, rollupDdl } from './ddl.ts';
export { type Rollup, type RollupGrain, rollupMeasures, rollups } from './level.ts';
