import type { IncomingMessage } from 'node:http';
import { type Actor, isRefusal, refuseAccess } from '@exchequer/core/access';
import { csrfHeader } from '@exchequer/model/contract';
import { type Access, type OpenSession, sameSecret } from '@exchequer/store/access';
import { accessError } from '../api/problem.ts';
import { readSessionCookie } from './cookie.ts';

export interface Caller {
  actor: Actor;
  session: OpenSession | null;
}

const bearer = /^bearer +([\x21-\x7e]+)$/i;

/** The holder of the request's bearer token. Throws the refusal when there is none. */
export function bearerActor(req: IncomingMessage, access: Access): Actor {
  const secret = bearer.exec(req.headers.authorization ?? '')?.[1];
  const actor = secret ? access.holder(secret) : refuseAccess('credentials-missing');
  if (isRefusal(actor)) throw accessError(actor);
  return actor;
}

/**
 * Who calls, by token or by session cookie. A cookie comes along with requests that other pages
 * forge, so whatever changes something must show the session's CSRF token as well.
 */
export function identifyCaller(req: IncomingMessage, access: Access, baseUrl: string): Caller {
  if (req.headers.authorization !== undefined) return { actor: bearerActor(req, access), session: null };
  const secret = readSessionCookie(req.headers.cookie, baseUrl);
  const session = secret ? access.session(secret) : refuseAccess('credentials-missing');
  if (isRefusal(session)) throw accessError(session);
  if (changesSomething(req) && !showsCsrfToken(req, session))
    throw accessError(refuseAccess('csrf-mismatch'));
  return { actor: session.actor, session };
}

const changesSomething = ({ method }: IncomingMessage) => method !== 'GET' && method !== 'HEAD';

function showsCsrfToken(req: IncomingMessage, session: OpenSession): boolean {
  const shown = req.headers[csrfHeader];
  return typeof shown === 'string' && sameSecret(shown, session.csrfToken);
}
