import { identityKinds } from '@exchequer/model';
import type { Worker } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { CliError, countFigure, usageError } from '../../output/index.ts';
import type { MapFlags } from './flags.ts';
import { allWorkers } from './list.ts';

type IdentityKind = (typeof identityKinds)[number];

/** Maps an identity to a worker; without --yes only says what it would do. */
export async function mapIdentity(context: CommandContext<MapFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const identity = identityOf(args[0] as string);
  const { client } = await context.connect();
  const worker = workerOf(await allWorkers(client, globals.workspace, {}), args[1] as string);
  const what = `${identity.kind}:${identity.value} to ${worker.name} (${worker.id})`;
  if (!options.yes) {
    if (globals.json)
      return context.printJson('people-map/1', { dry_run: true, identity, worker_id: worker.id });
    return terminal.out(
      `Would map ${what} and attribute its past usage anew. Nothing was written; add --yes.\n`,
    );
  }
  const done = await client.people.identities.map({
    workspace: globals.workspace,
    ...identity,
    worker_id: worker.id,
    valid_from: options.from ?? null,
    valid_to: options.to ?? null,
  });
  if (globals.json) return context.printJson('people-map/1', { dry_run: false, ...done });
  terminal.out(
    `Mapped ${what}; ${countFigure(String(done.rebooked.amended))} events were attributed anew.\n`,
  );
}

/** `kind:value`; an address alone is an email. */
function identityOf(text: string): { kind: IdentityKind; value: string } {
  const at = text.indexOf(':');
  const kind = text.slice(0, Math.max(0, at));
  if ((identityKinds as readonly string[]).includes(kind) && text.length > at + 1) {
    return { kind: kind as IdentityKind, value: text.slice(at + 1) };
  }
  if (/^[^\s:@]+@[^\s@]+$/.test(text)) return { kind: 'email', value: text };
  throw usageError(
    `${text} is no identity`,
    `Write it as kind:value; kinds are ${identityKinds.join(', ')}.`,
  );
}

function workerOf(workers: readonly Worker[], named: string): Worker {
  const exact = workers.filter((worker) => worker.id === named || worker.external_id === named);
  const wanted = named.toLowerCase();
  const found = exact.length > 0 ? exact : workers.filter((worker) => worker.name.toLowerCase() === wanted);
  const [only] = found;
  if (only && found.length === 1) return only;
  if (found.length > 1) {
    throw new CliError(
      `${found.length} workers are called ${named}`,
      `Name one by its id: ${found.map(({ id }) => id).join(', ')}.`,
    );
  }
  throw new CliError(
    `there is no worker ${named}`,
    'See them: exchequer people list. Add them: exchequer people import FILE.',
  );
}
