/** Rollups: sums over the usage journal that reports read instead of it. */
export { type RollupSetting, rollupDdl } from './ddl.ts';
export { type Rollup, type RollupGrain, rollupMeasures, rollups } from './level.ts';
export { type RollupMonth, RollupsNotRebuilt } from './rebuild.ts';
export { type RollupReport, rebuildRollups, verifyRollups } from './verify.ts';
