import { permits } from '@exchequer/core/access';
import type { GrantRefusal } from '@exchequer/core/grant';
import type { Workspace } from '@exchequer/model/contract';
import { loadViewFacts, noteSightings, type ViewFacts } from '@exchequer/store/grant';
import type { ApiContext } from './context.ts';
import { refusal, resultsOf } from './problem.ts';

/** The result, or what was refused as the API's problem. */
export const granted = resultsOf<GrantRefusal>({
  'plan-unknown': 404,
  'grant-unknown': 404,
  'worker-unknown': 404,
  'team-unknown': 404,
  'transfer-unknown': 404,
  'compensation-needed': 403,
  'own-request': 403,
  'grant-overlap': 409,
  'idempotency-key-reused': 409,
  'policy-exists': 409,
  'plan-exists': 409,
  'transfer-decided': 409,
});

export const seesPay = ({ actor }: Pick<ApiContext, 'actor'>): boolean =>
  permits(actor.scopes, 'compensation');

export const factsOf = ({ services }: ApiContext, workspace: Workspace): Promise<ViewFacts> =>
  loadViewFacts(services.grants, services.sql, workspace);

/** Writes down that the caller saw what is these persons' own. */
export const saw = (
  { services, actor, now }: ApiContext,
  workspace: Workspace,
  action: Parameters<typeof noteSightings>[4]['action'],
  view: string,
  workerIds: readonly string[],
): Promise<void> => noteSightings(services.sql, actor, now(), workspace, { action, view, workerIds });

/** A person's own figures are those of their own workspace. */
export function ownWorkerId(context: ApiContext, workspace: Workspace): string {
  const { workerId, workspace: home } = context.actor;
  if (workerId === null || home !== workspace) {
    throw refusal(403, 'not-own', 'you are nobody in this workspace', `Use the workspace ${home}.`);
  }
  return workerId;
}
