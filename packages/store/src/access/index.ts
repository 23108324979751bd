/** Sessions, one-time links, API tokens and the audit log, in PostgreSQL and in memory. */
export { type Access, createAccess, localScopes, type SignIn } from './access.ts';
export { type AuditActor, type AuditNote, recordAudit } from './audit.ts';
export type { OneTimeLink } from './links.ts';
export type { SessionRecord, TokenRecord } from './records.ts';
export { hashSecret, newSecret, sameSecret } from './secret.ts';
export type { OpenSession } from './sessions.ts';
export { readTowerFile, removeTowerFile, type TowerFile, writeTowerFile } from './towerFile.ts';
