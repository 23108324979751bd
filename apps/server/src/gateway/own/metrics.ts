import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Gate } from '../gate.ts';

const here = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** With a token whoever has it, without one this machine alone. */
export function mayReadMetrics(token: string, { headers, socket }: IncomingMessage): boolean {
  if (token === '') return here.has(socket.remoteAddress ?? '');
  const given = Buffer.from(headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** The gateway's figures in the text format of Prometheus. Amounts are for looking at, not for the books. */
export function metricsText(gate: Gate): string {
  const spool = gate.spool.figures();
  const nowMs = gate.clock.epochMs();
  let [leased, held, open] = [0n, 0n, 0];
  for (const envelope of gate.admissions.pool.envelopes()) {
    for (const lease of envelope.leases()) {
      leased += lease.granted - lease.spent;
      held += lease.reserved;
      open += lease.serves(nowMs) ? 1 : 0;
    }
  }
  const lag = spool.oldestAt ? Math.max(0, nowMs - spool.oldestAt.getTime()) / 1_000 : 0;
  return gate.figures.text({
    in_flight: { help: 'Calls under way.', value: gate.running.size },
    leases: { help: 'Open leases.', value: open },
    leased_usd: { help: 'Leased and not spent.', value: dollars(leased) },
    held_usd: { help: 'Held for calls under way.', value: dollars(held) },
    spool_records: { help: 'Usage records the tower has not taken in.', value: spool.records },
    spool_bytes: { help: 'Bytes of the spool on disk.', value: spool.bytes },
    spool_lag_seconds: { help: 'Age of the oldest record the tower has not taken in.', value: lag },
    body_bytes: { help: 'Request bodies in memory.', value: gate.bodies.taken },
    cache_bytes: { help: 'Cached answers in memory.', value: gate.cache.bytes },
    resident_bytes: { help: 'Memory of the process.', value: process.memoryUsage.rss() },
  });
}

const dollars = (amount: bigint) => Number(amount) / 1e12;
