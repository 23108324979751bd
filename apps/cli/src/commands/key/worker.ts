import type { Worker, Workspace } from '@exchequer/model/contract';
import type { ContractClient } from '../../connection/index.ts';
import { CliError } from '../../output/index.ts';
import { allWorkers } from '../people/list.ts';

const isEmail = (text: string): boolean => /^[^\s:@]+@[^\s@]+$/.test(text);

/** The one worker that is meant by id, number, name or email; null when there is none. */
export async function findWorker(
  client: ContractClient,
  workspace: Workspace,
  named: string,
): Promise<Pick<Worker, 'id' | 'name'> | null> {
  if (isEmail(named)) {
    const { identities } = await client.people.identities.list({ workspace, search: named, limit: 50 });
    const wanted = named.toLowerCase();
    const found = identities.find(({ kind, value }) => kind === 'email' && value.toLowerCase() === wanted);
    return found ? { id: found.worker_id, name: found.worker_name } : null;
  }
  const workers = await allWorkers(client, workspace, {});
  const exact = workers.filter(({ id, external_id: number }) => id === named || number === named);
  const wanted = named.toLowerCase();
  const found = exact.length > 0 ? exact : workers.filter(({ name }) => name.toLowerCase() === wanted);
  if (found.length > 1) {
    const ids = found.map(({ id }) => id).join(', ');
    throw new CliError(`${found.length} workers are called ${named}`, `Name one by its id: ${ids}.`);
  }
  return found[0] ?? null;
}

/** The worker that is meant; with `add`, a person of an email that nobody has is added. */
export async function workerNamed(
  client: ContractClient,
  workspace: Workspace,
  named: string,
  add = false,
): Promise<Pick<Worker, 'id' | 'name'>> {
  const found = await findWorker(client, workspace, named);
  if (found) return found;
  if (add && isEmail(named)) return addPerson(client, workspace, named);
  const fix = isEmail(named)
    ? 'Add --add to make a person of that email, or add people: exchequer people import FILE.'
    : 'See them: exchequer people list. Add them: exchequer people import FILE.';
  throw new CliError(`there is no worker ${named}`, fix);
}

async function addPerson(client: ContractClient, workspace: Workspace, email: string) {
  const name = email.slice(0, email.indexOf('@'));
  const { worker } = await client.people.workers.put({ workspace, kind: 'person', name });
  await client.people.identities.map({ workspace, kind: 'email', value: email, worker_id: worker.id });
  return worker;
}
