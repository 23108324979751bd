import type { CommandContext } from '../../frame/index.ts';
import { countFigure, usdFigure } from '../../output/index.ts';

/** Writes one work item with everything that is known of it. */
export async function showWork(context: CommandContext): Promise<void> {
  const { args, globals, terminal } = context;
  const { client } = await context.connect();
  const item = await client.outcome.work({ workspace: globals.workspace, work_key: String(args[0]) });
  if (globals.json) return context.printJson('work-item/1', item);
  const { commits } = item;
  terminal.out(
    `${item.work_key}: ${usdFigure(item.cost)}, ${countFigure(item.tokens)} tokens, ${countFigure(item.requests)} requests in ${countFigure(item.sessions)} sessions\n`,
  );
  for (const text of item.incomplete) terminal.out(`Incomplete: ${text}.\n`);
  terminal.out(
    `\nCommits on the main line: ${commits.any.length} (${commits.by_key.length} by their text, ${commits.by_session.length} by the sessions that made them)\n`,
  );
  for (const sha of commits.any) terminal.out(`  ${sha.slice(0, 12)}\n`);
  terminal.out(`\nOutcomes: ${item.outcomes.length}\n`);
  for (const { occurred_at: at, kind_name: name, state, source } of item.outcomes)
    terminal.out(`  ${at.slice(0, 10)}  ${name}, ${state} (${source})\n`);
  terminal.out(`\nLinks: ${item.links.length}\n`);
  for (const { from, to, rule_name: name, confidence, revoked } of item.links)
    terminal.out(`  ${from} → ${to}: ${revoked ? 'taken apart by a person' : `${name}, ${confidence}`}\n`);
}
