import { setTimeout as wait } from 'node:timers/promises';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { FakeUpstream } from '@exchequer/upstream';
import { accountOf, backlog, openHolds, until } from './accounts.ts';
import { Callers, type ClientGone } from './callers.ts';
import { billed } from './calls.ts';
import { seeded } from './chance.ts';
import { type Compared, compare, type Witnesses } from './compare.ts';
import { disturbances } from './disturb.ts';
import { estimatesByCause } from './estimates.ts';
import type { Answer, Stand } from './stand.ts';
import { chargedByTag, journalByTag, producedByTag } from './witnesses.ts';

const live = '/api/w/live';

export interface SoakPlan {
  seconds: number;
  /** Clients at once. */
  callers: number;
  seed: number;
  /** What gateways do with calls whose clients leave, one after the other for an even share of the time. */
  policies: readonly ClientGone[];
  say: (line: string) => void;
}

export interface Soaked extends Compared {
  seconds: number;
  calls: number;
  /** Answers by status; 0 are lost connections and clients that left. */
  answers: Record<string, number>;
  disturbances: Record<string, number>;
  /** What the providers charge, what the journal holds and what the envelope has spent. */
  truth: string;
  journal: string;
  ledger: string;
  /** What the spools still hold. */
  spooled: number;
  openHolds: number;
}

/** Lives through the disturbances under each policy, lets everything settle, and compares call by call. */
export async function soak(stand: Stand, upstream: FakeUpstream, plan: SoakPlan): Promise<Soaked> {
  const chance = seeded(plan.seed);
  const callers = new Callers(stand, chance);
  const happened: Record<string, number> = {};
  const seconds = plan.seconds / plan.policies.length;
  const acts = disturbances(stand, chance, seconds);
  for (const policy of plan.policies) {
    await stand.api('PUT', `${live}/gateway/rules`, { client_gone: policy });
    // Gateways hear of rules within a second.
    await wait(2_000);
    plan.say(`clients that leave: ${policy}`);
    callers.begin(plan.callers, policy);
    const endsAt = performance.now() + seconds * 1_000;
    for (let round = 0; performance.now() < endsAt; round += 1) {
      await wait(Math.min(4_000, Math.max(0, endsAt - performance.now())));
      const next = acts[round % acts.length] as (typeof acts)[number];
      if (performance.now() >= endsAt) break;
      happened[next.name] = (happened[next.name] ?? 0) + 1;
      plan.say(`${callers.asked.length} calls; ${next.name}`);
      await next.act();
    }
    await callers.end();
  }
  plan.say(`${callers.asked.length} calls done; settling`);
  const settled = await settle(stand, upstream);
  const witnesses: Witnesses = {
    asked: callers.asked,
    produced: producedByTag(upstream.truth.records),
    charged: await chargedByTag(stand.databaseUrl),
    journal: await journalByTag(stand.home),
  };
  for (const line of estimatesByCause(witnesses)) plan.say(line);
  const compared = compare(witnesses);
  const answers: Record<string, number> = {};
  for (const { status } of callers.asked) answers[status] = (answers[status] ?? 0) + 1;
  const { faults, ...sums } = settled;
  return {
    ...{ seconds: plan.seconds, calls: callers.asked.length, answers, disturbances: happened },
    ...{ ...compared, ...sums, faults: [...faults, ...compared.faults] },
  };
}

type Settled = Pick<Soaked, 'truth' | 'journal' | 'ledger' | 'openHolds' | 'spooled' | 'faults'>;

/** Waits until nothing moves any more; then the tower is stopped, so that its files can be read. */
async function settle(stand: Stand, upstream: FakeUpstream): Promise<Settled> {
  const faults: string[] = [];
  if (!(await until(60, async () => upstream.truth.idle()))) faults.push('a provider is still answering');
  const emptied = await until(120, async () => {
    const { records, inFlight } = await backlog(stand);
    return records === 0 && inFlight === 0;
  });
  const spooled = (await backlog(stand)).records;
  if (!emptied) faults.push(`the spools still hold ${spooled} records`);
  await Promise.all(stand.gateways.map((gateway) => gateway.stop()));
  await until(120, async () => (await openHolds(stand)).length === 0);
  const holds = (await openHolds(stand)).length;
  if (holds > 0) faults.push(`${holds} holds are open`);
  const { journal, ledger } = await steady(stand);
  if (journal !== ledger) faults.push('the journal and the books differ');
  await stand.tower.stop();
  const truth = upstream.truth.records.reduce((sum, record) => sum + billed(record), 0n);
  return {
    ...{ truth: formatUsd(truth), journal: formatUsd(journal), ledger: formatUsd(ledger) },
    ...{ spooled, openHolds: holds, faults },
  };
}

/** Journal and books once they agree, or as they are after a minute. */
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
  await until(60, async () => {
    found = await read();
    return found.journal === found.ledger;
  });
  return found;
}
