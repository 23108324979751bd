import { contract, problemError, readingProblems, toProblem } from '@exchequer/model/contract';
import { createORPCClient, ORPCError } from '@orpc/client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { CliError } from '../output/index.ts';
import type { ContractClient } from './connection.ts';

/** Where a server listens and how to be let in. */
export interface RemoteOptions {
  url: string;
  token: string | undefined;
  /** What to do when nobody answers there. */
  fixWhenSilent: string;
}

/** A client over HTTP. Errors of the world become complaints with a fix. */
export function remoteClient(options: RemoteOptions): ContractClient {
  const link = new OpenAPILink(contract, {
    url: options.url.replace(/\/+$/, ''),
    headers: () => (options.token ? { authorization: `Bearer ${options.token}` } : {}),
    fetch: readingProblems((request, init: RequestInit) =>
      fetch(request, init).catch((cause: unknown) => Promise.reject(silent(options, cause))),
    ),
    customErrorResponseBodyDecoder: problemError,
    clientInterceptors: [
      async ({ next }) => {
        try {
          return await next();
        } catch (error) {
          throw explained(error, options);
        }
      },
    ],
  });
  return createORPCClient(link) as ContractClient;
}

/** Reads files over HTTP. */
export const downloader =
  (options: RemoteOptions) =>
  async (path: string): Promise<AsyncIterable<Uint8Array>> => {
    const { url, token } = options;
    const response = await fetch(url.replace(/\/+$/, '') + path, {
      headers: token ? { authorization: `Bearer ${token}` } : {},
    }).catch((cause: unknown) => Promise.reject(silent(options, cause)));
    if (response.ok && response.body) return response.body;
    const problem = toProblem(await response.json().catch(() => null));
    throw new CliError(
      problem?.detail ?? `${url} answered ${response.status}`,
      problem?.fix ?? 'Check that server and CLI are of the same version.',
    );
  };

function silent(options: RemoteOptions, cause: unknown): CliError {
  return new CliError(`nobody answers at ${options.url}`, options.fixWhenSilent, { cause });
}

function explained(error: unknown, { url, token }: RemoteOptions): unknown {
  if (!(error instanceof ORPCError)) return error;
  if (error.status === 401) {
    const fix = token
      ? 'The token is unknown, expired or revoked: make a new one under Settings › API tokens.'
      : 'Pass --token or set EXCHEQUER_TOKEN; tokens are made under Settings › API tokens.';
    return new CliError(`${url} does not know who we are`, fix, { cause: error });
  }
  if (error.status === 404 && !error.data) {
    const fix = 'Check the URL, and that server and CLI are of the same version.';
    return new CliError(`${url} has no such endpoint`, fix, { cause: error });
  }
  return error;
}
