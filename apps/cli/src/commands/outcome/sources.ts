import type { WebhookVendor } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { countFigure, renderTable } from '../../output/index.ts';

export interface SecretFlags {
  secret?: string;
}

/** Writes the sources of outcomes with the state of their deliveries. */
export async function listSources(context: CommandContext): Promise<void> {
  const { globals, terminal } = context;
  const { client } = await context.connect();
  const sources = await client.outcome.sources.list({ workspace: globals.workspace });
  if (globals.json) return context.printJson('outcome-sources/1', { sources });
  if (sources.length === 0)
    return terminal.out(
      'Nobody delivers outcomes yet. Begin with: exchequer outcome connect github "Acme".\n',
    );
  const right = { align: 'right' as const };
  const columns = [
    { title: 'Source' },
    { title: 'Id' },
    { title: 'State' },
    { title: 'Deliveries', ...right },
    { title: 'Taken', ...right, dropOrder: 3 },
    { title: 'Repeated', ...right, dropOrder: 2 },
    { title: 'Refused', ...right },
    { title: 'Held', ...right },
    { title: 'Last', dropOrder: 1 },
  ];
  const rows = sources.map((one) => ({
    cells: [
      `${one.name} (${one.vendor})`,
      ...[one.id, one.state],
      ...[one.deliveries, one.taken, one.repeated, one.refused, one.held].map(countFigure),
      one.last_delivery_at ?? 'never',
    ],
  }));
  terminal.out(renderTable({ columns, rows }, terminal.columns, terminal.style));
  for (const { name, last_refusal: refusal } of sources)
    if (refusal) terminal.out(`\n${name}: last refused because ${refusal}.\n`);
  if (sources.some(({ held }) => held !== '0'))
    terminal.out('\nWhat is held, and why: exchequer outcome held\n');
}

/** Makes an address for a vendor. The secret goes to stdout alone, the rest to stderr. */
export async function connectSource(context: CommandContext<SecretFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const { client } = await context.connect();
  const [vendor, name] = args as [WebhookVendor, string];
  const made = await client.outcome.sources.add({
    ...{ workspace: globals.workspace, vendor, name },
    ...(options.secret && { secret: options.secret }),
  });
  if (globals.json) return context.printJson('outcome-source/1', made);
  terminal.err(`Source ${made.source.id}. Its secret is shown this once.\n`);
  terminal.out(`${made.secret}\n`);
  for (const [at, step] of made.steps.entries()) terminal.err(`${at + 1}. ${step}\n`);
}

/** Replaces the secret of a source. */
export async function rotateSource(context: CommandContext<SecretFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const { client } = await context.connect();
  const rotated = await client.outcome.sources.rotate({
    ...{ workspace: globals.workspace, id: args[0] as string },
    ...(options.secret && { secret: options.secret }),
  });
  if (globals.json) return context.printJson('outcome-source/1', rotated);
  terminal.err('Set this secret at the vendor within a day; until then the old one holds too.\n');
  terminal.out(`${rotated.secret}\n`);
}

/** Ends a source. */
export async function disconnectSource(context: CommandContext): Promise<void> {
  const { globals, args, terminal } = context;
  const { client } = await context.connect();
  const source = await client.outcome.sources.remove({ workspace: globals.workspace, id: args[0] as string });
  if (globals.json) return context.printJson('outcome-source/1', { source });
  terminal.out(`${source.name} delivers no more; what it told of stays.\n`);
}
