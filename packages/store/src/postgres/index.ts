/** PostgreSQL: the embedded server of a home, and connections to any server. */
export { assertReachable, connectPostgres } from './connect.ts';
export { cursorOf, partsOf } from './cursor.ts';
export { type EmbeddedOptions, type EmbeddedPostgres, startEmbedded, stopOrphan } from './embedded.ts';
export { PostgresFailure, type PostgresFailureCode } from './failure.ts';
export { proveBinaries } from './place.ts';
