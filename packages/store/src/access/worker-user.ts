import { type AccessRefusal, refuseAccess } from '@exchequer/core/access';
import type { Workspace } from '@exchequer/model/contract';
import type { UserRecord } from './records.ts';
import type { AccessState } from './state.ts';

/** The user that a worker signs in as, made with the first link. Sees what is their own, nothing else. */
export async function userOfWorker(
  state: AccessState,
  workspace: Workspace,
  named: string,
): Promise<UserRecord | AccessRefusal> {
  const worker = await findPerson(state, workspace, named);
  if ('refused' in worker) return worker;
  for (const user of state.users.values()) {
    if (user.workerId === worker.id && user.workspace === workspace) return user;
  }
  const user: UserRecord = {
    id: state.newId('usr_'),
    name: worker.name,
    scopes: ['self'],
    workerId: worker.id,
    workspace,
  };
  await state.sql`
    insert into access_user (id, name, scopes, worker_id, workspace, created_at)
    values (${user.id}, ${user.name}, ${user.scopes}, ${worker.id}, ${workspace}, ${state.now()})`;
  state.users.set(user.id, user);
  return user;
}

async function findPerson(
  { sql, now }: AccessState,
  workspace: Workspace,
  named: string,
): Promise<{ id: string; name: string } | AccessRefusal> {
  const found = await sql<{ id: string; name: string; left: boolean }[]>`
    select distinct w.id, w.name, coalesce(w.active_to <= ${now()}::date, false) as left
    from worker w
    left join identity i on i.workspace = w.workspace and i.worker_id = w.id and i.kind = 'email'
    where w.workspace = ${workspace} and w.kind = 'person'
      and (w.id = ${named} or w.external_id = ${named} or lower(i.value) = lower(${named}))`;
  const [only] = found;
  if (!only) return refuseAccess('worker-unknown');
  if (found.length > 1) return refuseAccess('worker-ambiguous');
  return only.left ? refuseAccess('worker-left') : only;
}
