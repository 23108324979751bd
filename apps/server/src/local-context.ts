import { randomUUID } from 'node:crypto';
import { ORPCError } from '@orpc/server';
import type { ApiContext } from './api/context.ts';
import type { Services } from './services.ts';

/** The context of calls that this process makes to its own API: the machine's own admin. */
export function localContext(services: Services, now: () => Date): ApiContext {
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
