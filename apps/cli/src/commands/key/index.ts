/** `exchequer key`: gateway keys, whose secret is shown once. */
import type { Command } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { CreateKeyFlags, ListKeysFlags, RotateKeyFlags } from './key.ts';

const commas = (value: string, before: string[] | undefined): string[] => [
  ...(before ?? []),
  ...value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
];

/** Adds `key create|list|rotate|revoke`. */
export function registerKey(program: Command, cli: Cli): void {
  const key = program.command('key').description('Gateway keys: who spends, on what, and how fast');
  registerCreate(key, cli);
  key
    .command('list')
    .description('Keys, without their secrets and without what they spent')
    .option('--worker <who>', 'Only those of this person or agent: id, name, number or email')
    .option('--all', 'Expired and revoked ones too', false)
    .action(
      cli.run<ListKeysFlags>(async (context) => {
        const { listKeys } = await import('./key.ts');
        await listKeys(context);
      }),
    );
  key
    .command('rotate')
    .description('Make the key that follows; the old one works on for the overlap')
    .argument('<id>', 'Its id, from key list')
    .option('--overlap <time>', 'How long the old one works on, such as 0, 90m, 24h or 7d', '24h')
    .action(
      cli.run<RotateKeyFlags>(async (context) => {
        const { rotateKey } = await import('./key.ts');
        await rotateKey(context);
      }),
    );
  key
    .command('revoke')
    .description('End a key; every gateway refuses it within a second')
    .argument('<id>', 'Its id, from key list')
    .action(
      cli.run(async (context) => {
        const { revokeKey } = await import('./key.ts');
        await revokeKey(context);
      }),
    );
}

function registerCreate(key: Command, cli: Cli): void {
  key
    .command('create')
    .description('Make a key; its secret is printed this once')
    .argument('<name>', 'What it is for, such as laptop')
    .requiredOption('--worker <who>', 'Whose it is: id, name, number or email of a person or agent')
    .option('--add', 'Add a person of that email when there is none', false)
    .option('--expires <date>', 'Last day on which it works, such as 2027-01-31')
    .option(
      '--models <names>',
      'Only these models, by name or pattern, such as gpt-5*,claude-haiku-*',
      commas,
    )
    .option('--endpoints <names>', 'Only these endpoints, such as chat,messages', commas)
    .option('--requests-per-minute <count>', 'At most so many calls')
    .option('--tokens-per-minute <count>', 'At most so many tokens')
    .option('--max-depth <count>', 'How deep agents may start agents')
    .option('--max-fan-out <count>', 'How many agents one may start')
    .option('--loop-limit <count>', 'The same call so often within ten minutes is a loop')
    .option('--cap-output', 'Shorten answers to what is left of the budget instead of refusing', false)
    .option('--agent <name>', 'Agent that its calls count to')
    .option('--workflow <name>', 'Workflow that its calls count to')
    .option('--project <name>', 'Project that its calls count to unless a header names another')
    .option('--purpose <name>', 'Purpose of the cost, such as research_and_development')
    .action(
      cli.run<CreateKeyFlags>(async (context) => {
        const { createKey } = await import('./key.ts');
        await createKey(context);
      }),
    );
}
