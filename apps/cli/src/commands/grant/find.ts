import type { GrantPlan, Worker, Workspace } from '@exchequer/model/contract';
import type { ContractClient } from '../../connection/index.ts';
import { CliError } from '../../output/index.ts';

const one = <T extends { id: string }>(found: readonly T[], what: string, named: string, see: string): T => {
  const [only] = found;
  if (only && found.length === 1) return only;
  if (!only) throw new CliError(`there is no ${what} ${named}`, `See them: ${see}`);
  const ids = found.map(({ id }) => id).join(', ');
  throw new CliError(`${found.length} go by ${named}`, `Name one by its id: ${ids}.`);
};

/** The plan of an id or a name; retired ones by id alone. */
export async function findPlan(
  client: ContractClient,
  workspace: Workspace,
  named: string,
): Promise<GrantPlan> {
  const plans = await client.grant.plans.list({ workspace });
  const byId = plans.filter(({ id }) => id === named);
  const byName = plans.filter(
    ({ name, state }) => state === 'active' && name.toLowerCase() === named.toLowerCase(),
  );
  return one(byId.length > 0 ? byId : byName, 'grant plan', named, 'exchequer grant plan');
}

/** The person of an id, a number or a name. */
export async function findPerson(
  client: ContractClient,
  workspace: Workspace,
  named: string,
): Promise<Worker> {
  const people: Worker[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.people.workers.list({
      workspace,
      kind: 'person',
      limit: 500,
      search: '',
      ...(cursor && { cursor }),
    });
    people.push(...page.workers);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  const exact = people.filter(
    ({ id, external_id: number }) => id === named || (number !== '' && number === named),
  );
  const byName = people.filter(({ name }) => name.toLowerCase() === named.toLowerCase());
  return one(exact.length > 0 ? exact : byName, 'person', named, 'exchequer people list');
}

/** The team of an id or a name. */
export async function findTeam(
  client: ContractClient,
  workspace: Workspace,
  named: string,
): Promise<{ id: string; name: string }> {
  const teams = await client.people.teams.list({ workspace });
  const wanted = named.toLowerCase();
  const found = teams.filter(
    ({ id, name, path }) => id === named || name.toLowerCase() === wanted || path.toLowerCase() === wanted,
  );
  return one(found, 'team', named, 'exchequer people list');
}
