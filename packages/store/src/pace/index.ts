/** Long work on a thread that others wait for. */
export { Kept, unhurried } from './pace.ts';
