import { setTimeout as wait } from 'node:timers/promises';
import type { FakeUpstream } from '@exchequer/upstream';
import type { Stand } from '../gateway/stand.ts';
import { ask, type Ended } from './ask.ts';
import { type Agent, type Holds, hireAll } from './house.ts';
import type { AskKind } from './kind.ts';
import { costOfMost } from './prices.ts';
import { gatewayIdAt, type Recovery, watchRecovery } from './recovery.ts';

/** What becomes of the gateways while the calls run. */
export type Fate =
  | 'kept'
  /** One is killed and started again; what was lost is asked for once more. */
  | 'killed'
  /** One is killed and stays away until what it had leased is back. */
  | 'away';

/** Scenarios that run at the same time, each on an envelope of its own. */
export interface Round {
  holds: Holds;
  gateways: number;
  calls: number;
  fate: Fate;
  kinds: readonly AskKind[];
}

/** So many parallel calls of one kind on an envelope that can pay a few of them, once they have ended. */
export interface Scenario {
  name: string;
  holds: Holds;
  kind: AskKind;
  fate: Fate;
  limit: bigint;
  /** Prefix of its calls' tags, and its name in the journal. */
  workflow: string;
  agent: Agent;
  ended: Ended[];
}

export interface House {
  stand: Stand;
  upstream: FakeUpstream;
  leaseSeconds: number;
  stopping: AbortSignal;
  /** What was killed, and how it came back; settled while other rounds run. */
  recoveries: Promise<Recovery>[];
}

let scenarios = 0;

/** How many calls of the most expensive sort an envelope for so many can pay. */
const worthOf = (calls: number): number => Math.max(4, Math.ceil(calls / 10));

export async function runRound(house: House, round: Round): Promise<Scenario[]> {
  const { calls, gateways, fate, holds, kinds } = round;
  const planned = kinds.map((kind) => {
    scenarios += 1;
    const ways = fate === 'kept' ? '' : `, one ${fate}`;
    return {
      ...{ kind, holds, fate, ended: [], workflow: `ovs${process.pid}x${scenarios}` },
      name: `${holds} ${kind.name} × ${calls} on ${gateways}${ways}`,
      limit: costOfMost(kind) * BigInt(worthOf(calls)),
    };
  });
  const agents = await hireAll(
    house.stand,
    planned.map(({ workflow, limit }) => ({ name: workflow, limit })),
  );
  const ready = planned.map((one, at): Scenario => ({ ...one, agent: agents[at] as Agent }));
  const asked = ready.map((scenario) => askMany(house, scenario, { calls, gateways }));
  if (fate !== 'kept') await cut(house, ready, round);
  const ended = await Promise.all(asked);
  ready.forEach((scenario, at) => {
    scenario.ended = ended[at] ?? [];
  });
  // Whoever lost an answer asks again, against whatever the crash has left of the envelope.
  if (fate === 'killed') await Promise.all(ready.map((scenario) => askAgain(house, scenario, gateways)));
  if (fate === 'kept') await Promise.all(ready.map((scenario) => repeatUnsent(house, scenario, gateways)));
  return ready;
}

function askMany(
  { stand, stopping }: House,
  { kind, agent, workflow }: Scenario,
  { calls, gateways, from = 0 }: { calls: number; gateways: number; from?: number },
): Promise<Ended[]> {
  return Promise.all(
    Array.from({ length: calls }, (_, at) =>
      ask({
        ...{ kind, stopping, key: agent.key, produce: kind.most },
        origin: stand.urls[at % gateways] ?? '',
        tag: `${workflow}.${from + at}`,
      }),
    ),
  );
}

async function askAgain(house: House, scenario: Scenario, gateways: number): Promise<void> {
  const lost = scenario.ended.filter(({ outcome }) => outcome === 'lost').length;
  if (lost === 0) return;
  const from = scenario.ended.length;
  scenario.ended.push(...(await askMany(house, scenario, { calls: lost, gateways, from })));
}

/**
 * A connection kept from an earlier round may end at its gateway just as this client takes it up again, on a
 * busy machine above all. Clients repeat such a call, since nothing of it was read; so does this one, once.
 */
async function repeatUnsent(
  { stand, upstream, stopping }: House,
  scenario: Scenario,
  gateways: number,
): Promise<void> {
  const { kind, agent, workflow } = scenario;
  const reached = new Set(
    upstream.truth.records.filter(({ tag }) => tag.startsWith(`${workflow}.`)).map(({ tag }) => tag),
  );
  scenario.ended = await Promise.all(
    scenario.ended.map((ended, at) =>
      ended.outcome !== 'lost' || reached.has(ended.tag)
        ? ended
        : ask({
            ...{ kind, stopping, key: agent.key, produce: kind.most, tag: ended.tag },
            origin: stand.urls[at % gateways] ?? '',
          }),
    ),
  );
}

let kills = 0;

/** Kills a gateway once its calls have reached the providers. */
async function cut(house: House, scenarios: readonly Scenario[], { gateways, fate }: Round): Promise<void> {
  const { stand, upstream, stopping, leaseSeconds } = house;
  const victim = kills++ % gateways;
  const gatewayId = await gatewayIdAt(stand, stand.urls[victim] ?? '');
  const mine = new Set(scenarios.map(({ workflow }) => workflow));
  const arrived = () =>
    upstream.truth.records.slice(-2_000).filter(({ tag }) => mine.has(tag.slice(0, tag.indexOf('.')))).length;
  const enough = () => arrived() >= 2 * scenarios.length || stopping.aborted;
  for (let waited = 0; waited < 6_000 && !enough(); waited += 10) await wait(10);
  // Another moment of the calls each time: before the first byte, in the middle, towards the end.
  await wait((kills * 37) % 160);
  await stand.gateways[victim]?.kill();
  const restarted = fate === 'killed';
  const watched = watchRecovery(
    stand,
    { gatewayId, at: Date.now(), restarted },
    { seconds: 6 * leaseSeconds, stopping },
  );
  house.recoveries.push(watched);
  if (fate === 'away') await watched;
  await stand.startGateway(victim);
}
