/** `exchequer grant`: budget as the fourth component of pay. */
import { type Command, Option } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { ChangeFlags } from './change.ts';
import type { IssueFlags } from './issue.ts';
import type { ListFlags } from './list.ts';
import type { PlanFlags } from './plan.ts';
import type { StatementFlags } from './statement.ts';

const yes = ['--yes', 'Write it; without, only what would happen is shown'] as const;

/** Adds `grant plan|issue|list|pause|resume|end|pay|statement|run`. */
export function registerGrant(program: Command, cli: Cli): void {
  const grant = program.command('grant').description('Budget for persons: plans, grants, lots, statements');
  registerPlan(grant, cli);
  registerIssue(grant, cli);
  registerList(grant, cli);
  for (const what of ['pause', 'resume', 'end'] as const) registerChange(grant, cli, what);
  registerPapers(grant, cli);
}

function registerPlan(grant: Command, cli: Cli): void {
  grant
    .command('plan')
    .description('List the plans, or add or change one by its name')
    .argument('[name]', 'Name of the plan')
    .addOption(
      new Option('--type <type>', 'What it is').choices(['tool_access', 'pooled_team', 'personal_allotment']),
    )
    .option('--share <share>', 'Share of base pay, such as 0.5')
    .option('--amount <amount>', 'A fixed amount, per --per')
    .addOption(
      new Option('--per <time>', 'What the amount is for').choices(['day', 'month', 'quarter', 'year']),
    )
    .addOption(
      new Option('--cadence <time>', 'How often a lot comes').choices([
        'daily',
        'monthly',
        'quarterly',
        'annual',
      ]),
    )
    .option('--rollover <percent>', 'Share of an unspent lot that rolls over once')
    .addOption(new Option('--transfer <rule>', 'Passing on').choices(['none', 'team', 'manager_approved']))
    .option('--personal-use', 'Personal use is allowed, and taxed')
    .option('--jurisdiction <country>', 'Such as US, GB or PL')
    .option(...yes)
    .action(
      cli.run<PlanFlags>(async (context) => {
        const { planGrants } = await import('./plan.ts');
        await planGrants(context);
      }),
    );
}

function registerIssue(grant: Command, cli: Cli): void {
  grant
    .command('issue')
    .description('Issue a grant to a person or a team, or many from a CSV file')
    .argument('<plan>', 'Plan by name or id, or a .csv file')
    .argument('[holder]', 'Person or team by name, number or id')
    .option('--from <day>', 'First day; today when left out')
    .option('--to <day>', 'The day after the last one; open when left out')
    .option('--jurisdiction <country>', 'Another one than the plan’s')
    .option(...yes)
    .action(
      cli.run<IssueFlags>(async (context) => {
        const { issueGrant } = await import('./issue.ts');
        return issueGrant(context);
      }),
    );
  grant
    .command('pay')
    .description('Import pay from CSV: worker, effective_on, base, bonus, equity, currency, role, band')
    .argument('<file>', 'A .csv file')
    .option(...yes)
    .action(
      cli.run<IssueFlags>(async (context) => {
        const { importPay } = await import('./issue.ts');
        return importPay(context);
      }),
    );
}

function registerList(grant: Command, cli: Cli): void {
  grant
    .command('list')
    .description('Grants by the name of their holder')
    .option('--plan <plan>', 'Of this plan, by name or id')
    .addOption(
      new Option('--state <state>', 'Only these').choices(['scheduled', 'active', 'paused', 'ended']),
    )
    .option('--search <text>', 'Name of the holder contains')
    .action(
      cli.run<ListFlags>(async (context) => {
        const { listGrants } = await import('./list.ts');
        await listGrants(context);
      }),
    );
}

const changes = {
  pause: 'Pause a grant; what accrued stays',
  resume: 'Resume a paused grant',
  end: 'End a grant; its balance returns to the pool',
};

function registerChange(grant: Command, cli: Cli, what: keyof typeof changes): void {
  grant
    .command(what)
    .description(changes[what])
    .argument('<grant>', 'Its id, from grant list')
    .option(
      '--from <day>',
      what === 'end' ? 'First day on which it no longer runs' : 'From this day; today when left out',
    )
    .option('--reason <text>', 'Why')
    .option(...yes)
    .action(
      cli.run<ChangeFlags>(async (context) => {
        const { changeGrant } = await import('./change.ts');
        await changeGrant(context, what);
      }),
    );
}

function registerPapers(grant: Command, cli: Cli): void {
  grant
    .command('statement')
    .description('A person’s statement of a month as PDF, spreadsheet or CSV; needs the compensation scope')
    .argument('<person>', 'Name, number or id')
    .requiredOption('--month <month>', 'Such as 2026-11')
    .requiredOption('--output <file>', 'Ends in .pdf, .xlsx or .csv')
    .action(
      cli.run<StatementFlags>(async (context) => {
        const { writeStatement } = await import('./statement.ts');
        await writeStatement(context);
      }),
    );
  grant
    .command('run')
    .description('Issue lots that are due, draw, expire, roll over and return, now')
    .action(
      cli.run(async (context) => {
        const { runGrants } = await import('./list.ts');
        return runGrants(context);
      }),
    );
}
