/** The outcome journal: its tables and its one writer. */
export { outcomeDaySelect, outcomeDdl } from './schema.ts';
