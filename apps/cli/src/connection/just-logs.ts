import { createRouterClient } from '@orpc/server';
import { CliError, startProgress, type Terminal } from '../output/index.ts';
import type { Connection, ContractClient } from './connection.ts';

/** Reads the coding-agent logs of this machine into memory and answers from there; nothing is kept. */
export async function justLogsConnection(terminal: Terminal, timeZone: string): Promise<Connection> {
  const { justLogs, localContext } = await import('@exchequer/server/just-logs');
  const progress = startProgress(terminal);
  const server = await justLogs({
    env: terminal.env,
    home: terminal.homeDir,
    timeZone,
    now: terminal.now,
    say: (what) => progress.step({ what }),
  }).finally(() => progress.clear());
  const client = createRouterClient(server.router, {
    context: () => localContext(server.services, terminal.now),
  });
  return {
    client: client as unknown as ContractClient,
    kind: 'just-logs',
    place: 'the logs on this machine (nothing is kept)',
    seesOurFiles: true,
    download: async () => {
      throw new CliError('the logs alone have no files to give', 'Start Exchequer with `exchequer up`.');
    },
    close: () => server.close(),
  };
}
