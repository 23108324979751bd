import type { Scope } from '@exchequer/model/contract';
import type { TestHttpServer } from './http.ts';

/** Whatever was answered: compared field by field. */
export type Answer = Awaited<ReturnType<TestHttpServer['must']>>;

/** Several callers of one server, each by what they are called in the test. */
export interface Callers<Who extends string> {
  /** Gives the caller an API token with these scopes. */
  giveToken(who: Who, scopes: Exclude<Scope, 'self'>[]): Promise<void>;
  /** Signs the caller in as the worker with this address, who may then see what is their own. */
  signIn(who: Who, email: string): Promise<void>;
  /** Sends a call and reads the answer, whatever its status; `body` is null where it is no JSON. */
  ask(who: Who, method: string, path: string, body?: unknown): Promise<Answered>;
  /** Sends a call that must succeed. */
  must(who: Who, method: string, path: string, body?: unknown): Promise<Answer>;
  /** Status and code of a problem. */
  codeOf(who: Who, method: string, path: string, body?: unknown): Promise<[number, string]>;
}

export interface Answered {
  status: number;
  body: Answer;
  bytes: Buffer;
}

/** The admin who made these accounts. */
export const boss = {
  id: 'usr_boss',
  kind: 'person',
  name: 'Boss',
  scopes: ['admin'],
  workspace: 'live',
  workerId: null,
} as const;

/** Callers of the server that `server` returns once it runs. */
export function callersOf<Who extends string>(server: () => TestHttpServer): Callers<Who> {
  const headers = new Map<Who, Record<string, string>>();
  const ask: Callers<Who>['ask'] = async (who, method, path, body) => {
    const response = await fetch(server().base + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers.get(who) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const isJson = bytes.length > 0 && response.headers.get('content-type')?.includes('json');
    return { status: response.status, bytes, body: isJson ? JSON.parse(bytes.toString('utf8')) : null };
  };
  return {
    ask,
    must: async (who, method, path, body) => {
      const answer = await ask(who, method, path, body);
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    codeOf: async (...call) => {
      const { status, body } = await ask(...call);
      return [status, body?.code ?? ''];
    },
    giveToken: async (who, scopes) => {
      const wish = { name: scopes.join('+'), scopes, workspace: 'live' as const, expiresAt: null };
      const { secret } = await server().services.access.createToken(wish, boss);
      headers.set(who, { authorization: `Bearer ${secret}` });
    },
    signIn: async (who, email) => {
      const { access } = server().services;
      const link = await access.newWorkerLink('live', email, boss);
      if ('refused' in link) throw new Error(link.detail);
      const done = await access.signIn({ linkSecret: link.secret, address: 'test', userAgent: 'test' });
      if ('refused' in done) throw new Error(done.detail);
      headers.set(who, { cookie: `exq_session=${done.secret}`, 'x-csrf-token': done.session.csrfToken });
    },
  };
}
