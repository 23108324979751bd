/** A simulated company: pure, seeded and streaming. It knows nothing of the product that it feeds. */
export { dateOf } from './generator/calendar.ts';
export { type Company, type CompanySize, companyName, companyOf } from './generator/company.ts';
export type { VendorDelivery } from './generator/delivery.ts';
export { payLines, peopleLines } from './generator/people-file.ts';
export { type CompanyRecord, recordsOf, type UsageRecord } from './generator/records.ts';
export { type Stories, storiesOf } from './generator/story.ts';
export type { TranscriptLine } from './generator/transcript.ts';
