import type { AccessRefusal } from '@exchequer/core/access';
import type { Problem } from '@exchequer/model/contract';
import { ORPCError } from '@orpc/server';

export interface RefusalData {
  fix: string;
  /** Sent as `Retry-After`. */
  retryAfterSeconds?: number;
  facts?: Problem['facts'];
}

/** A refusal on its way out: an error with the HTTP status, a stable code and a fix. */
export function refusal(
  status: number,
  code: string,
  detail: string,
  fix: string,
  facts?: Problem['facts'],
): ORPCError<string, RefusalData> {
  const data = { fix, ...(facts && { facts }) };
  return new ORPCError<string, RefusalData>(code, { status, message: detail, data });
}

/** A refusal as core and store give it: a value with a stable code, what happened and what to do. */
interface DomainRefusal {
  refused: string;
  detail: string;
  fix: string;
  facts?: Problem['facts'];
}

/**
 * Makes the reader of one domain's results: what was done, or its refusal as the API's problem with the
 * status of its code; 422 where `statuses` names none.
 */
export const resultsOf =
  <R extends DomainRefusal>(statuses: Partial<Record<R['refused'], number>>) =>
  <T extends object>(result: T | R): Exclude<T, R> => {
    if (!('refused' in result)) return result as Exclude<T, R>;
    const { refused, detail, fix, facts } = result as R;
    throw refusal(statuses[refused as R['refused']] ?? 422, refused, detail, fix, facts);
  };

/** The error of an access refusal; 401 asks for credentials, 403 says that they do not do. */
export function accessError(refused: AccessRefusal): ORPCError<string, RefusalData> {
  const { fix, retryAfterSeconds } = refused;
  const data = { fix, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
  return new ORPCError<string, RefusalData>(refused.refused, {
    status: statusOf(refused),
    message: refused.detail,
    data,
  });
}

function statusOf({ refused }: AccessRefusal): number {
  if (refused === 'too-many-attempts') return 429;
  if (refused.startsWith('worker-')) return 422;
  return refused === 'csrf-mismatch' ? 403 : 401;
}

interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[];
}

const titles: Record<number, string> = {
  400: 'The request is not valid',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'The request took too long',
  409: 'Conflict',
  413: 'The body is too large',
  415: 'Unsupported content type',
  422: 'Refused',
  429: 'Too many requests',
  431: 'The headers are too large',
  500: 'The server failed',
  503: 'Not available now',
};

const usualFixes: Record<number, string> = {
  400: 'Correct the request; /docs describes every field.',
  401: 'Sign in, or send `Authorization: Bearer exq_…` with an API token.',
  403: 'Ask an admin for access.',
  404: 'Check the address; /docs lists every path.',
};

/** The problem of any error. The one place where errors become what a caller sees. */
export function problemOf(error: unknown, requestId: string): Problem {
  if (error instanceof ORPCError && error.status < 500) return refusalProblem(error, requestId);
  const known = worldFailure(error);
  const status = known ? 503 : 500;
  return problem(status, requestId, {
    code: known?.code ?? 'internal-error',
    detail: known?.detail ?? 'the server failed while answering',
    fix: known?.fix ?? `Try again; if it stays, look for ${requestId} in the log of the server.`,
  });
}

function refusalProblem(error: ORPCError<string, unknown>, requestId: string): Problem {
  const data = (error.data ?? {}) as { fix?: unknown; issues?: readonly Issue[]; facts?: Problem['facts'] };
  const fields = data.issues?.map((issue) => ({ path: pathOf(issue), error: issue.message }));
  return problem(error.status, requestId, {
    code: error.code.toLowerCase().replaceAll('_', '-'),
    detail: fields
      ? fields.map((field) => `${field.path || 'input'}: ${field.error}`).join('; ')
      : error.message,
    fix: typeof data.fix === 'string' ? data.fix : (usualFixes[error.status] ?? 'See /docs.'),
    ...(data.facts && { facts: data.facts }),
    ...(fields && { fields }),
  });
}

function pathOf(issue: Issue): string {
  return (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
}

/** Failures of the world are thrown with a `code` and a `fix`; anything else is a bug. */
function worldFailure(error: unknown): { code: string; detail: string; fix: string } | null {
  if (!(error instanceof Error) || error instanceof ORPCError) return null;
  const { code, fix } = error as { code?: unknown; fix?: unknown };
  if (typeof code !== 'string' || typeof fix !== 'string') return null;
  return { code, detail: error.message, fix };
}

type ProblemText = Pick<Problem, 'code' | 'detail' | 'fix' | 'facts' | 'fields'>;

/** A problem from its parts; the title follows from the status. */
export function problem(status: number, requestId: string, text: ProblemText): Problem {
  return {
    type: 'about:blank',
    status,
    title: titles[status] ?? 'The request failed',
    ...text,
    request_id: requestId,
  };
}
