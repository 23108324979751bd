import { setTimeout as wait } from 'node:timers/promises';
import { formatUsd } from '@exchequer/model';
import type { FakeUpstream } from '@exchequer/upstream';
import { accountOf, until } from './accounts.ts';
import { billed, type CallKind, call, isRefusal, priceOf } from './calls.ts';
import type { Stand } from './stand.ts';

const live = '/api/w/live';
const maxOutput = 200;

export interface Scenario {
  kind: CallKind;
  /** Parallel calls, and how many of them the envelope can pay. */
  calls: number;
  worth: number;
  /** Whether a gateway is killed while the calls run, and started again. */
  kill: boolean;
}

export interface Outcome {
  scenario: string;
  answered: number;
  refused: number;
  lost: number;
  /** Answers that are neither, by status. */
  other: Record<string, number>;
  limit: string;
  /** What the providers will charge. */
  produced: string;
  /** What the books say is spent. */
  booked: string;
  overshoot: string;
  faults: string[];
}

let scenarios = 0;

/** An agent of its own with an envelope that can pay so many calls, and a key that every gateway knows. */
async function poorAgent(stand: Stand, limit: bigint) {
  scenarios += 1;
  const name = `Agent ${scenarios}`;
  const { worker } = await stand.api('PUT', `${live}/workers`, { kind: 'agent', name });
  const envelope = await stand.api('PUT', `${live}/budget/envelopes`, {
    name,
    kind: 'agent',
    ref: worker.id,
    limit: formatUsd(limit),
    period: 'month',
    enforcement: 'hard',
  });
  const { secret } = await stand.api('POST', `${live}/keys`, { name, worker_id: worker.id });
  for (const url of stand.urls) {
    const headers = { authorization: `Bearer ${secret}` };
    const known = await until(20, async () => (await fetch(`${url}/v1/models`, { headers })).status === 200);
    if (!known) throw new Error('a gateway does not know a new key');
  }
  return { key: secret as string, envelopeId: envelope.id as string };
}

/** What one call of the kind really costs at most: its prompt, and all of its output. */
const costOf = ({ model }: CallKind): bigint => priceOf(model, { input: 40, output: maxOutput });

/** Many calls at once on an envelope that is worth a few, and what became of the money. */
export async function runScenario(
  stand: Stand,
  upstream: FakeUpstream,
  scenario: Scenario,
): Promise<Outcome> {
  const { kind, calls, worth } = scenario;
  const limit = costOf(kind) * BigInt(worth);
  const agent = await poorAgent(stand, limit);
  const tag = `overshoot-${process.pid}-${scenarios}`;
  const words = `[fake tag=${tag} output-tokens=${maxOutput} input-tokens=20 delay-ms=150 chunk-ms=1]`;
  const running = Array.from({ length: calls }, (_, at) =>
    call(stand.urls[at % stand.urls.length] ?? '', agent.key, kind, { prompt: `${words} ${at}`, maxOutput }),
  );
  if (scenario.kill) await killOne(stand);
  const ended = await Promise.all(running);
  await until(20, async () => upstream.truth.idle());
  const produced = upstream.truth.records
    .filter((record) => record.tag === tag)
    .reduce((sum, record) => sum + billed(record), 0n);
  const faults: string[] = [];
  if (produced > limit) faults.push(`${formatUsd(produced - limit)} more was produced than the limit`);
  // What was cut off by the kill is booked by estimate; all else to the last unit.
  const exact = !scenario.kill && ended.every((one) => one.status === 200 || isRefusal(one));
  let account = await accountOf(stand, agent.envelopeId);
  const settled = await until(exact ? 60 : 20, async () => {
    account = await accountOf(stand, agent.envelopeId);
    return account.spent === produced;
  });
  if (exact && !settled) faults.push('what is booked is not what was produced');
  if (account.spent > limit) faults.push('more is booked than the limit');
  const other: Record<string, number> = {};
  for (const one of ended)
    if (one.status !== 0 && one.status !== 200 && !isRefusal(one))
      other[one.status] = (other[one.status] ?? 0) + 1;
  if (Object.keys(other).length > 0) faults.push(`unexpected answers: ${JSON.stringify(other)}`);
  const answered = ended.filter(({ status }) => status === 200).length;
  if (answered === 0 && !scenario.kill) faults.push('nothing was admitted');
  return {
    scenario: `${kind.name} × ${calls} on ${stand.urls.length} gateways${scenario.kill ? ', one killed' : ''}`,
    answered,
    refused: ended.filter(isRefusal).length,
    lost: ended.filter(({ status }) => status === 0).length,
    other,
    limit: formatUsd(limit),
    produced: formatUsd(produced),
    booked: formatUsd(account.spent),
    overshoot: formatUsd(produced > limit ? produced - limit : 0n),
    faults,
  };
}

async function killOne(stand: Stand): Promise<void> {
  await wait(250);
  await stand.gateways[0]?.kill();
  await stand.startGateway(0);
}
