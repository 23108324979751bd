import type { Scope, Workspace } from '@exchequer/model/contract';

/** Who calls: a signed-in person, an API token, or this machine's own CLI. */
export interface Actor {
  id: string;
  kind: 'person' | 'token' | 'local';
  name: string;
  scopes: readonly Scope[];
  /** Workspace into which the actor's usage goes when it does not say. */
  workspace: Workspace;
  /** The worker that this person is, when known: they may see their own usage. */
  workerId: string | null;
  /** Set where a gateway key calls: it acts for its worker in little, and for what it is made for alone. */
  key?: { id: string; agent: string; project: string };
}

/**
 * Whether the scopes permit what `needed` guards. Admins may do everything but see base pay: who runs
 * the machines is not who sets the pay.
 */
export function permits(scopes: readonly Scope[], needed: Scope): boolean {
  return scopes.includes(needed) || (needed !== 'compensation' && scopes.includes('admin'));
}
