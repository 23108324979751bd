export { forgetSeries, postgresSeriesStore } from './store.ts';
