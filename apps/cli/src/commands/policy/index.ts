import { type Command, Option } from 'commander';
import type { Cli } from '../../frame/index.ts';
import { apply } from './apply.ts';
import { usualFile } from './file.ts';
import { exportPolicy, history, show } from './history.ts';
import { plan, schema, validate } from './plan.ts';
import { retag } from './retag.ts';

/** `exchequer policy`: envelopes, purposes and cost centres as one file that is reviewed, planned and applied. */
export function registerPolicy(program: Command, cli: Cli): void {
  const policy = program
    .command('policy')
    .description(
      'Keep envelopes, purposes and cost centres in a file: plan what it changes, then apply exactly that',
    );
  policy
    .command('schema')
    .description('Print the JSON Schema of the policy file, for editors')
    .action(cli.run(schema));
  policy
    .command('validate')
    .argument('[file]', 'Policy file', usualFile)
    .description('Read the file and name all its faults, with line and fix')
    .action(cli.run(validate));
  policy
    .command('plan')
    .argument('[file]', 'Policy file', usualFile)
    .description('Show what applying the file would change')
    .option('--check', 'End with exit code 1 when there is anything to change', false)
    .action(cli.run(plan));
  policy
    .command('apply')
    .argument('[file]', 'Policy file', usualFile)
    .description('Show the plan; with --yes, make it so: all of it or nothing')
    .option('--yes', 'Apply', false)
    .option('--plan <fingerprint>', 'Only if this very plan still holds')
    .option('--note <text>', 'Why, for the history', '')
    .action(cli.run(apply));
  policy
    .command('retag')
    .description('Show what the rules in force would move of open charges; with --yes, move it')
    .option('--yes', 'Move', false)
    .action(cli.run(retag));
  registerVersions(policy, cli);
}

function registerVersions(policy: Command, cli: Cli): void {
  policy
    .command('history')
    .description('Files as they were applied, newest first')
    .option('--limit <versions>', 'Versions at most', '20')
    .action(cli.run(history));
  policy
    .command('show')
    .argument('<version>', 'Number from the history')
    .description('Print a file as it was applied')
    .option('--changes', 'What it changed instead', false)
    .action(cli.run(show));
  policy
    .command('export')
    .description('Print envelopes, purposes and cost centres of today as a policy file')
    .option('--out <file>', 'Write it to a new file')
    .addOption(
      new Option('--scope <which>', 'What the file owns alone, or what the web app keeps too')
        .choices(['file', 'all'])
        .default('all'),
    )
    .action(cli.run(exportPolicy));
}
