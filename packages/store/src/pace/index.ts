/** Long work on a thread that others wait for. */
export { eachInTurn, Kept, unhurried } from './pace.ts';
