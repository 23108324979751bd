import type { AdviceVerb } from './life.ts';

/** Who acts on a recommendation. */
export interface AdviceActor {
  admin: boolean;
  workerId: string | null;
}

/** What of a recommendation decides who may act on it. */
export interface AdviceStake {
  /** The worker that it is about and that alone may see it; null where it is about no person. */
  selfWorker: string | null;
  assigneeId: string | null;
  /** The worker who answers for what the action changes: the owner of the agent or of the envelope. */
  ownerId: string | null;
  /** Whether the action gives more than there was, which nobody decides for their own. */
  raises: boolean;
  /** Whether it is a task that is only ticked off. */
  task: boolean;
}

/** Why somebody may not do that, in words; null where they may. */
export function forbidden(verb: AdviceVerb, actor: AdviceActor, stake: AdviceStake): string | null {
  const { admin, workerId } = actor;
  if (stake.selfWorker !== null)
    return workerId === stake.selfWorker && (stake.task || !changes(verb))
      ? null
      : 'it is about a person, who alone may act on it';
  if (admin) return null;
  const isOwner = workerId !== null && workerId === stake.ownerId;
  const isAssignee = workerId !== null && workerId === stake.assigneeId;
  if (!changes(verb))
    return isOwner || isAssignee ? null : 'only admins, its owner and whoever it is assigned to may';
  if (stake.task) return isAssignee ? null : 'only admins and whoever it is assigned to may tick it off';
  if (isOwner && stake.raises) return 'nobody raises what they answer for themselves';
  return isOwner ? null : 'only admins and the owner of what it changes may';
}

/** Verbs that change something outside the recommendation. */
const changes = (verb: AdviceVerb): boolean => verb === 'apply' || verb === 'undo' || verb === 'finish';
