import { createRouterClient } from '@orpc/server';
import type { Terminal } from '../output/index.ts';
import type { Connection, ContractClient } from './connection.ts';

/** Reads the coding-agent logs of this machine into memory and answers from there; nothing is kept. */
export async function justLogsConnection(terminal: Terminal): Promise<Connection> {
  const { justLogs } = await import('@exchequer/server/just-logs');
  const server = await justLogs({ env: terminal.env, homeDir: terminal.homeDir, now: terminal.now });
  const client = createRouterClient(server.router, {
    context: () => ({
      actor: {
        id: 'local',
        kind: 'local',
        name: 'this machine',
        scopes: ['admin', 'read', 'ingest'],
        workerId: null,
      },
      services: server.services,
      requestId: crypto.randomUUID(),
      now: terminal.now,
    }),
  }) as unknown as ContractClient;
  return {
    client,
    kind: 'just-logs',
    place: 'the logs on this machine (nothing is kept)',
    seesOurFiles: true,
    close: () => server.close(),
  };
}
