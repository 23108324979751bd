/** Links kept up to date with usage, outcomes and what persons say. */
export { createResolving, type Resolving } from './resolving.ts';
