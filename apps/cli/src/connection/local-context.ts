import { randomUUID } from 'node:crypto';
import type { ApiContext } from '@exchequer/server/api/context';
import { ORPCError } from '@orpc/server';

/** The context of calls that this process makes to its own server: the machine's own admin. */
export function localContext(services: ApiContext['services'], now: () => Date): ApiContext {
  return {
    actor: {
      id: 'local',
      kind: 'local',
      name: 'this machine',
      scopes: ['admin', 'read', 'ingest'],
      workspace: 'live',
      workerId: null,
    },
    session: null,
    services,
    requestId: randomUUID(),
    now,
    origin: {
      address: '127.0.0.1',
      userAgent: 'exchequer-cli',
      baseUrl: '',
      setCookie: () => {
        throw new ORPCError('BAD_REQUEST', { message: 'signing in needs a browser and a running tower' });
      },
    },
  };
}
