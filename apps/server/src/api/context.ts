import type { Actor } from '@exchequer/core/access';
import { type Scope, scopeSchema } from '@exchequer/model/contract';
import type { OpenSession } from '@exchequer/store/access';
import type { Services } from '../services.ts';

export type { Actor, Scope };
export const scopes = scopeSchema.options;

/** Stands for whoever has no credentials yet; may sign in and nothing else. */
export const guest: Actor = {
  id: 'guest',
  kind: 'person',
  name: 'guest',
  scopes: [],
  workspace: 'live',
  workerId: null,
};

/** The HTTP side of a call, for the few procedures that set a cookie or count attempts. */
export interface CallOrigin {
  address: string;
  userAgent: string;
  /** Where the caller reaches this server, such as http://127.0.0.1:4100. */
  baseUrl: string;
  setCookie: (cookie: string) => void;
}

/** What every API handler gets. */
export interface ApiContext {
  actor: Actor;
  /** The session of the cookie, when the caller came with one. */
  session: OpenSession | null;
  services: Services;
  requestId: string;
  now: () => Date;
  origin: CallOrigin;
}
