import { createRouterClient } from '@orpc/server';
import type { GlobalOptions } from '../frame/index.ts';
import type { Terminal } from '../output/index.ts';
import type { Connection, ContractClient } from './connection.ts';
import { localContext } from './local-context.ts';

/** Composes the server in this process, on the home, as the machine's own admin. */
export async function inProcessConnection(globals: GlobalOptions, terminal: Terminal): Promise<Connection> {
  const { compose } = await import('@exchequer/server/compose');
  const server = await compose({ home: globals.home, env: terminal.env, now: terminal.now });
  const client = createRouterClient(server.router, {
    context: () => localContext(server.services, terminal.now),
  });
  return {
    client: client as unknown as ContractClient,
    kind: 'in-process',
    place: globals.home,
    seesOurFiles: true,
    close: () => server.close(),
  };
}
