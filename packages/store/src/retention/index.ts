/** How long records are kept that nothing is booked by, and their removal. */
export { type Bounds, type Forgettable, forgetOld, retention } from './retention.ts';
