/** Persons, agents, teams and identities in PostgreSQL, and their usage in the journal. */
export type { PeopleOptions } from './command.ts';
export { createDirectory, type Directory } from './directory.ts';
export { journalReattribution, journalUnattributed } from './journal.ts';
export type { Reattribution } from './pending.ts';
export { createPeople, type People } from './people.ts';
export { type RolePeers, rolePeers } from './role-peers.ts';
// What makes the usage of a new key attributable, in the transaction that makes the key.
export { addIdentities, lockPeople } from './rows.ts';
export type { UnattributedUsage } from './unattributed.ts';
