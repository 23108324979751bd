/** `exchequer me`: what I may still spend. */
import type { Command } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { MeFlags } from './me.ts';

/** Adds `me`. */
export function registerMe(program: Command, cli: Cli): void {
  program
    .command('me')
    .description('What you may still spend, by your gateway key; what you spent where stands on the page Me')
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
}
