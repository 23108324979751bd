/** The schema in PostgreSQL as numbered steps, and the runner that applies them. */
export { type Migration, migrations } from './list.ts';
export { migrate } from './run.ts';
