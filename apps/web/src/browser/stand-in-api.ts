import { contract } from '@exchequer/model/contract';
import { implement, ORPCError } from '@orpc/server';
import { advicePart, termsPart } from './stand-in-advice.ts';
import { alertPart } from './stand-in-alert.ts';
import { askPart, mePart } from './stand-in-ask.ts';
import { budgetPart } from './stand-in-budget-api.ts';
import { eventDetail, eventOf } from './stand-in-event.ts';
import { explainPart } from './stand-in-explain.ts';
import { forecastPart } from './stand-in-forecast.ts';
import { ownPart, privacyPart } from './stand-in-me.ts';
import { policyPart } from './stand-in-policy.ts';
import { answer, dimensionOf, matching } from './stand-in-query.ts';
import * as records from './stand-in-records.ts';
import { reportPart } from './stand-in-report.ts';
import { type StandInEvent, standInUsage } from './stand-in-usage.ts';
import { valueParts } from './stand-in-value-api.ts';

/** `empty` is a first start, `signed-out` knows nobody, `person` is full and signed in as a worker. */
export type StandInMode = 'full' | 'person' | 'empty' | 'signed-out';

const os = implement(contract);

/** The contract over invented usage; prices and the audit log are left out. */
export function standInRouter(mode: StandInMode) {
  const full = mode === 'full' || mode === 'person';
  const events = full ? standInUsage() : [];
  const shown = <T>(all: T[]): T[] => (full ? all : []);
  return {
    advice: advicePart(full),
    alert: alertPart(full),
    ask: askPart(),
    budget: budgetPart(full),
    charge: chargePart(events),
    explain: explainPart(full),
    forecast: forecastPart(events),
    gateway: gatewayPart(),
    me: { ...mePart(), ...ownPart() },
    metric: metricPart(events),
    usage: usagePart(events),
    session: sessionPart(mode),
    settings: settingsPart(),
    sample: samplePart(mode),
    source: sourcePart(shown),
    ...valueParts(full),
    people: peoplePart(shown),
    policy: policyPart(full),
    privacy: privacyPart(full),
    report: reportPart(full),
    terms: termsPart(),
    token: tokenPart(),
  };
}

function metricPart(events: readonly StandInEvent[]) {
  return {
    catalogue: os.metric.catalogue.handler(() => records.catalogue),
    query: os.metric.query.handler(({ input: { workspace, ...query } }) => {
      const result = answer(events, query, records.snapshot);
      const kind = workspace === 'sample' ? 'sample' : result.provenance.kind;
      return { ...result, provenance: { ...result.provenance, kind } };
    }),
    values: os.metric.values.handler(({ input }) => {
      const found = new Map<string, number>();
      for (const e of matching(events, input.from, input.to, [])) {
        const value = dimensionOf(e, input.dimension);
        if (value.includes(input.search)) found.set(value, (found.get(value) ?? 0) + e.tokens.cache_read);
      }
      const sorted = [...found].sort((a, b) => b[1] - a[1]);
      return sorted.map(([value, n]) => ({ value, label: value, tokens: String(n) }));
    }),
  };
}

/** Loaded where there is usage; a first start loads it in a few looks. */
function samplePart(mode: StandInMode) {
  const done = 3;
  let looks = mode === 'full' || mode === 'person' ? done : 0;
  const size = { seed: 1, people: 60, agents_per_person: 1, days: 120 };
  const status = () => {
    const loading = looks > 0 && looks < done;
    return {
      state: looks === 0 ? ('none' as const) : loading ? ('loading' as const) : ('ready' as const),
      name: 'Halyard Robotics (fictional)',
      size: looks === 0 ? null : size,
      progress: looks / done,
      seconds_left: loading ? 4 : null,
      step: loading ? 'day 41 of 120' : '',
      events: looks === done ? '183402' : '0',
      loaded_at: looks === done ? records.snapshot : null,
      error: null,
    };
  };
  return {
    status: os.sample.status.handler(() => {
      if (looks > 0) looks = Math.min(done, looks + 1);
      return status();
    }),
    load: os.sample.load.handler(() => {
      looks = 1;
      return status();
    }),
    remove: os.sample.remove.handler(() => {
      looks = 0;
      return status();
    }),
  };
}

function usagePart(events: readonly StandInEvent[]) {
  return {
    list: os.usage.list.handler(({ input }) => {
      const found = matching(events, input.from, input.to, input.filters);
      const start = Number(input.cursor ?? 0);
      const end = start + input.limit;
      const next_cursor = end < found.length ? String(end) : null;
      return { events: found.slice(start, end).map(eventOf), next_cursor };
    }),
    get: os.usage.get.handler(({ input }) => {
      const event = events.find((e) => e.id === input.id);
      if (!event) throw new ORPCError('NOT_FOUND', { message: 'there is no such event' });
      return eventDetail(event);
    }),
  };
}

/** Of the books, what the drawer of an event asks: one transaction books each. */
function chargePart(events: readonly StandInEvent[]) {
  const ofEvent = os.charge.charges.ofEvent.handler(({ input }) => {
    const event = events.find((e) => e.id === input.id);
    if (!event) throw new ORPCError('NOT_FOUND', { message: 'there is no such event' });
    const booking = {
      batch_id: 'b1',
      reason: 'usage',
      recorded_at: records.snapshot,
      amount: eventOf(event).cost_list ?? '0',
      suspense: '0',
      posted: true,
      charges: [],
    };
    return { bookings: [booking] };
  });
  return { charges: { ofEvent } };
}

function sessionPart(mode: StandInMode) {
  const current = () => {
    if (mode === 'person')
      return { ...records.session, actor: { ...records.session.actor, worker_id: 'wrk_1' } };
    if (mode !== 'signed-out') return records.session;
    throw new ORPCError('UNAUTHORIZED', { status: 401, message: 'nobody is signed in' });
  };
  return {
    login: os.session.login.handler(({ input }) => {
      if (input.token === 'good') return records.session;
      throw new ORPCError('GONE', { status: 410, message: 'this sign-in link was used already' });
    }),
    current: os.session.current.handler(current),
    logout: os.session.logout.handler(() => ({ ended: true })),
    list: os.session.list.handler(() => [records.openSession]),
    revoke: os.session.revoke.handler(() => ({ ended: true })),
  };
}

function settingsPart() {
  const settings = {
    company_name: 'Harbour Works',
    currency: 'USD',
    time_zone: 'UTC',
    fiscal_year_start_month: 4,
  };
  return {
    get: os.settings.get.handler(() => settings),
    put: os.settings.put.handler(({ input }) => Object.assign(settings, input)),
  };
}

type Shown = <T>(all: T[]) => T[];

function sourcePart(shown: Shown) {
  const { progress, quarantine } = records;
  const done = { state: 'done' as const, files_done: 412, bytes_done: 770_000_000 };
  return {
    list: os.source.list.handler(() => shown(records.sources)),
    quarantine: os.source.quarantine.handler(() => {
      const items = shown(quarantine);
      return { items, total: items.length, next_cursor: null };
    }),
    replay: os.source.replay.handler(() => ({ taken: 1, still_rejected: 1 })),
    dismiss: os.source.dismiss.handler(({ input }) => ({ dismissed: input.ids.length })),
    discover: os.source.discover.handler(() => records.discovered),
    startImport: os.source.startImport.handler(({ input }) => ({ ...progress, source: input.kind })),
    importProgress: os.source.importProgress.handler(() => ({
      ...progress,
      ...done,
      finished_at: records.snapshot,
    })),
    unpriced: os.source.unpriced.handler(() => shown(records.unpriced)),
  };
}

/** Where clients are pointed. */
function gatewayPart() {
  const address = { url: 'http://127.0.0.1:4101', endpoints: [] };
  return { address: os.gateway.address.handler(() => address) };
}

function peoplePart(shown: Shown) {
  return {
    workers: {
      list: os.people.workers.list.handler(() => {
        const workers = shown(records.workers);
        return { workers, total: workers.length, next_cursor: null };
      }),
    },
    teams: { list: os.people.teams.list.handler(() => shown(records.teams)) },
    identities: {
      list: os.people.identities.list.handler(() => ({
        identities: shown(records.identities),
        next_cursor: null,
      })),
      map: os.people.identities.map.handler(() => ({
        identity: records.mappedIdentity,
        rebooked: { amended: 41, tokens: '3810224' },
      })),
    },
    unattributed: os.people.unattributed.handler(() => shown(records.unattributed)),
  };
}

function tokenPart() {
  return {
    list: os.token.list.handler(() => records.tokens),
    create: os.token.create.handler(({ input }) => ({
      token: { ...records.ingestToken, id: 'tok_9', name: input.name, scopes: input.scopes },
      secret: 'exq_live_5hG2kQ9vXt7bN3mZrW8cJ4pL6sD1fY0a',
    })),
    revoke: os.token.revoke.handler(() => ({ revoked: true })),
  };
}
