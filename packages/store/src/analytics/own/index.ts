/** What is one person's own, read for that person alone. */
export type { OwnAsked } from './asked.ts';
export { type OwnCache, readOwnCache } from './cache.ts';
export { type PersonCache, readPersonCaches } from './caches.ts';
export { readOwnMinutes } from './minutes.ts';
export { type OwnMonth, type OwnWork, readOwnMonth } from './month.ts';
export { type OwnOutcomes, readOwnOutcomes } from './outcomes.ts';
export { readRoleSpend } from './role.ts';
