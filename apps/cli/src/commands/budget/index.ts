/** `exchequer budget`: envelopes, moves between them, and requests for more. */
import { enforcements, envelopeKinds, envelopePeriods } from '@exchequer/model';
import { type Command, Option } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { ListFlags } from './list.ts';
import type { MoveFlags } from './move.ts';
import type { DecideFlags, RequestFlags, RequestsFlags } from './request.ts';
import type { SetFlags } from './set.ts';
import { registerSimulate } from './simulate.ts';

/** Adds `budget list|set|move|request|requests|approve|decline|simulate`. */
export function registerBudget(program: Command, cli: Cli): void {
  const budget = program
    .command('budget')
    .description('Who may spend how much: envelopes and requests for more');
  registerList(budget, cli);
  registerSet(budget, cli);
  registerMove(budget, cli);
  registerRequests(budget, cli);
  registerSimulate(budget, cli);
}

const kindOption = () => new Option('--kind <kind>', 'Kind of what it covers').choices([...envelopeKinds]);
const yes = ['--yes', 'Write it; without, only what would happen is shown'] as const;

function registerList(budget: Command, cli: Cli): void {
  budget
    .command('list')
    .description('Envelopes with what is spent, held and free, in the order of the tree')
    .addOption(kindOption())
    .option('--search <text>', 'Name, or name of what it covers, contains')
    .option('--all', 'Closed ones too', false)
    .option('--check', 'End with exit code 3 when one is over budget', false)
    .action(
      cli.run<ListFlags>(async (context) => {
        const { listBudgets } = await import('./list.ts');
        return listBudgets(context);
      }),
    );
}

function registerSet(budget: Command, cli: Cli): void {
  budget
    .command('set')
    .description('Add an envelope, or change the one of that name or id; a new limit holds at once')
    .argument('<envelope>', 'Its name, or the id of one there is')
    .addOption(kindOption())
    .option(
      '--ref <what>',
      'What it covers: team or worker by name or id, or the name of a project, agent or family',
    )
    .option('--limit <amount>', 'Limit per period, such as 400')
    .option('--parent <envelope>', 'The envelope above it, by name or id; none makes it a root')
    .addOption(new Option('--period <length>', 'How often it is filled').choices([...envelopePeriods]))
    .option('--from <day>', 'First day of a custom period')
    .option('--to <day>', 'The day after the last one of a custom period')
    .addOption(new Option('--enforcement <how>', 'How it holds').choices([...enforcements]))
    .option('--thresholds <percents>', 'When to tell, such as 50,80,95')
    .option('--rollover <percent>', 'Share of what is left that goes over into the next period')
    .option('--rollover-cap <amount>', 'At most this much')
    .option('--overdraft <amount>', 'How far a running call may go past the limit')
    .option('--owner <worker>', 'Who answers for it, by name or id')
    .option('--currency <code>', 'Of a new one; metered usage is in USD')
    .option('--name <name>', 'A new name')
    .option('--below-spent', 'A limit below what is spent and held is meant', false)
    .option(...yes)
    .action(
      cli.run<SetFlags>(async (context) => {
        const { setBudget } = await import('./set.ts');
        await setBudget(context);
      }),
    );
}

function registerMove(budget: Command, cli: Cli): void {
  budget
    .command('move')
    .description('Move free money of this period from one envelope to another')
    .argument('<from>', 'Name or id')
    .argument('<to>', 'Name or id')
    .argument('<amount>', 'Such as 150')
    .requiredOption('--reason <text>', 'Why')
    .option(...yes)
    .action(
      cli.run<MoveFlags>(async (context) => {
        const { moveBudget } = await import('./move.ts');
        await moveBudget(context);
      }),
    );
}

function registerRequests(budget: Command, cli: Cli): void {
  budget
    .command('request')
    .description('Ask for more, for this period or for good')
    .argument('<envelope>', 'Name or id')
    .argument('[amount]', 'What comes on top, such as 200')
    .option('--reason <text>', 'Why')
    .option('--permanent', 'For good: the limit itself', false)
    .option('--until <time>', 'What is unspent goes back then, such as 2026-11-28T18:00:00Z')
    .option(...yes)
    .action(
      cli.run<RequestFlags>(async (context) => {
        const { requestMore } = await import('./request.ts');
        await requestMore(context);
      }),
    );
  budget
    .command('requests')
    .description('Requests for more, newest first')
    .addOption(
      new Option('--state <state>', 'Which of them')
        .choices(['open', 'approved', 'declined', 'withdrawn', 'all'])
        .default('open'),
    )
    .action(
      cli.run<RequestsFlags>(async (context) => {
        const { listRequests } = await import('./request.ts');
        await listRequests(context);
      }),
    );
  for (const decision of ['approve', 'decline'] as const) registerDecision(budget, cli, decision);
}

function registerDecision(budget: Command, cli: Cli, decision: 'approve' | 'decline'): void {
  const command = budget
    .command(decision)
    .description(
      decision === 'approve'
        ? 'Approve a request of someone else; the money is there at once'
        : 'Decline a request',
    )
    .argument('<request>', 'Its id, such as req_…')
    .option('--note <text>', 'Said to who asked', '')
    .option(...yes);
  if (decision === 'approve') command.option('--amount <amount>', 'Less than what was asked for');
  command.action(
    cli.run<DecideFlags>(async (context) => {
      const { decideRequest } = await import('./request.ts');
      await decideRequest(decision)(context);
    }),
  );
}
