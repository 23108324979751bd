import type { IncomingMessage, ServerResponse } from 'node:http';
import { OpenAPIHandler } from '@orpc/openapi/node';
import type { AnyRouter } from '@orpc/server';
import type { ApiContext } from './context.ts';

/** Answers an API call; false when the contract has no such path. Throws whatever the handler threw. */
export type ApiHandler = (
  req: IncomingMessage,
  res: ServerResponse,
  context: ApiContext,
  body: unknown,
) => Promise<boolean>;

/**
 * Serves a router over HTTP. Errors leave as they were thrown, so that the server's one place maps
 * them: the library would answer them itself, so they are noted inside and thrown again outside.
 */
export function createApiHandler(router: AnyRouter): ApiHandler {
  const failures = new WeakMap<ApiContext, { error: unknown }>();
  const handler = new OpenAPIHandler<ApiContext>(router, {
    interceptors: [
      async ({ context, next }) => {
        try {
          return await next();
        } catch (error) {
          failures.set(context, { error });
          throw error;
        }
      },
    ],
    rootInterceptors: [
      async ({ context, next }) => {
        const result = await next();
        const failure = failures.get(context);
        if (failure) throw failure.error;
        return result;
      },
    ],
  });
  return async (req, res, context, body) => {
    // The library takes a parsed body from here and does not read the stream again.
    Object.assign(req, { body });
    const { matched } = await handler.handle(req, res, { context });
    return matched;
  };
}
