import { bucketOf, type GateMinute } from '@exchequer/store/gate';
import { Counter, DurationHistogram, gaugeText } from './metric-text.ts';
import { Stops } from './stops.ts';

/** What is told of a call when it is over. */
export interface CallFigure {
  workspace: string;
  /** Empty where the caller is not known. */
  keyId: string;
  /** Empty for what never went out. */
  upstreamId: string;
  endpoint: string;
  /** 0 when the client left before it was answered. */
  status: number;
  /** Why the gate refused it; empty when it did not. */
  refused: string;
  /** Whose call it was, where it was refused and that is a person; else empty. */
  stopped: string;
  cacheHit: boolean;
  /** Null where no answer came. */
  firstByteMs: number | null;
  /** What the gateway added. */
  overheadMs: number;
  /** What went wrong with the provider; null for nothing. */
  error: string | null;
}

interface Minute extends Omit<GateMinute, 'refused' | 'firstByte' | 'overhead'> {
  refused: Record<string, number>;
  firstByte: number[];
  overhead: number[];
}

const minuteMs = 60_000;
/** So many minutes are told again, should the books have been away. */
const keptMinutes = 90;

/** Figures of a gateway: totals for Prometheus, and minutes for the tower. */
export class Figures {
  readonly #minutes = new Map<string, Minute>();
  readonly #changed = new Set<Minute>();
  /** When calls of persons were stopped. */
  readonly stops = new Stops();
  #keyUses = new Map<string, Date>();
  readonly #requests = new Counter('exchequer_gateway_requests_total', 'Calls that are over.', [
    'endpoint',
    'status',
  ]);
  readonly #refused = new Counter('exchequer_gateway_refused_total', 'Calls that the gate refused.', [
    'reason',
  ]);
  readonly #upstream = new Counter('exchequer_gateway_upstream_total', 'Calls answered by upstreams.', [
    'upstream',
    'outcome',
  ]);
  readonly #credentials = new Counter(
    'exchequer_gateway_credentials_refused_total',
    'Calls whose credential an upstream turned away with 401 or 403.',
    ['upstream', 'credential'],
  );
  readonly #cached = new Counter('exchequer_gateway_cache_hits_total', 'Calls answered from memory.');
  readonly #malformed = new Counter(
    'exchequer_gateway_malformed_total',
    'Connections that sent no HTTP request.',
  );
  readonly #firstByte = new DurationHistogram(
    'exchequer_gateway_first_byte_seconds',
    'From sending a call to the first byte of its answer.',
  );
  readonly #overhead = new DurationHistogram(
    'exchequer_gateway_overhead_seconds',
    'What the gateway added before a call went out.',
  );

  record(figure: CallFigure, at: Date): void {
    this.#requests.add(1, figure.endpoint, statusClass(figure.status));
    if (figure.refused) {
      this.#refused.add(1, figure.refused);
      this.stops.record(
        { workspace: figure.workspace, workerId: figure.stopped, refused: figure.refused },
        at,
      );
    }
    if (figure.cacheHit) this.#cached.add(1);
    if (figure.upstreamId) this.#upstream.add(1, figure.upstreamId, figure.error === null ? 'ok' : 'failed');
    if (figure.firstByteMs !== null) this.#firstByte.add(figure.firstByteMs);
    this.#overhead.add(figure.overheadMs);
    if (figure.keyId) this.#keyUses.set(figure.keyId, at);
    if (figure.workspace) this.#addToMinute(figure, at);
  }

  /** When keys were last used, since this was last asked. */
  keyUses(): Map<string, Date> {
    const uses = this.#keyUses;
    this.#keyUses = new Map();
    return uses;
  }

  /** An upstream turned a credential away; by its name, never its secret. */
  credentialRefused(upstreamId: string, credential: string): void {
    this.#credentials.add(1, upstreamId, credential);
  }

  malformed(): void {
    this.#malformed.add(1);
  }

  /** Minutes that changed since they were last told; `told` says that they arrived. */
  untold(): { minutes: GateMinute[]; told(): void } {
    const minutes = [...this.#changed];
    const copies = minutes.map((one) => ({ ...one, refused: { ...one.refused } }));
    this.#changed.clear();
    return {
      minutes: copies,
      told: () => this.#forgetOld(),
    };
  }

  /** Those minutes could not be told; they are tried again with the next ones. */
  tellAgain(minutes: readonly GateMinute[]): void {
    for (const one of minutes) {
      const kept = this.#minutes.get(placeOf(one.workspace, one.upstreamId, one.minute.getTime()));
      if (kept) this.#changed.add(kept);
    }
    this.#forgetOld();
  }

  text(now: Readonly<Record<string, { help: string; value: number }>>): string {
    const gauges = Object.entries(now).map(([name, { help, value }]) =>
      gaugeText(`exchequer_gateway_${name}`, help, value),
    );
    const counted = [
      ...[this.#requests, this.#refused, this.#upstream, this.#credentials, this.#cached, this.#malformed],
      ...[this.#firstByte, this.#overhead],
    ];
    return `${[...counted.map((one) => one.text()), ...gauges].join('\n')}\n`;
  }

  #addToMinute(figure: CallFigure, at: Date): void {
    const minute = this.#minute(figure.workspace, figure.upstreamId, at.getTime());
    minute.requests += 1;
    if (figure.error !== null) {
      minute.errors += 1;
      minute.lastError = figure.error;
      minute.lastErrorAt = at;
    }
    if (figure.cacheHit) minute.cacheHits += 1;
    if (figure.refused) minute.refused[figure.refused] = (minute.refused[figure.refused] ?? 0) + 1;
    if (figure.firstByteMs !== null) count(minute.firstByte, figure.firstByteMs);
    count(minute.overhead, figure.overheadMs);
    this.#changed.add(minute);
  }

  #minute(workspace: string, upstreamId: string, atMs: number): Minute {
    const startMs = Math.floor(atMs / minuteMs) * minuteMs;
    const place = placeOf(workspace, upstreamId, startMs);
    const known = this.#minutes.get(place);
    if (known) return known;
    const made: Minute = {
      ...{ workspace, upstreamId, minute: new Date(startMs), requests: 0, errors: 0, cacheHits: 0 },
      ...{ refused: {}, firstByte: [], overhead: [], lastError: null, lastErrorAt: null },
    };
    this.#minutes.set(place, made);
    return made;
  }

  #forgetOld(): void {
    const newest = Math.max(0, ...[...this.#minutes.values()].map(({ minute }) => minute.getTime()));
    for (const [place, one] of this.#minutes) {
      if (one.minute.getTime() >= newest - keptMinutes * minuteMs) continue;
      this.#minutes.delete(place);
      this.#changed.delete(one);
    }
  }
}

const placeOf = (workspace: string, upstreamId: string, startMs: number) =>
  `${workspace}\n${upstreamId}\n${startMs}`;

function count(counts: number[], ms: number): void {
  const bucket = bucketOf(ms);
  while (counts.length <= bucket) counts.push(0);
  (counts[bucket] as number) += 1;
}

const statusClass = (status: number) => (status === 0 ? 'none' : `${Math.floor(status / 100)}xx`);
