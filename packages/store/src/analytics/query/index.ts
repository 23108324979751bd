/** Readings: metric queries planned, printed as SQL and read from rollups or the journal. */

export type { StoredDimension } from './dimension.ts';
export type { DecisionFigures, Directory, Employment, Labels, PersonsKnown, ReadingFacts } from './facts.ts';
export { type Guard, guardReading } from './guard.ts';
export { labelValues } from './label.ts';
export { planUsage } from './plan.ts';
export type { IntakeCounts, IntakeRecords, PricedBy, PriceRows, SourceLines } from './ports.ts';
export { printWhere } from './print.ts';
export { readMetrics } from './read.ts';
export { createUsageReports, type ReportPorts, type UsageReports } from './reports.ts';
