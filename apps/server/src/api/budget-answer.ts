import type { LedgerRefusal } from '@exchequer/core/ledger';
import type { Asker, Viewer } from '@exchequer/store/envelope';
import type { Actor } from './context.ts';
import { resultsOf } from './problem.ts';

/** The result, or what budgets refused as the API's problem with its facts. */
export const budgeted = resultsOf<LedgerRefusal>({
  'envelope-unknown': 404,
  'request-unknown': 404,
  'hold-missing': 404,
  'person-private': 403,
  'own-request': 403,
  'not-own-request': 403,
  // Another state of the books would not have refused these.
  'version-changed': 409,
  'request-decided': 409,
  'key-reused': 409,
  'idempotency-conflict': 409,
  'hold-resolved': 409,
});

/** Which persons' envelopes the caller may see. */
export const viewerOf = (actor: Actor): Viewer & { id: string } => ({
  id: actor.id,
  admin: actor.scopes.includes('admin'),
  pay: actor.scopes.includes('compensation'),
  workerId: actor.workerId,
});

/** The caller as one who asks for more, or decides. */
export const askerOf = ({ id, name, workerId }: Actor): Asker => ({ id, name, workerId });
