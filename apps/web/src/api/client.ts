import { routes } from 'virtual:contract-routes';
import type { Contract, Problem } from '@exchequer/model/contract';
import { createORPCClient, ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { JsonifiedClient } from '@orpc/openapi-client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';

export type ApiClient = JsonifiedClient<ContractRouterClient<Contract>>;

/** The session's CSRF token, sent with every call; unknown before the session was read. */
let csrfToken: string | null = null;
export const rememberCsrf = (token: string | null) => {
  csrfToken = token;
};

/** The client parses `application/json` alone; problems come as `application/problem+json`. */
async function fetchReadingProblems(request: Request, init?: RequestInit): Promise<Response> {
  const response = await globalThis.fetch(request, { ...init, credentials: 'same-origin' });
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return response;
  const headers = new Headers(response.headers);
  headers.set('content-type', 'application/json');
  return new Response(response.body, { status: response.status, headers });
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'code' in body && 'detail' in body && 'fix' in body;

export const client: ApiClient = createORPCClient(
  new OpenAPILink(routes, {
    url: globalThis.location?.origin ?? 'http://127.0.0.1',
    headers: () => (csrfToken ? { 'x-csrf-token': csrfToken } : {}),
    fetch: fetchReadingProblems,
    customErrorResponseBodyDecoder: (body) =>
      isProblem(body)
        ? new ORPCError(body.code, { status: body.status, message: body.detail, data: body })
        : null,
  }),
);

/** What went wrong, in the three parts every error of the product has. */
export interface Trouble {
  status: number;
  what: string;
  fix: string;
}

export function troubleOf(error: unknown): Trouble {
  if (error instanceof ORPCError) {
    const data: unknown = error.data;
    const fix = isProblem(data)
      ? data.fix
      : error.status === 401
        ? 'Sign in again with a new one-time link.'
        : 'Try again; if it stays, look at the server’s log.';
    return { status: error.status, what: error.message, fix };
  }
  return {
    status: 0,
    what: 'The server does not answer.',
    fix: 'Check that Exchequer is running on its machine (npm start), then try again.',
  };
}

/** Why single fields of an input were refused, by their path. */
export function faultsOf(error: unknown): Readonly<Record<string, string>> {
  const data: unknown = error instanceof ORPCError ? error.data : null;
  if (!isProblem(data)) return {};
  return Object.fromEntries((data.fields ?? []).map((field) => [field.path, field.error]));
}
