/** `exchequer work`: what AI was used for, how far that is known, and links by hand. */
import { type Command, Option } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { LinkFlags } from './link.ts';
import type { ListFlags } from './list.ts';
import type { RangeFlags } from './range.ts';

const since = ['--since <day>', 'From this day, such as 2026-02-10'] as const;
const until = ['--until <day>', 'Until this day, inclusive'] as const;

/** Adds `work list|show|coverage|link|unlink`. */
export function registerWork(program: Command, cli: Cli): void {
  const work = program.command('work').description('What AI was used for: tickets, branches, pull requests');
  registerReading(work, cli);
  registerLinking(work, cli, 'link');
  registerLinking(work, cli, 'unlink');
}

function registerReading(work: Command, cli: Cli): void {
  work
    .command('list', { isDefault: true })
    .description('Work items with the usage that reached them, dearest first')
    .addOption(
      new Option('--kind <kind>', 'Kind of work item')
        .choices(['ticket', 'branch', 'pull_request', 'workflow', 'commit'])
        .default('ticket'),
    )
    .option('--search <text>', 'Key contains', '')
    .option(...since)
    .option(...until)
    .option('--limit <n>', 'At most so many', '50')
    .action(
      cli.run<ListFlags>(async (context) => {
        const { listWork } = await import('./list.ts');
        await listWork(context);
      }),
    );
  work
    .command('show')
    .description('One work item: its cost, commits, outcomes and links')
    .argument('<key>', 'Such as ticket:abc-12 or branch:github.com/acme/api@fix-login')
    .action(
      cli.run(async (context) => {
        const { showWork } = await import('./show.ts');
        await showWork(context);
      }),
    );
  work
    .command('coverage')
    .description('How much of spend reached outcomes, by which rules, and how much did not')
    .option(...since)
    .option(...until)
    .action(
      cli.run<RangeFlags>(async (context) => {
        const { showCoverage } = await import('./coverage.ts');
        await showCoverage(context);
      }),
    );
}

const linking = {
  link: 'Link two work items by hand, against whatever rules say',
  unlink: 'Say that two work items do not belong together',
};

function registerLinking(work: Command, cli: Cli, what: keyof typeof linking): void {
  work
    .command(what)
    .description(linking[what])
    .argument('<from>', 'Such as branch:github.com/acme/api@fix-login or session:claude-code/<id>')
    .argument('<to>', 'Such as ticket:abc-12')
    .requiredOption('--reason <text>', 'Why; kept with your name')
    .action(
      cli.run<LinkFlags>(async (context) => {
        const { setLink } = await import('./link.ts');
        await setLink(context, what === 'unlink');
      }),
    );
}
