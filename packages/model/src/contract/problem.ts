import { ORPCError } from '@orpc/contract';
import { z } from 'zod';

/**
 * Every error of the API, as `application/problem+json` (RFC 9457). `title` says what went wrong
 * in a few words, `detail` in one sentence, `fix` what to do. `code` is stable for programs.
 */
export const problemSchema = z.object({
  type: z.string(),
  status: z.number().int(),
  code: z.string(),
  title: z.string(),
  detail: z.string(),
  fix: z.string(),
  request_id: z.string(),
  /** What a program may act on, such as which envelope is exhausted and when it resets. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
  /** Every invalid field, when the input was refused: its path such as `range.from`, and why. */
  fields: z.array(z.object({ path: z.string(), error: z.string() })).optional(),
});
export type Problem = z.infer<typeof problemSchema>;
export const problemContentType = 'application/problem+json';

/** The problem in an error body, or null when the body is something else. */
export function toProblem(body: unknown): Problem | null {
  const parsed = problemSchema.safeParse(body);
  return parsed.success ? parsed.data : null;
}

type Fetch<Init> = (request: Request, init: Init) => Promise<Response>;

/**
 * Lets the typed client read problems: pass the result as `fetch` of its OpenAPILink, with
 * `customErrorResponseBodyDecoder: problemError`. The client parses bodies by content type and
 * knows `application/json` alone.
 */
export function readingProblems<Init>(fetch: Fetch<Init>): Fetch<Init> {
  return async (request, init) => {
    const response = await fetch(request, init);
    if (!response.headers.get('content-type')?.startsWith(problemContentType)) return response;
    const headers = new Headers(response.headers);
    headers.set('content-type', 'application/json');
    return new Response(response.body, { status: response.status, headers });
  };
}

/** The client's error for a problem: its `data` is the whole {@link Problem}. */
export function problemError(body: unknown): ORPCError<string, Problem> | null {
  const problem = toProblem(body);
  if (!problem) return null;
  return new ORPCError(problem.code, { status: problem.status, message: problem.detail, data: problem });
}
