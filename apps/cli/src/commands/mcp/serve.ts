import type { CommandContext } from '../../frame/index.ts';
import { complaintOf, type Terminal } from '../../output/index.ts';
import { knownKey } from '../me/own-gateway.ts';

export interface McpFlags {
  key?: string;
}

/** Serves the tools until the client closes its end. Standard output is the protocol's alone. */
export async function serveMcp(context: CommandContext<McpFlags>): Promise<void> {
  const { globals, options, terminal } = context;
  const key = knownKey({ env: terminal.env, homeDir: terminal.homeDir, key: options.key });
  const { client, place } = await context.connect({ running: true, key });
  const { serveOverStdio } = await import('@exchequer/server/mcp');
  terminal.err(`exchequer mcp: ${whoAsks(globals.token, key)} at ${place}\n`);
  const workspace = key?.startsWith('exq_sample_') ? 'sample' : globals.workspace;
  const failed = (error: unknown) => complain(error, terminal);
  await serveOverStdio({ client, workspace, failed }, { stdin: process.stdin, stdout: process.stdout });
}

function whoAsks(token: string | undefined, key: string | undefined): string {
  if (token) return 'as the API token given';
  return key ? 'as the holder of the gateway key' : 'as this machine’s command line, which has no budget';
}

function complain(error: unknown, terminal: Terminal): void {
  const { message, fix } = complaintOf(error);
  terminal.err(`error: ${message}\nfix:   ${fix}\n`);
}
