import { isIP } from 'node:net';
import type { Upstream } from '@exchequer/model';
import { buildConnector, Pool } from 'undici';
import { AddressRefused, isPrivateAddress, publicLookup } from './address.ts';

/** Connections to one upstream, and the path below which its API stands. */
export interface UpstreamPool {
  pool: Pool;
  prefix: string;
}

export interface PoolLimits {
  /** Connections to one upstream at most; further calls wait for one. */
  connections: number;
  /** How long an idle connection is kept. */
  keepAliveMs: number;
}

export const usualPoolLimits: PoolLimits = { connections: 1_024, keepAliveMs: 60_000 };

/** The connections of a gateway to all its upstreams. Those of the same address and rules share them. */
export class UpstreamPools {
  readonly #limits: PoolLimits;
  readonly #held = new Map<string, UpstreamPool>();
  readonly #checked = new WeakMap<Upstream, UpstreamPool>();

  constructor(limits: PoolLimits = usualPoolLimits) {
    this.#limits = limits;
  }

  /** The snapshot hands out one object per upstream until it is read again, which spares comparing. */
  of(upstream: Upstream): UpstreamPool {
    const known = this.#checked.get(upstream);
    if (known) return known;
    const made = madeOf(upstream);
    const held = this.#held.get(made) ?? open(upstream, this.#limits);
    this.#held.set(made, held);
    this.#checked.set(upstream, held);
    return held;
  }

  /** Ends the connections that no upstream needs any more, once their calls are over. */
  keep(upstreams: Iterable<Upstream>): void {
    const needed = new Set<string>();
    for (const upstream of upstreams) needed.add(madeOf(upstream));
    for (const [made, { pool }] of this.#held) {
      if (needed.has(made)) continue;
      this.#held.delete(made);
      pool.close().catch(() => {});
    }
  }

  async destroy(): Promise<void> {
    const pools = [...this.#held.values()].map(({ pool }) => pool.destroy());
    this.#held.clear();
    await Promise.allSettled(pools);
  }
}

/** What connections depend on. */
const madeOf = ({ baseUrl, allowPrivate, timeouts }: Upstream) =>
  JSON.stringify([baseUrl, allowPrivate, timeouts.connectMs]);

function open(upstream: Upstream, limits: PoolLimits): UpstreamPool {
  const url = new URL(upstream.baseUrl);
  const pool = new Pool(url.origin, {
    connect: connectorOf(upstream),
    connections: limits.connections,
    pipelining: 1,
    keepAliveTimeout: limits.keepAliveMs,
    maxHeaderSize: 65_536,
  });
  return { pool, prefix: url.pathname.replace(/\/+$/, '') };
}

function connectorOf({ allowPrivate, timeouts }: Upstream): buildConnector.connector {
  if (allowPrivate) return buildConnector({ timeout: timeouts.connectMs });
  const connect = buildConnector({
    timeout: timeouts.connectMs,
    lookup: publicLookup(),
  } as buildConnector.BuildOptions);
  return (options, done) => {
    const literal = options.hostname.replace(/^\[|\]$/g, '');
    // A literal address is never looked up, so the look-up could not refuse it.
    if (isIP(literal) !== 0 && isPrivateAddress(literal)) return done(new AddressRefused(literal), null);
    return connect(options, done);
  };
}
