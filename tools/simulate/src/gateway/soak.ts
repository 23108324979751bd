import { setTimeout as wait } from 'node:timers/promises';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { FakeUpstream } from '@exchequer/upstream';
import { accountOf, backlog, openHolds, until } from './accounts.ts';
import { billed, call, callKinds, priceOf } from './calls.ts';
import { seeded } from './chance.ts';
import type { Answer, Stand } from './stand.ts';

const live = '/api/w/live';

export interface SoakPlan {
  seconds: number;
  /** Clients at once. */
  callers: number;
  seed: number;
  say: (line: string) => void;
}

export interface Soaked {
  calls: number;
  /** Answers by status; 0 are lost connections. */
  answers: Record<string, number>;
  disturbances: Record<string, number>;
  /** What the providers charge, what the journal holds and what the envelope has spent. */
  truth: string;
  journal: string;
  ledger: string;
  /** Truth of the calls whose usage nobody was told in full, and how far their booking may be from it. */
  uncertain: string;
  tolerance: string;
  openHolds: number;
  faults: string[];
}

/** The most that one of these calls can be booked at: its text counted dearly, and all its output. */
const mostOfOne = { input: 400, output: 200 };

const faultsOfProviders = ['', '', '', '', '', '', '429', '500', 'reset', 'half', 'no-usage', 'broken-sse'];

/** Lives through the disturbances, lets everything settle, and compares the three sums. */
export async function soak(stand: Stand, upstream: FakeUpstream, plan: SoakPlan): Promise<Soaked> {
  const chance = seeded(plan.seed);
  const answers: Record<string, number> = {};
  const disturbances: Record<string, number> = {};
  let [calls, over] = [0, false];
  const caller = async () => {
    while (!over) {
      calls += 1;
      const kind = chance.of(callKinds);
      const fault = chance.of(faultsOfProviders);
      const words = `output-tokens=${10 + chance.below(150)} chunk-ms=${chance.below(4)} delay-ms=${chance.below(80)}`;
      const prompt = `[fake ${words}${fault ? ` fault=${fault}` : ''}] What do the books say?`;
      const leaves = chance.below(20) === 0 ? { leaveAfterMs: 20 + chance.below(200) } : {};
      const ended = await call(chance.of(stand.urls), stand.key, kind, { prompt, maxOutput: 200, ...leaves });
      answers[ended.status] = (answers[ended.status] ?? 0) + 1;
      if (ended.status === 0) await wait(20);
    }
  };
  const callers = Array.from({ length: plan.callers }, caller);
  const endsAt = performance.now() + plan.seconds * 1_000;
  const acts = disturbing(stand, chance);
  for (let round = 0; performance.now() < endsAt; round += 1) {
    await wait(Math.min(5_000, Math.max(0, endsAt - performance.now())));
    const [name, act] = acts[round % acts.length] as (typeof acts)[number];
    if (performance.now() >= endsAt) break;
    disturbances[name] = (disturbances[name] ?? 0) + 1;
    plan.say(`${calls} calls; ${name}`);
    await act();
  }
  over = true;
  await Promise.all(callers);
  plan.say(`${calls} calls done; settling`);
  return settle(stand, upstream, { calls, answers, disturbances });
}

function disturbing(stand: Stand, chance: ReturnType<typeof seeded>): [string, () => Promise<void>][] {
  return [
    [
      'a gateway is killed',
      async () => {
        const at = chance.below(stand.gateways.length);
        await stand.gateways[at]?.kill();
        await stand.startGateway(at);
      },
    ],
    [
      'the tower is away for three seconds',
      async () => {
        await stand.tower.kill();
        await wait(3_000);
        await stand.tower.start();
      },
    ],
    [
      'PostgreSQL is away for two seconds',
      async () => {
        await stand.stopPostgres();
        await wait(2_000);
        await stand.startPostgres();
      },
    ],
    [
      'a gateway is stopped in order',
      async () => {
        const at = chance.below(stand.gateways.length);
        await stand.gateways[at]?.stop();
        await stand.startGateway(at);
      },
    ],
  ];
}

async function settle(
  stand: Stand,
  upstream: FakeUpstream,
  lived: Pick<Soaked, 'calls' | 'answers' | 'disturbances'>,
): Promise<Soaked> {
  const faults: string[] = [];
  if (!(await until(60, async () => upstream.truth.idle()))) faults.push('a provider is still answering');
  const drained = await until(120, async () => {
    const { records, inFlight } = await backlog(stand);
    return records === 0 && inFlight === 0;
  });
  if (!drained) faults.push(`the spools still hold ${(await backlog(stand)).records} records`);
  await Promise.all(stand.gateways.map((gateway) => gateway.stop()));
  const recovered = await until(120, async () => (await openHolds(stand)).length === 0);
  const holds = recovered ? 0 : (await openHolds(stand)).length;
  if (holds > 0) faults.push(`${holds} holds are open`);
  const sums = await sumsOf(stand, upstream);
  const { truth, journal, ledger, uncertain, tolerance } = sums;
  if (journal !== ledger) faults.push('the journal and the books differ');
  const apart = journal > truth ? journal - truth : truth - journal;
  if (apart > tolerance) faults.push(`the journal is ${formatUsd(apart)} away from the truth`);
  const text = { truth, journal, ledger, uncertain, tolerance };
  const said = Object.fromEntries(Object.entries(text).map(([name, sum]) => [name, formatUsd(sum)]));
  return { ...lived, ...(said as Record<keyof typeof text, string>), openHolds: holds, faults };
}

async function sumsOf(stand: Stand, upstream: FakeUpstream) {
  let [truth, uncertain, tolerance] = [0n, 0n, 0n];
  for (const record of upstream.truth.records) {
    const cost = billed(record);
    truth += cost;
    if (record.usageSent || record.ending === 'refused') continue;
    uncertain += cost;
    tolerance += priceOf(record.model, mostOfOne);
  }
  return { truth, uncertain, tolerance, ...(await steady(stand)) };
}

/** Journal and books once they agree, or as they are after half a minute. */
async function steady(stand: Stand) {
  const read = async () => {
    const answer = await stand.api('POST', `${live}/query`, {
      metrics: ['spend_contracted'],
      range: { from: '2025-01-01', to: '2032-01-01', time_zone: 'UTC' },
    });
    const totals = answer.totals as Answer[];
    const journal = parseUsd(totals[0]?.value ?? '0');
    return { journal, ledger: (await accountOf(stand, stand.envelopeId)).spent };
  };
  let found = await read();
  await until(30, async () => {
    found = await read();
    return found.journal === found.ledger;
  });
  return found;
}
