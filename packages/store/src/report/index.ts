/** Reports as they were made, in PostgreSQL. */
export { createReports, type KeptReport, ReportDamaged, type ReportDesk } from './reports.ts';
