import type { Services } from '../services.ts';

/** What a caller may do. `ingest` writes usage, `read` reads reports, `admin` changes settings. */
export const scopes = ['ingest', 'read', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/** Who calls: a signed-in person, an API token, or this machine's own CLI. */
export interface Actor {
  id: string;
  kind: 'person' | 'token' | 'local';
  name: string;
  scopes: readonly Scope[];
  /** The worker that this person is, when known: they may see their own usage. */
  workerId: string | null;
}

/** What every API handler gets. */
export interface ApiContext {
  actor: Actor;
  services: Services;
  requestId: string;
  now: () => Date;
}
