import type { Worker, Workspace } from '@exchequer/model/contract';
import type { ContractClient } from '../../connection/index.ts';
import type { CommandContext } from '../../frame/index.ts';
import { countFigure, renderTable } from '../../output/index.ts';
import type { ListFlags } from './flags.ts';

/** Every worker that fits, over all pages. */
export async function allWorkers(
  client: ContractClient,
  workspace: Workspace,
  flags: ListFlags,
): Promise<Worker[]> {
  const workers: Worker[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.people.workers.list({
      workspace,
      limit: 500,
      search: flags.search ?? '',
      ...(flags.kind && { kind: flags.kind }),
      ...(cursor && { cursor }),
    });
    workers.push(...page.workers);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return workers;
}

/** Writes workers by name. There is no order by tokens: nobody is ranked. */
export async function listPeople(context: CommandContext<ListFlags>): Promise<void> {
  const { globals, options, terminal } = context;
  const { client } = await context.connect();
  const workers = await allWorkers(client, globals.workspace, options);
  if (globals.json) return context.printJson('people/1', { workers });
  if (workers.length === 0)
    return terminal.out('No workers yet. Import them: exchequer people import FILE\n');
  const columns = ['Id', 'Kind', 'Name', 'Number', 'Team', 'Owner or family'].map((title, at) => ({
    title,
    dropOrder: at >= 5 ? 2 : at === 3 ? 1 : 0,
  }));
  const names = new Map(workers.map((worker) => [worker.id, worker.name]));
  const rows = workers.map((worker) => ({
    cells: [
      worker.id,
      worker.kind,
      worker.name,
      worker.external_id,
      worker.memberships.at(-1)?.team_name ?? '–',
      [worker.owner_id ? (names.get(worker.owner_id) ?? worker.owner_id) : '', worker.family]
        .filter((text) => text !== '')
        .join(' · '),
    ],
  }));
  terminal.out(renderTable({ columns, rows }, terminal.columns, terminal.style));
  terminal.out(`\n${workers.length} ${workers.length === 1 ? 'worker' : 'workers'}.\n`);
}

/** Writes usage without a worker, with who it may be and the command that settles it. */
export async function listUnattributed(context: CommandContext): Promise<void> {
  const { globals, terminal } = context;
  const { client } = await context.connect();
  const items = await client.people.unattributed({ workspace: globals.workspace });
  if (globals.json) return context.printJson('unattributed/1', { items });
  if (items.length === 0) return terminal.out('All usage has a worker.\n');
  const { style } = terminal;
  for (const item of items) {
    const who = item.identity ? `${item.identity_kind}:${item.identity}` : `nobody named · ${item.hint}`;
    terminal.out(
      `${style.bold(who)} ${style.dim(`· ${countFigure(item.requests)} requests, ${countFigure(item.tokens)} tokens · ${item.tools.join(', ')}`)}\n`,
    );
    for (const { worker_name: name, confidence, reason } of item.proposals) {
      terminal.out(`  perhaps ${name} (${confidence}): ${reason}\n`);
    }
    terminal.out(`  ${item.command}\n`);
  }
}
