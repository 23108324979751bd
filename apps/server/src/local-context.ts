import { randomUUID } from 'node:crypto';
import { localScopes } from '@exchequer/store/access';
import { ORPCError } from '@orpc/server';
import type { ApiContext } from './api/context.ts';
import type { Services } from './services.ts';

/** The context of calls that this process makes to its own API: the machine's own admin. */
export function localContext(services: Services, now: () => Date, compensation = false): ApiContext {
  return {
    actor: {
      id: 'local',
      kind: 'local',
      name: 'this machine',
      scopes: localScopes(compensation),
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
