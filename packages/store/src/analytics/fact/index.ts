/** Facts that PostgreSQL knows (staff, pay and others), kept by day in the engine beside usage. */
export {
  createFacts,
  type FactOptions,
  type Facts,
  factDdl,
} from './refresh.ts';
