/** `exchequer mcp`: what agents may ask, as MCP tools over standard input and output. */
import type { Command } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { McpFlags } from './serve.ts';

/** Adds `mcp`. */
export function registerMcp(program: Command, cli: Cli): void {
  program
    .command('mcp')
    .description(
      'Let an agent ask: serves the MCP tools get_my_budget, estimate_cost, explain_charge, request_budget and ' +
        'list_recommendations over stdio, as the holder of your gateway key',
    )
    .option('--key <key>', 'Your gateway key (default: EXCHEQUER_KEY, else as Claude Code is set)')
    .addHelpText(
      'after',
      '\nClients start it themselves; docs/MCP.md has what to put into their settings. With --token it speaks for an\n' +
        'API token, which has no budget of its own.',
    )
    .action(
      cli.run<McpFlags>(async (context) => {
        const { serveMcp } = await import('./serve.ts');
        return serveMcp(context);
      }),
    );
}
