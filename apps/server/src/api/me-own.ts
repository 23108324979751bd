import type { Workspace } from '@exchequer/model/contract';
import type { ApiContext } from './context.ts';
import { refusal } from './problem.ts';

/** A person about whom the caller may know everything: themselves. */
export interface Self {
  id: string;
  name: string;
  team: string | null;
}

/** What a procedure for a person's own knows: that the caller is a worker, and in which workspace. */
export type OwnContext = ApiContext & { own: { workerId: string; workspace: Workspace } };

/** Who the caller is in a workspace. Refuses whoever is no worker there, with who can change that. */
export async function selfOf(context: OwnContext, workspace: Workspace): Promise<Self> {
  const { workerId, workspace: home } = context.own;
  if (home !== workspace) {
    const detail = `you are somebody in the workspace ${home}, and nobody in ${workspace}`;
    throw refusal(403, 'no-worker', detail, `Use the workspace ${home}.`);
  }
  const today = context.now().toISOString().slice(0, 10);
  const [found] = await context.services.sql<Self[]>`
    select w.id, w.name, (
      select t.name from membership m join team t on t.workspace = m.workspace and t.id = m.team_id
      where m.workspace = w.workspace and m.worker_id = w.id
        and (m.valid_from is null or m.valid_from <= ${today}) and (m.valid_to is null or m.valid_to > ${today})
      limit 1) as team
    from worker w where w.workspace = ${workspace} and w.id = ${workerId}`;
  if (!found)
    throw refusal(403, 'no-worker', 'the person that you signed in as is not known any more', linkFix);
  return found;
}

const linkFix =
  'Ask an admin for a link of your own: exchequer login --worker YOUR-EMAIL, run on the machine of the tower.';
