import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Contract } from '@exchequer/model/contract';
import { type AuthInfo, createMcpHandler } from '@modelcontextprotocol/server';
import type { ContractRouterClient } from '@orpc/contract';
import { type AnyRouter, createRouterClient } from '@orpc/server';
import type { ApiContext } from '../api/context.ts';
import { askServer } from './server.ts';
import type { Asking } from './tool.ts';

/** Answers one message of a client whose caller is known; `body` is what was sent, read already. */
export type McpEndpoint = (
  req: IncomingMessage,
  res: ServerResponse,
  context: ApiContext,
  body: unknown,
) => Promise<void>;

interface EndpointParts {
  router: AnyRouter;
  /** Told of failures, by the id of the call. */
  failed: (error: unknown, requestId: string) => void;
}

/**
 * The tools over HTTP, without sessions: every message brings its caller, and is answered over the same
 * procedures as the API, as that caller.
 */
export function createMcpEndpoint({ router, failed }: EndpointParts): McpEndpoint {
  const askings = new WeakMap<AuthInfo, Asking>();
  const handler = createMcpHandler(
    ({ authInfo }) => {
      const asking = authInfo && askings.get(authInfo);
      if (!asking) throw new Error('a message came without its caller');
      return askServer(asking);
    },
    { onerror: (error) => failed(error, '') },
  );
  return async (req, res, context, body) => {
    const { actor, requestId } = context;
    // The handler passes this through by identity, and reads nothing of it.
    const authInfo: AuthInfo = { token: '', clientId: actor.id, scopes: [...actor.scopes] };
    askings.set(authInfo, {
      client: createRouterClient(router, { context }) as unknown as ContractRouterClient<Contract>,
      workspace: actor.workspace,
      failed: (error) => failed(error, requestId),
    });
    const gone = new AbortController();
    res.once('close', () => gone.abort());
    const request = requestOf(req, body, gone.signal);
    await answer(res, await handler.fetch(request, { authInfo, parsedBody: body }), gone.signal);
  };
}

function requestOf(req: IncomingMessage, body: unknown, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    if (value !== undefined && name !== 'authorization') headers.set(name, String(value));
  }
  const method = req.method ?? 'GET';
  const sent = method === 'POST' ? { body: JSON.stringify(body) } : {};
  return new Request('http://localhost/mcp', { method, headers, signal, ...sent });
}

/** Writes the answer as it comes: it may be a stream of events. */
async function answer(res: ServerResponse, response: Response, gone: AbortSignal): Promise<void> {
  res.statusCode = response.status;
  response.headers.forEach((value, name) => {
    res.setHeader(name, value);
  });
  try {
    for await (const part of response.body ?? []) {
      if (gone.aborted) break;
      res.write(part);
    }
  } catch (error) {
    if (!gone.aborted) throw error;
  }
  res.end();
}
