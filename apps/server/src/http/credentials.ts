import type { IncomingMessage } from 'node:http';
import { type Actor, isRefusal, refuseAccess } from '@exchequer/core/access';
import { refuseKey } from '@exchequer/core/gate';
import { csrfHeader } from '@exchequer/model/contract';
import { type Access, type OpenSession, sameSecret } from '@exchequer/store/access';
import type { KeyDesk, KeyHolder } from '@exchequer/store/gate';
import { accessError, refusal } from '../api/problem.ts';
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

/** Who can be a caller, and by what. */
export interface Door {
  access: Access;
  keys: Pick<KeyDesk, 'holder'>;
  now: Date;
}

/** The holder of the request's bearer token or gateway key. Throws the refusal when there is none. */
export async function bearerOrKey(req: IncomingMessage, { access, keys, now }: Door): Promise<Actor> {
  const secret = bearer.exec(req.headers.authorization ?? '')?.[1] ?? '';
  const actor = secret === '' ? refuseAccess('credentials-missing') : access.holder(secret);
  if (!isRefusal(actor)) return actor;
  // Keys are looked up in the database, so that what cannot be one is not.
  const isAsked = actor.refused === 'credentials-unknown' && secret.startsWith('exq_');
  const held = isAsked ? await keys.holder(secret) : null;
  if (!held) throw accessError(actor);
  const anything = { ...held, models: [], endpoints: [] };
  const fault = refuseKey(anything, { endpoint: 'passthrough', model: '' }, now.getTime());
  if (fault) {
    const fix = 'Make another key on the page Me, or ask who runs the gateway.';
    throw refusal(fault.status, fault.kind, fault.message, fix);
  }
  return actorOfKey(held);
}

/** A key acts for its worker, without any right but to what is the worker's own. */
function actorOfKey({ id, workspace, agent, project, worker }: KeyHolder): Actor {
  return {
    ...{ id, kind: 'token', name: worker.name, scopes: [], workspace, workerId: worker.id },
    key: { id, agent, project },
  };
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
