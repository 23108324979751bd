/** `exchequer usage`: what was used and what it cost, with the flags of ccusage. */
import { type Command, Option } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { UsageFlags } from './options.ts';
import { reports } from './report.ts';

const collect = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

/** Adds `usage`. It works through a running tower, on the data of this home, or on the logs alone. */
export function registerUsage(program: Command, cli: Cli): void {
  program
    .command('usage')
    .description('Tokens and cost by day, week, month, session, model, team or repository')
    .argument('[report]', `${reports.map((report) => report.name).join(', ')} (default: daily)`)
    .option('-s, --since <date>', 'From this date (20260210 or 2026-02-10)')
    .option('-u, --until <date>', 'Until this date, inclusive')
    .option('--last <n>', 'Only the most recent N periods (1 is today, this week or this month)')
    .option('-z, --timezone <zone>', 'Time zone of the days, IANA (default: of this machine)')
    .addOption(
      new Option('-o, --order <order>', 'Order of the periods').choices(['asc', 'desc']).default('asc'),
    )
    .option('-b, --breakdown', 'Split each row by model')
    .option('-i, --instances', 'Split each row by project')
    .option('-p, --project <project>', 'Only this project: its path, or the last part of it')
    .option('--group-by <dimensions>', 'Group by up to two dimensions, such as tool,model')
    .option('--metric <keys>', 'Show these metrics of the catalogue instead', collect)
    .option('--cost <kind>', 'Cost shown: list, contracted or marginal', 'list')
    .option('--no-cost', 'Leave cost out')
    .option('--compact', 'Only date, models, tokens and cost')
    // Prices are always taken from the book kept here, so that there is nothing to be offline from.
    .addOption(new Option('-O, --offline', 'Accepted for ccusage; nothing is ever fetched').hideHelp())
    .addOption(new Option('--no-offline', 'Accepted for ccusage').hideHelp())
    .addOption(new Option('--all', 'Accepted for ccusage; every tool is always included').hideHelp())
    .action(
      cli.run<UsageFlags>(async (context) => {
        const { runUsage } = await import('./run.ts');
        await runUsage(context);
      }),
    );
}
