/** Own inference in PostgreSQL: what is scraped, how far it was read, and what pools cost. */
export { createPoolCosts, type PoolCostDesk } from './pool-costs.ts';
export { confirmScrapes, type PendingScrape, takeScrape } from './scrapes.ts';
export { createTargets, type KeptTarget, type TargetDesk, type TargetWish } from './targets.ts';
