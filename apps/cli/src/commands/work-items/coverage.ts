import type { CommandContext } from '../../frame/index.ts';
import { countFigure, usdFigure } from '../../output/index.ts';
import { type RangeFlags, rangeOf } from './range.ts';

/** Writes how much of spend reached accepted outcomes. */
export async function showCoverage(context: CommandContext<RangeFlags>): Promise<void> {
  const { globals, options, terminal } = context;
  const { client } = await context.connect();
  const { time_zone: zone } = await client.settings.get();
  const range = rangeOf(options, terminal.now(), zone);
  const coverage = await client.outcome.coverage({ workspace: globals.workspace, range });
  if (globals.json) return context.printJson('work-coverage/1', coverage);
  const share = coverage.linked_share === null ? '' : `, ${percent(coverage.linked_share)} of all`;
  terminal.out(`Spend                ${usdFigure(coverage.cost)}\n`);
  terminal.out(`Reached outcomes     ${usdFigure(coverage.linked_cost)}${share}\n`);
  for (const { name, cost } of coverage.by_rule) terminal.out(`  ${name}: ${usdFigure(cost)}\n`);
  terminal.out(`Reached none         ${usdFigure(coverage.unlinked_cost)}\n`);
  terminal.out(
    `Outcomes             ${countFigure(coverage.outcomes)}; ${countFigure(coverage.outcomes_without_usage)} that no usage reached, ${countFigure(coverage.outcomes_without_worker)} without a known worker\n`,
  );
  for (const text of coverage.incomplete) terminal.out(`Incomplete: ${text}.\n`);
}

/** A share with one decimal; the four digits given are exact. */
const percent = (share: string): string => {
  const [whole = '0', part = ''] = share.split('.');
  const digits = `${whole}${part.padEnd(4, '0')}`;
  return `${Number(digits.slice(0, -2))}.${digits.slice(-2, -1)} %`;
};
