import { contract } from '@exchequer/model/contract';
import { implement, ORPCError } from '@orpc/server';
import { eventDetail, eventOf } from './stand-in-event.ts';
import { answer, dimensionOf, matching } from './stand-in-query.ts';
import {
  catalogue,
  identities,
  people,
  progress,
  quarantine,
  sources,
  tokens,
  unattributed,
  unpriced,
} from './stand-in-records.ts';
import { standInUsage } from './stand-in-usage.ts';

const snapshot = '2026-02-13T09:00:00.000Z';
const session = {
  actor: {
    id: 'usr_1',
    kind: 'person' as const,
    name: 'admin',
    scopes: ['ingest' as const, 'read' as const, 'admin' as const],
    worker_id: null,
  },
  csrf_token: 'csrf',
  expires_at: '2026-02-20T09:00:00.000Z',
};

/** The whole contract over invented usage; `empty` is a first start, `signed-out` knows nobody. */
export function standInRouter(mode: 'full' | 'empty' | 'signed-out') {
  const os = implement(contract);
  const events = mode === 'full' ? standInUsage() : [];
  const settings = {
    company_name: 'Harbour Works',
    currency: 'USD',
    time_zone: 'UTC',
    fiscal_year_start_month: 4,
  };
  const known = () => {
    if (mode === 'signed-out')
      throw new ORPCError('UNAUTHORIZED', { status: 401, message: 'nobody is signed in' });
    return session;
  };
  return {
    audit: { list: os.audit.list.handler(() => ({ entries: [], next_cursor: null })) },
    metric: {
      catalogue: os.metric.catalogue.handler(() => catalogue),
      query: os.metric.query.handler(({ input }) => answer(events, input, snapshot)),
      values: os.metric.values.handler(({ input }) => {
        const found = new Map<string, number>();
        for (const e of matching(events, input.from, input.to, [])) {
          const value = dimensionOf(e, input.dimension);
          if (value.includes(input.search)) found.set(value, (found.get(value) ?? 0) + e.tokens.cache_read);
        }
        return [...found]
          .sort((a, b) => b[1] - a[1])
          .map(([value, n]) => ({ value, label: value, tokens: String(n) }));
      }),
    },
    session: {
      login: os.session.login.handler(({ input }) => {
        if (input.token !== 'good')
          throw new ORPCError('link-expired', {
            status: 410,
            message: 'this sign-in link was used already',
            data: {
              type: 'about:blank',
              status: 410,
              code: 'link-used',
              title: 'Link used',
              detail: 'this sign-in link was used already',
              fix: 'Make a new one on the machine: npx exchequer login',
              request_id: 'req_1',
            },
          });
        return session;
      }),
      current: os.session.current.handler(known),
      logout: os.session.logout.handler(() => ({ ended: true })),
      createLink: os.session.createLink.handler(() => ({
        url: 'http://127.0.0.1:4100/login#token=x',
        expires_at: snapshot,
      })),
      list: os.session.list.handler(() => [
        {
          id: 'ses_1',
          user_name: 'admin',
          user_agent: 'Firefox on Linux',
          created_at: '2026-02-12T08:00:00.000Z',
          last_seen_at: snapshot,
          current: true,
        },
      ]),
      revoke: os.session.revoke.handler(() => ({ ended: true })),
    },
    settings: {
      get: os.settings.get.handler(() => settings),
      put: os.settings.put.handler(({ input }) => Object.assign(settings, input)),
    },
    source: {
      list: os.source.list.handler(() => (mode === 'full' ? sources : [])),
      quarantine: os.source.quarantine.handler(() => ({
        items: mode === 'full' ? quarantine : [],
        total: mode === 'full' ? quarantine.length : 0,
        next_cursor: null,
      })),
      replay: os.source.replay.handler(() => ({ taken: 1, still_rejected: 1 })),
      dismiss: os.source.dismiss.handler(({ input }) => ({ dismissed: input.ids.length })),
      discover: os.source.discover.handler(() => [
        { kind: 'claude-code', path: '/home/dev/.claude', files: 412, bytes: 770_000_000 },
        { kind: 'codex', path: '/home/dev/.codex', files: 38, bytes: 41_000_000 },
      ]),
      startImport: os.source.startImport.handler(({ input }) => ({ ...progress, source: input.kind })),
      importProgress: os.source.importProgress.handler(() => ({
        ...progress,
        state: 'done',
        files_done: 412,
        bytes_done: 770_000_000,
        finished_at: snapshot,
      })),
      unpriced: os.source.unpriced.handler(() => (mode === 'full' ? unpriced : [])),
    },
    people: {
      workers: {
        list: os.people.workers.list.handler(() => ({
          workers: mode === 'full' ? people.workers : [],
          total: mode === 'full' ? people.workers.length : 0,
          next_cursor: null,
        })),
        put: os.people.workers.put.handler(() => ({
          worker: people.workers[0] as (typeof people.workers)[number],
          rebooked: null,
        })),
      },
      teams: {
        list: os.people.teams.list.handler(() => (mode === 'full' ? people.teams : [])),
        put: os.people.teams.put.handler(() => people.teams[0] as (typeof people.teams)[number]),
      },
      identities: {
        list: os.people.identities.list.handler(() => ({
          identities: mode === 'full' ? identities : [],
          next_cursor: null,
        })),
        map: os.people.identities.map.handler(() => ({
          identity: identities[0] as (typeof identities)[number],
          rebooked: { amended: 41 },
        })),
        unmap: os.people.identities.unmap.handler(() => ({ rebooked: { amended: 3 } })),
      },
      import: os.people.import.handler(({ input }) => ({
        dry_run: input.dry_run,
        applied: !input.dry_run,
        changes: [],
        errors: [],
        added: 2,
        changed: 0,
        unchanged: 1,
        rebooked: null,
      })),
      unattributed: os.people.unattributed.handler(() => (mode === 'full' ? unattributed : [])),
    },
    price: {
      set: os.price.set.handler(() => {
        throw new ORPCError('BAD_REQUEST', { message: 'prices are not kept here' });
      }),
    },
    token: {
      list: os.token.list.handler(() => tokens),
      create: os.token.create.handler(({ input }) => ({
        token: {
          ...(tokens[0] as (typeof tokens)[number]),
          id: 'tok_9',
          name: input.name,
          scopes: input.scopes,
        },
        secret: 'exq_live_5hG2kQ9vXt7bN3mZrW8cJ4pL6sD1fY0a',
      })),
      revoke: os.token.revoke.handler(() => ({ revoked: true })),
    },
    usage: {
      list: os.usage.list.handler(({ input }) => {
        const found = matching(events, input.from, input.to, input.filters);
        const start = Number(input.cursor ?? 0);
        const end = start + input.limit;
        return {
          events: found.slice(start, end).map(eventOf),
          next_cursor: end < found.length ? String(end) : null,
        };
      }),
      get: os.usage.get.handler(({ input }) => {
        const event = events.find((e) => e.id === input.id);
        if (!event) throw new ORPCError('NOT_FOUND', { message: 'there is no such event' });
        return eventDetail(event);
      }),
    },
  };
}
