/** `exchequer token`: API tokens, whose secret is shown once. */
import { type Command, Option } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { CreateFlags } from './token.ts';

const collect = (value: string, before: string[] | undefined): string[] => [
  ...(before ?? []),
  ...value.split(','),
];

/** Adds `token create|list|revoke`. */
export function registerToken(program: Command, cli: Cli): void {
  const token = program.command('token').description('API tokens for exporters, scripts and other machines');
  token
    .command('create')
    .description('Make a token; its secret is printed this once')
    .argument('<name>', 'What it is for, such as laptops')
    .addOption(
      new Option('--scope <scope>', 'ingest, read, admin or compensation; may be given again').argParser(
        collect,
      ),
    )
    .option('--expires <date>', 'Last day on which it works, such as 2027-01-31')
    .action(
      cli.run<CreateFlags>(async (context) => {
        const { createToken } = await import('./token.ts');
        await createToken(context);
      }),
    );
  token
    .command('list')
    .description('Tokens, without their secrets')
    .action(
      cli.run(async (context) => {
        const { listTokens } = await import('./token.ts');
        await listTokens(context);
      }),
    );
  token
    .command('revoke')
    .description('End a token at once')
    .argument('<id>', 'Its id, from token list')
    .action(
      cli.run(async (context) => {
        const { revokeToken } = await import('./token.ts');
        await revokeToken(context);
      }),
    );
}
