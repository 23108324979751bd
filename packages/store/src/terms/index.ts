/** What a company states of its contracts, seats, waits and trials. */
export { createTerms, type NamedTerm, type TermDesk } from './desk.ts';
