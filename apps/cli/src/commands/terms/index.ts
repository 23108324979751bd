/** `exchequer commitment|seat|wait|evaluation`: what the company agreed on or found out, and no meter tells. */
import { type TermKind, termKinds } from '@exchequer/model';
import { type Command, Option } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { AddFlags } from './change.ts';

const about: Readonly<Record<TermKind, { what: string; columns: string }>> = {
  commitment: {
    what: 'Commitments to providers, signed and on offer',
    columns: 'name, provider, type, state, amount, discount, from, to',
  },
  seat: {
    what: 'Seats of tools: how many, at which price, and how many were used',
    columns: 'tool, vendor, seats, price, used',
  },
  wait: { what: 'How long the calls of a workflow may wait', columns: 'workflow, hours' },
  evaluation: {
    what: 'Paired runs: the same tasks on two models',
    columns: 'workflow, task_class, model, cheaper_model, passed, cheaper_passed, cost_per_failure',
  },
};

const yes = ['--yes', 'Do it; without, only what would happen is shown'] as const;

/** Adds `list|add|import|remove` for each kind of terms; evaluations come from files alone. */
export function registerTerms(program: Command, cli: Cli): void {
  for (const kind of termKinds) {
    const command = program.command(kind).description(about[kind].what);
    registerReads(command, cli, kind);
    registerAdd[kind]?.(command, cli);
  }
}

function registerReads(command: Command, cli: Cli, kind: TermKind): void {
  command
    .command('list')
    .description('What is stated by now')
    .action(
      cli.run<object>(async (context) => {
        const { listTerms } = await import('./list.ts');
        await listTerms(context, kind);
      }),
    );
  command
    .command('import')
    .description(`From a CSV file, or a YAML list, with ${about[kind].columns}`)
    .argument('<file>', 'The file; a name in it replaces what was stated of it')
    .option(...yes)
    .action(
      cli.run<{ yes?: boolean }>(async (context) => {
        const { importTerms } = await import('./change.ts');
        return importTerms(context, kind);
      }),
    );
  command
    .command('remove')
    .description('Remove everything stated of a name')
    .argument('<name>', 'As it is listed')
    .option(...yes)
    .action(
      cli.run<{ yes?: boolean }>(async (context) => {
        const { removeTerm } = await import('./change.ts');
        await removeTerm(context, kind);
      }),
    );
}

const registerAdd: Partial<Record<TermKind, (command: Command, cli: Cli) => void>> = {
  commitment: (command, cli) =>
    added(command, cli, 'commitment', 'name', 'What it is called')
      .requiredOption('--provider <provider>', 'As usage names it')
      .addOption(
        new Option('--type <type>', 'An amount at list prices, or a tier with a discount on all spend')
          .choices(['use-or-lose', 'tier'])
          .makeOptionMandatory(),
      )
      .addOption(
        new Option('--state <state>', 'Signed, or on offer').choices(['signed', 'offered']).default('signed'),
      )
      .requiredOption('--amount <usd>', 'Over the term; 0 on an offer leaves it open')
      .requiredOption('--discount <share>', 'Taken off list prices, such as 0.2')
      .requiredOption('--from <day>', 'First day')
      .requiredOption('--to <day>', 'Last day'),
  seat: (command, cli) =>
    added(command, cli, 'seat', 'tool', 'As usage names it')
      .requiredOption('--seats <count>', 'How many are paid for')
      .requiredOption('--price <usd>', 'Of a seat, a month')
      .option('--vendor <name>', 'Who sells them')
      .option('--used <count>', 'With use in 30 days, where usage is not metered'),
  wait: (command, cli) =>
    added(command, cli, 'wait', 'workflow', 'As usage names it').requiredOption(
      '--hours <hours>',
      'How long its calls may wait',
    ),
};

/** `add <name>`; what is given of the name before is replaced. */
const added = (command: Command, cli: Cli, kind: TermKind, name: string, says: string): Command =>
  command
    .command('add')
    .description('State one; a name that is stated already is stated anew')
    .argument(`<${name}>`, says)
    .option(...yes)
    .action(
      cli.run<AddFlags>(async (context) => {
        const { addTerm } = await import('./change.ts');
        return addTerm(context, kind, name);
      }),
    );
