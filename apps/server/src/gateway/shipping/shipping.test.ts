import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NormalisedUsage } from '@exchequer/model';
import { openSpool, type Spool } from '@exchequer/store/spool';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type IngestServer, type IngestServerOptions, ingestServer } from '../../ingest/testing.ts';
import { type SendLines, type Shipper, type ShippingPace, startShipper } from './shipper.ts';
import { type Tower, towerAt } from './tower.ts';

let folder: string;
let spool: Spool;
let shipper: Shipper | null = null;
let tower: Tower | null = null;
let server: IngestServer | null = null;
const logged: string[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'exchequer-shipping-'));
  spool = await openSpool({ folder, life: 'l1', now: () => new Date(), limits: { syncMs: 2 } });
  logged.length = 0;
});
afterEach(async () => {
  await shipper?.stop(0);
  await tower?.close();
  await server?.close();
  [shipper, tower, server] = [null, null, null];
  await spool.close();
  rmSync(folder, { recursive: true, force: true });
});

const event = (call: string, own: Partial<NormalisedUsage> = {}): NormalisedUsage => ({
  workspace: 'live',
  source: 'gateway',
  source_event_id: call,
  occurred_at: '2026-11-21T10:00:00.000Z',
  tool: '',
  provider: 'openai',
  model: 'gpt-5.4',
  requests: 1,
  uncached_input: 10,
  aliases: [],
  ...own,
});

const use = (call: string, own: Partial<NormalisedUsage> = {}) =>
  spool.append({ kind: 'usage', call, usage: event(call, own) });

const quick: Partial<ShippingPace> = { restMs: 5, leastWaitMs: 2, mostWaitMs: 20 };

function ship(send: SendLines, pace: Partial<ShippingPace> = {}): Shipper {
  const log = (message: string) => void logged.push(message);
  shipper = startShipper({ spool, send, random: () => 0.5, log, pace: { ...quick, ...pace } });
  return shipper;
}

const callsOf = (lines: readonly Buffer[]) => lines.map((line) => JSON.parse(line.toString('utf8')).call);
const away = { taken: false, tooLarge: false, retryAfterMs: 0, why: 'nobody is there' } as const;

describe('shipping', () => {
  test('goes on until the tower is back, slower and slower, and loses nothing', async () => {
    const tries: number[] = [];
    const got: string[] = [];
    let there = false;
    ship(async (_batch, lines) => {
      tries.push(performance.now());
      if (!there) return away;
      got.push(...callsOf(lines));
      return { taken: true, rejected: [] };
    });
    const last = ['a', 'b', 'c'].map((call) => use(call)).at(-1) as number;
    while (tries.length < 8) await new Promise((resolve) => setTimeout(resolve, 5));
    const pauses = tries.slice(1).map((at, i) => at - (tries[i] ?? 0));
    expect(Math.min(...pauses.slice(4))).toBeGreaterThanOrEqual(14);
    expect(shipper?.figures()).toMatchObject({ trouble: 'nobody is there' });
    expect(logged).toEqual(['usage waits to be shipped: nobody is there']);
    there = true;
    await spool.shipped(last);
    expect(got.sort()).toEqual(['a', 'b', 'c']);
    expect(shipper?.figures()).toEqual({ failures: 0, trouble: null });
  });

  test('halves what is too large, and gives up on a single record that is', async () => {
    const calls = Array.from({ length: 9 }, (_, i) => `c${i}`);
    for (const call of calls) use(call);
    await spool.sync();
    const got: string[] = [];
    const { stop } = ship(async (_batch, lines) => {
      const sent = callsOf(lines);
      if (sent.length > 2 || sent.includes('c4')) return { ...away, tooLarge: true, why: 'too large' };
      got.push(...sent);
      return { taken: true, rejected: [] };
    });
    await stop(5_000);
    expect(got).toEqual(calls.filter((call) => call !== 'c4'));
    const [kept] = readFileSync(join(folder, 'rejected.ndjson'), 'utf8').trim().split('\n');
    expect(JSON.parse(kept ?? '')).toMatchObject({ error: 'too large', record: { call: 'c4' } });
  });

  test('stops with everything shipped when the tower is there, within the grace when it is not', async () => {
    const got: string[] = [];
    use('a');
    await ship(async (_batch, lines) => {
      got.push(...callsOf(lines));
      return { taken: true, rejected: [] };
    }).stop(5_000);
    expect(got).toEqual(['a']);
    use('b');
    const start = performance.now();
    await ship(async () => away).stop(50);
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(spool.figures().records).toBe(1);
  });

  test('gathers what comes in instead of sending every record by itself', async () => {
    let requests = 0;
    ship(
      async () => {
        requests += 1;
        return { taken: true, rejected: [] };
      },
      { restMs: 100 },
    );
    let last = 0;
    for (let i = 0; i < 50; i += 1) {
      last = use(`c${i}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await spool.shipped(last);
    expect(requests).toBeLessThan(15);
  });
});

describe('to the tower', () => {
  const connect = async (options: IngestServerOptions = {}) => {
    server = await ingestServer(options);
    tower = towerAt({ url: server.url, token: 't', gatewayId: 'gw_1' });
    return ship(tower.send);
  };

  test('what was metered arrives, and one bad record does not hold up the others', async () => {
    use('a');
    use('b', { output: -1 });
    const last = use('c');
    await connect();
    await spool.shipped(last);
    expect(server?.intake.events().map((row) => row.source_event_id)).toEqual(['a', 'c']);
    expect(readFileSync(join(folder, 'rejected.ndjson'), 'utf8')).toContain('output: is negative');
    expect(spool.figures()).toMatchObject({ records: 0, rejected: 1 });
  });

  test('records come again after a failure in the middle of booking, and are booked once', async () => {
    let failures = 2;
    const last = use('a');
    await connect({
      around: (intake) => ({
        ...intake,
        book: async (workspace, rows) => {
          const report = await intake.book(workspace, rows);
          failures -= 1;
          if (failures >= 0) throw new Error('the answer was lost');
          return report;
        },
      }),
    });
    await spool.shipped(last);
    expect(server?.intake.events()).toHaveLength(1);
    expect(logged[0]).toContain('the tower answered 503');
  });

  test('that is not there is named in the figures', async () => {
    tower = towerAt({ url: 'http://127.0.0.1:9', token: 't', gatewayId: 'gw_1' });
    ship(tower.send);
    use('a');
    while (!shipper?.figures().trouble) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(shipper.figures().trouble).toContain('the tower at http://127.0.0.1:9 does not answer');
  });
});
