import type { CommandContext } from '../../frame/index.ts';
import { countFigure, pageLimit } from '../../output/index.ts';

/** Writes rejected records one below the other: place and line, what is wrong, what to do. */
export async function listQuarantine(
  context: CommandContext<{ source?: string; limit: string }>,
): Promise<void> {
  const { globals, options, terminal } = context;
  const limit = pageLimit(options.limit);
  const { client } = await context.connect();
  const page = await client.source.quarantine({
    workspace: globals.workspace,
    source: options.source,
    limit,
  });
  if (globals.json) return context.printJson('quarantine/1', page);
  const { style } = terminal;
  for (const item of page.items) {
    const line = item.line === null ? '' : `:${item.line}`;
    const times = item.times > 1 ? ` (seen ${item.times} times)` : '';
    terminal.out(`${style.bold(`${item.place}${line}`)} ${style.dim(`${item.source} · ${item.id}`)}\n`);
    terminal.out(`  ${item.error}${times}\n  ${item.fix}\n`);
    if (item.excerpt) terminal.out(`  ${style.dim(item.excerpt)}\n`);
  }
  const rest = page.total - page.items.length;
  if (page.total === 0) terminal.out('Nothing is in the quarantine.\n');
  else if (rest > 0)
    terminal.out(`\n${countFigure(String(rest))} more: add --limit 500, or --json for all fields.\n`);
}

/** Tries quarantined records again. */
export async function replay(context: CommandContext): Promise<void> {
  const { globals, args, terminal } = context;
  const ids = (args[0] as string[] | undefined) ?? [];
  const { client } = await context.connect();
  const outcome = await client.source.replay({
    workspace: globals.workspace,
    ...(ids.length > 0 && { ids }),
  });
  if (globals.json) return context.printJson('replay/1', outcome);
  terminal.out(
    `${countFigure(String(outcome.taken))} taken in, ${countFigure(String(outcome.still_rejected))} still rejected.\n`,
  );
}
