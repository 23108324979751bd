import { isRefusal } from '@exchequer/core/access';
import type { CurrentSession } from '@exchequer/model/contract';
import { loginPath } from '@exchequer/model/contract';
import { clearSessionCookie, sessionCookie } from '../http/cookie.ts';
import { administering, open, signedIn } from './base.ts';
import type { ApiContext } from './context.ts';
import { accessError, refusal } from './problem.ts';

/** The address of a one-time link; see `loginPath` for why the secret stands in the fragment. */
export function linkUrl(baseUrl: string, secret: string): string {
  return `${baseUrl}${loginPath}#token=${secret}`;
}

const login = open.session.login.handler(async ({ input, context }) => {
  const { services, origin } = context;
  const result = await services.access.signIn({
    linkSecret: input.token,
    address: origin.address,
    userAgent: origin.userAgent,
  });
  if (isRefusal(result)) throw accessError(result);
  origin.setCookie(sessionCookie(result.secret, origin.baseUrl));
  return describeCaller({ actor: result.session.actor, session: result.session });
});

function describeCaller({ actor, session }: Pick<ApiContext, 'actor' | 'session'>): CurrentSession {
  const { id, kind, name, scopes, workerId } = actor;
  return {
    actor: { id, kind, name, scopes: [...scopes], worker_id: workerId },
    csrf_token: session?.csrfToken ?? null,
    expires_at: session?.endsAt.toISOString() ?? null,
  };
}

const current = signedIn.session.current.handler(({ context }) => describeCaller(context));

const logout = signedIn.session.logout.handler(async ({ context }) => {
  const { session, origin, services, actor } = context;
  if (!session) return { ended: false };
  origin.setCookie(clearSessionCookie(origin.baseUrl));
  return { ended: await services.access.endSession(session.id, actor) };
});

const createLink = administering.session.createLink.handler(async ({ input, context }) => {
  if (context.actor.kind !== 'local') {
    throw refusal(
      403,
      'local-only',
      'sign-in links are made on the machine of the tower alone',
      'Run `npx exchequer login` there.',
    );
  }
  const { access } = context.services;
  const link = input?.worker
    ? await access.newWorkerLink(input.workspace, input.worker, context.actor)
    : await access.newAdminLink(context.actor);
  if (isRefusal(link)) throw accessError(link);
  return { url: linkUrl(context.origin.baseUrl, link.secret), expires_at: link.expiresAt.toISOString() };
});

const list = administering.session.list.handler(({ context }) =>
  context.services.access.openSessions().map((session) => ({
    id: session.id,
    user_name: session.userName,
    user_agent: session.userAgent,
    created_at: session.createdAt.toISOString(),
    last_seen_at: session.lastSeenAt.toISOString(),
    current: session.id === context.session?.id,
  })),
);

const revoke = administering.session.revoke.handler(async ({ input, context }) => ({
  ended: await context.services.access.endSession(input.id, context.actor),
}));

export const sessionRouter = { login, current, logout, createLink, list, revoke };
