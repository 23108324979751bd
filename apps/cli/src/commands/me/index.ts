/** `exchequer me`: what I may still spend, and my own statement. */
import type { Command } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { MeFlags } from './me.ts';
import type { StatementFlags } from './statement.ts';

/** Adds `me`, with `me statement` and `me sign-out`. */
export function registerMe(program: Command, cli: Cli): void {
  const me = program
    .command('me')
    .description('What you may still spend, by your gateway key; your own statement of a month')
    .option(
      '--gateway <url>',
      'Address of the gateway (default: EXCHEQUER_GATEWAY_URL, else as Claude Code is set)',
    )
    .option('--key <key>', 'Your gateway key (default: EXCHEQUER_KEY, else as Claude Code is set)')
    .option('--check', 'End with exit code 3 when nothing is left', false)
    .action(
      cli.run<MeFlags>(async (context) => {
        const { showMe } = await import('./me.ts');
        return showMe(context);
      }),
    );
  registerOwn(me, cli);
}

function registerOwn(me: Command, cli: Cli): void {
  me.command('statement')
    .description('Your own statement of a month, which nobody else can fetch; in short without --out')
    .requiredOption('--month <month>', 'Such as 2026-10, in days of the company')
    .option('--out <file>', 'Where to write it: .pdf for the page, .json for every figure')
    .option('--sign-in <link>', 'A one-time link of your own; the session is kept here for the next time')
    .action(
      cli.run<StatementFlags>(async (context) => {
        const { ownStatement } = await import('./statement.ts');
        return ownStatement(context);
      }),
    );
  me.command('sign-out')
    .description('End the session that a --sign-in keeps on this machine')
    .action(
      cli.run<object>(async ({ terminal }) => {
        const { signOut } = await import('./own-session.ts');
        terminal.out((await signOut(terminal)) ? 'Signed out.\n' : 'Nobody is signed in here.\n');
      }),
    );
}
