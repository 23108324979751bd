import type { CommandContext } from '../../frame/index.ts';

export interface LinkFlags {
  reason: string;
}

/** Links two work items by hand, or takes them apart. */
export async function setLink(context: CommandContext<LinkFlags>, revoked: boolean): Promise<void> {
  const { args, globals, options, terminal } = context;
  const { client } = await context.connect();
  const link = await client.outcome.setLink({
    workspace: globals.workspace,
    from: String(args[0]),
    to: String(args[1]),
    revoked,
    reason: options.reason,
  });
  if (globals.json) return context.printJson('work-link/1', link);
  terminal.out(
    revoked
      ? `${link.from} and ${link.to} are apart; no rule links them again.\n`
      : `${link.from} belongs to ${link.to}, whatever rules say.\n`,
  );
}
