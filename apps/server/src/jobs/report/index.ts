/** Reports: gathered from the product’s own answers, put together, and kept as they were made. */
export { carefully, type MonthAsked, type ReportSources } from './asked.ts';
export { gatherBoard } from './gather.ts';
