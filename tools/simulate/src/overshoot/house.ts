import { setTimeout as wait } from 'node:timers/promises';
import { formatUsd } from '@exchequer/model';
import { until } from '../gateway/accounts.ts';
import type { Answer, Stand } from '../gateway/stand.ts';
import { models } from './prices.ts';

const live = '/api/w/live';

export type Holds = 'strict' | 'learned';

/** Who asks in one scenario, and the envelope that pays for it. */
export interface Agent {
  key: string;
  envelopeId: string;
}

/** Servers beside the great providers, each with a route of its own before theirs. */
export async function furnishMore(stand: Stand, upstream: string): Promise<void> {
  const places = [
    { id: 'compatible', kind: 'compatible', provider: 'openrouter', models: [models.compatible], model: '' },
    { id: 'azure', kind: 'azure', provider: 'azure', models: ['house-mini'], model: models.chat },
  ];
  for (const { id, kind, provider, models, model } of places) {
    await stand.api('PUT', `${live}/upstreams/ups_${id}`, {
      ...{ name: id, kind, provider, base_url: upstream, allow_private: true },
      add_credential: { name: 'fake', secret: 'provider-key' },
    });
    await stand.api('PUT', `${live}/routes/rte_${id}`, {
      ...{ name: id, position: 1, dialect: 'openai', models },
      targets: [{ upstream_id: `ups_${id}`, model }],
    });
  }
}

export const setRules = (stand: Stand, rules: Readonly<Record<string, unknown>>): Promise<Answer> =>
  stand.api('PUT', `${live}/gateway/rules`, rules);

/** An agent of its own under the company, with a hard limit and a key. */
async function hire(stand: Stand, name: string, limit: bigint): Promise<Agent> {
  const { worker } = await stand.api('PUT', `${live}/workers`, { kind: 'agent', name });
  const envelope = await stand.api('PUT', `${live}/budget/envelopes`, {
    ...{ name, kind: 'agent', ref: worker.id, parent_id: stand.companyId },
    ...{ limit: formatUsd(limit), period: 'month', enforcement: 'hard' },
  });
  const { secret } = await stand.api('POST', `${live}/keys`, { name, worker_id: worker.id });
  return { key: secret as string, envelopeId: envelope.id as string };
}

/** Agents with these limits, each known to all of the gateways. */
export async function hireAll(
  stand: Stand,
  wanted: readonly { name: string; limit: bigint }[],
): Promise<Agent[]> {
  const agents: Agent[] = [];
  for (let from = 0; from < wanted.length; from += hiredAtOnce) {
    const some = wanted.slice(from, from + hiredAtOnce);
    agents.push(...(await Promise.all(some.map(({ name, limit }) => hire(stand, name, limit)))));
  }
  for (const { key } of agents.slice(-hiredAtOnce)) {
    await Promise.all(stand.urls.map((url) => known(url, key)));
  }
  return agents;
}

const hiredAtOnce = 6;

async function known(url: string, key: string): Promise<void> {
  const headers = { authorization: `Bearer ${key}` };
  const look = async () => {
    const answer = await fetch(`${url}/v1/models`, { headers, signal: AbortSignal.timeout(10_000) });
    await answer.arrayBuffer();
    return answer.status === 200;
  };
  if (!(await until(30, look))) throw new Error(`the gateway at ${url} does not know a new key`);
}

/** Lets what was told to the gateways by notification arrive. */
export const settleIn = (): Promise<void> => wait(500);
