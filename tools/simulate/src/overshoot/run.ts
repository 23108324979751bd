import { setTimeout as wait } from 'node:timers/promises';
import { formatUsd } from '@exchequer/model';
import { type FakeUpstream, startUpstream, type TruthRecord } from '@exchequer/upstream';
import { backlog, openHolds, until } from '../gateway/accounts.ts';
import { type Answer, type Stand, startStand } from '../gateway/stand.ts';
import { furnishMore, setRules, settleIn } from './house.ts';
import { readJournal } from './journal.ts';
import { chargeFor } from './prices.ts';
import { resultOf } from './result.ts';
import { type House, type Round, runRound, type Scenario } from './round.ts';
import { judge, type Verdict } from './verdict.ts';
import { Warmth } from './warm.ts';

export interface OvershootPlan {
  rounds: readonly Round[];
  leaseSeconds: number;
  /** Ends it early, in order. */
  stopping: AbortSignal;
  say(line: string): void;
}

/** Starts an installation, runs all rounds on it, lets everything settle, and judges every scenario. */
export async function simulateOvershoot({ rounds, leaseSeconds, stopping, say }: OvershootPlan) {
  const upstream = await startUpstream();
  let stand: Stand | null = null;
  try {
    stand = await startStand({
      ...{ upstream: upstream.url, limit: '100000', say },
      gateways: Math.max(...rounds.map(({ gateways }) => gateways)),
      rules: { lease_seconds: leaseSeconds },
    });
    await furnishMore(stand, upstream.url);
    const house: House = { stand, upstream, leaseSeconds, stopping, recoveries: [] };
    const scenarios = await runAll(house, rounds, say);
    return await settle(house, scenarios, say);
  } catch (error) {
    await wait(1_500);
    if (stand) say(`the tower said:\n${stand.tower.log().slice(-3_000)}`);
    throw error;
  } finally {
    await stand?.close();
    await upstream.close();
  }
}

async function runAll(house: House, rounds: readonly Round[], say: (line: string) => void) {
  const { stand, upstream, stopping } = house;
  const warmth = new Warmth(stand, stopping);
  const scenarios: Scenario[] = [];
  let holds = '';
  for (const [at, round] of rounds.entries()) {
    if (stopping.aborted) break;
    if (round.holds !== holds) {
      holds = round.holds;
      await setRules(stand, { holds });
      await settleIn();
    }
    if (holds === 'learned') await warmth.see(round.gateways, round.kinds);
    const began = performance.now();
    const ran = await runRound(house, round);
    // What was broken off proves nothing.
    if (stopping.aborted) break;
    scenarios.push(...ran);
    await until(30, async () => upstream.truth.idle());
    const { kinds, calls, gateways, fate } = round;
    const seconds = ((performance.now() - began) / 1_000).toFixed(1);
    const what = `${holds}, ${kinds.length} kinds × ${calls} calls on ${gateways} gateways, ${fate}`;
    say(`${at + 1}/${rounds.length} ${what}: ${seconds} s; most used ${mostUsed(ran, upstream)}`);
  }
  return scenarios;
}

/** What the providers have produced for a scenario. */
const producedFor = (upstream: FakeUpstream, { workflow }: Scenario): TruthRecord[] =>
  upstream.truth.records.filter(({ tag }) => tag.startsWith(`${workflow}.`));

/** The scenario whose calls have cost most of its limit, and how much of it. */
function mostUsed(scenarios: readonly Scenario[], upstream: FakeUpstream): string {
  let [most, name] = [0, 'nothing'];
  for (const scenario of scenarios) {
    const charged = producedFor(upstream, scenario).reduce((sum, record) => sum + chargeFor(record), 0n);
    const share = Number((charged * 1_000n) / scenario.limit) / 10;
    if (share > most) [most, name] = [share, scenario.kind.name];
  }
  return `${most} % of a limit by ${name}`;
}

const drainSeconds = 180;

/** Nothing runs any more: ships what is left, gives back what is leased, and compares. */
async function settle(house: House, scenarios: readonly Scenario[], say: (line: string) => void) {
  const { stand, upstream, leaseSeconds } = house;
  const faults: string[] = [];
  say('settling');
  const drained = await until(drainSeconds, async () => {
    const { records, inFlight } = await backlog(stand);
    return records === 0 && inFlight === 0 && upstream.truth.idle();
  });
  if (!drained) faults.push(`the spools still hold ${(await backlog(stand)).records} records`);
  await Promise.all(stand.gateways.map((gateway) => gateway.stop()));
  await until(6 * leaseSeconds, async () => (await openHolds(stand)).length === 0);
  const left = (await openHolds(stand)).length;
  if (left > 0) faults.push(`${left} holds are left: ${await leasesLeft(stand)}`);
  const recoveries = await Promise.all(house.recoveries);
  for (const { seconds, restarted } of recoveries) {
    const most = restarted ? leaseSeconds : leaseSeconds + roundsSeconds;
    const late = seconds === null ? !house.stopping.aborted : seconds > most;
    if (late) faults.push(`what a killed gateway held came back after ${seconds ?? 'too many'} s of ${most}`);
  }
  say('comparing');
  const verdicts = await judgeAll(house, scenarios);
  for (const { scenario, held } of verdicts)
    if (held > 0n) faults.push(`${scenario}: ${formatUsd(held)} is held still`);
  return resultOf(scenarios, verdicts, { recoveries, leaseSeconds, openHolds: left, faults });
}

async function leasesLeft(stand: Stand): Promise<string> {
  const { leases } = await stand.api('GET', '/api/w/live/gateway');
  const named = (leases as Answer[]).map(
    ({ id, state, held, envelope_name: name }) => `${id} of ${name} ${state} ${held}`,
  );
  return named.slice(0, 20).join('; ');
}

/** A gateway's last sign is up to five seconds old, and the tower looks every five: in doubt, then back. */
const roundsSeconds = 15;

const judgedAtOnce = 4;
/** The books follow the journal within seconds. */
const patienceMs = 30_000;

/** Looks again while something does not fit, for as long as the books may lag. */
async function judgeAll(house: House, scenarios: readonly Scenario[]): Promise<Verdict[]> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const verdicts = await judgeOnce(house, scenarios);
    const fits = verdicts.every(({ faults, held }) => faults.length === 0 && held === 0n);
    if (fits || house.stopping.aborted || performance.now() > end) return verdicts;
    await wait(2_000);
  }
}

async function judgeOnce({ stand, upstream }: House, scenarios: readonly Scenario[]): Promise<Verdict[]> {
  const journal = await readJournal(stand);
  const produced = new Map<string, TruthRecord[]>();
  for (const record of upstream.truth.records) {
    const scenario = record.tag.split('.')[0] ?? '';
    const known = produced.get(scenario);
    if (known) known.push(record);
    else produced.set(scenario, [record]);
  }
  const verdicts: Verdict[] = [];
  for (let from = 0; from < scenarios.length; from += judgedAtOnce) {
    const some = scenarios.slice(from, from + judgedAtOnce).map((scenario) => {
      const { workflow } = scenario;
      return judge(stand, scenario, produced.get(workflow) ?? [], journal.get(workflow) ?? new Map());
    });
    verdicts.push(...(await Promise.all(some)));
  }
  return verdicts;
}
