/** Links: how usage reaches the work that outcomes are about. */
export { rulesByStrength, sharedBranches, workOrder } from './order.ts';
export { repositoryName } from './repository.ts';
export { namesTicket, ticketCandidates } from './ticket.ts';
