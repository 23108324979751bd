/** A simulated company: pure, seeded and streaming. It knows nothing of the product that it feeds. */
export { VendorBills, type VendorInvoice } from './generator/bill.ts';
export { dateOf, startOf } from './generator/calendar.ts';
export { type CodexLine, type CodexUsage, codexModel } from './generator/codex.ts';
export { type Company, type CompanySize, companyName, companyOf, isAtWork } from './generator/company.ts';
export type { DecisionInputRow, DecisionRow } from './generator/decision.ts';
export type { FigureRow } from './generator/figure.ts';
export type { GatewayMinute } from './generator/gateway.ts';
export { payLines, peopleLines } from './generator/people-file.ts';
export type { Scrape } from './generator/pool.ts';
export { type CompanyRecord, recordsOf } from './generator/records.ts';
export { flowsAgent, flowsOwner, type UsageRecord } from './generator/service.ts';
export { type Stories, storiesOf } from './generator/story.ts';
export { type CompanyTerms, termsOf } from './generator/terms.ts';
export type { TranscriptLine } from './generator/transcript.ts';
export type { VendorDelivery } from './generator/vendor-delivery.ts';
export { type PlantedSeries, plantedSeries, type SeriesSetting, seriesSettings } from './series/forecast.ts';
