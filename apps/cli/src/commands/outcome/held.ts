import type { CommandContext } from '../../frame/index.ts';
import { countFigure, pageLimit } from '../../output/index.ts';

/** Writes held deliveries one below the other: whose, what is wrong, what to do. */
export async function listHeld(context: CommandContext<{ limit: string }>): Promise<void> {
  const { globals, options, terminal } = context;
  const { client } = await context.connect();
  const page = await client.outcome.sources.held({
    workspace: globals.workspace,
    limit: Math.min(200, pageLimit(options.limit)),
  });
  if (globals.json) return context.printJson('held-deliveries/1', page);
  if (page.total === 0) return terminal.out('No delivery is held.\n');
  const { style } = terminal;
  for (const one of page.items) {
    const times = one.times > 1 ? ` (came ${one.times} times)` : '';
    const event = one.event ? ` ${one.event}` : '';
    terminal.out(
      `${style.bold(one.source_name)} ${style.dim(`${one.vendor}${event} · ${one.received_at} · ${one.id}`)}\n`,
    );
    terminal.out(`  ${one.error}${times}\n  ${one.fix}\n`);
  }
  const rest = page.total - page.items.length;
  if (rest > 0) terminal.out(`\n${countFigure(String(rest))} more: add --limit 200.\n`);
  terminal.out('\nOnce the cause is mended: exchequer outcome replay\n');
}

/** Tries held deliveries again. */
export async function replayHeld(context: CommandContext): Promise<void> {
  const { globals, args, terminal } = context;
  const ids = (args[0] as string[] | undefined) ?? [];
  const { client } = await context.connect();
  const replayed = await client.outcome.sources.replay({
    workspace: globals.workspace,
    ...(ids.length > 0 && { ids }),
  });
  if (globals.json) return context.printJson('held-replay/1', replayed);
  const { taken, still_held: held } = replayed;
  terminal.out(`${countFigure(String(taken))} taken in, ${countFigure(String(held))} still held.\n`);
}
