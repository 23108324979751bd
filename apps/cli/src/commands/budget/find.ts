import type { BudgetEnvelope, Workspace } from '@exchequer/model/contract';
import type { ContractClient } from '../../connection/index.ts';
import { CliError } from '../../output/index.ts';

/** The one open envelope that is meant by an id, its name, or the name of what it covers. */
export async function findEnvelope(
  client: ContractClient,
  workspace: Workspace,
  named: string,
): Promise<BudgetEnvelope> {
  const { envelopes } = await client.budget.envelopes.list({ workspace });
  const found = matches(envelopes, named);
  const [only] = found;
  if (only && found.length === 1) return only;
  if (only) {
    const which = found.map(({ id, path }) => `${id} (${path.join(' / ')})`).join(', ');
    throw new CliError(`${found.length} envelopes are called ${named}`, `Name one by its id: ${which}.`);
  }
  throw new CliError(`there is no envelope ${named}`, 'See them: exchequer budget list.');
}

/** By id first, then by name, then by what is covered. */
export function matches(envelopes: readonly BudgetEnvelope[], named: string): BudgetEnvelope[] {
  const wanted = named.trim().toLowerCase();
  const tries: ((one: BudgetEnvelope) => boolean)[] = [
    ({ id }) => id === named,
    ({ name, path }) => name.toLowerCase() === wanted || path.join(' / ').toLowerCase() === wanted,
    ({ ref, ref_name }) => ref !== '' && (ref === named || ref_name.toLowerCase() === wanted),
  ];
  return tries.map((fits) => envelopes.filter(fits)).find((found) => found.length > 0) ?? [];
}
