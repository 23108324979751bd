/** Who works here: identities to workers, workers to dated teams, and what may be changed how. */
export { checkIdentity, checkMemberships, checkWorker } from './check.ts';
export type { IdentityDraft, MembershipDraft, PeopleDraft, TeamDraft, WorkerDraft } from './draft.ts';
export { type Employment, employmentsOf } from './employment.ts';
export { caseInsensitiveKinds, isIdentityKind, normaliseIdentity } from './identity.ts';
export { type PeoplePlan, planPeople } from './plan.ts';
export { type Confidence, type Proposal, proposeWorkers, type UnattributedIdentity } from './propose.ts';
export { type PeopleRefusal, type PeopleRefusalCode, refusePeople } from './refusal.ts';
export { resolveIdentities } from './resolve.ts';
export type { Identity, Membership, Roster, Team, Validity, Worker } from './roster.ts';
export { checkTeam, pathSeparator, teamPath } from './tree.ts';
export { covers, describeValidity, isPossible, overlap } from './validity.ts';
