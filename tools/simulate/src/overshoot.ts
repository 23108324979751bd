/**
 * `npm run simulate -- overshoot [--calls 10,100,1000] [--gateways 1,2,4] [--kill 1] [--kinds chat,…]`:
 * so many calls at once on a hard envelope that can pay a tenth of them, on every endpoint, streamed and
 * not, through one to four gateways, of which one is killed and started again in half of the runs. What
 * the providers will charge may not pass the limit by a single unit, what is booked is what was produced,
 * and no hold is left once the lease time is over.
 */
import { startUpstream } from '@exchequer/upstream';
import { machineLine } from '../../bench/src/measure/machine.ts';
import { openHolds, until } from './gateway/accounts.ts';
import { callKinds } from './gateway/calls.ts';
import { type Outcome, runScenario } from './gateway/scenario.ts';
import { startStand } from './gateway/stand.ts';

const args = process.argv.slice(2);
const say = (line: string) => process.stderr.write(`${line}\n`);
/** Leases of a silent gateway are given back after so long. */
const leaseSeconds = 10;

function numbers(name: string, otherwise: string): number[] {
  const at = args.indexOf(`--${name}`);
  return (at < 0 ? otherwise : (args[at + 1] ?? '')).split(',').map(Number);
}

async function main(): Promise<number> {
  say(`machine: ${machineLine()}`);
  const wanted = args.includes('--kinds') ? args[args.indexOf('--kinds') + 1]?.split(',') : null;
  const kinds = callKinds.filter(({ name }) => !wanted || wanted.includes(name.replace(' ', '-')));
  const kills = numbers('kill', '0,1').map(Boolean);
  const outcomes: Outcome[] = [];
  const faults: string[] = [];
  for (const gateways of numbers('gateways', '1,2,4')) {
    const upstream = await startUpstream();
    const rules = { lease_seconds: leaseSeconds };
    const stand = await startStand({ upstream: upstream.url, gateways, limit: '1000', rules, say });
    for (const calls of numbers('calls', '10,100,1000')) {
      for (const kind of kinds) {
        for (const kill of kills) {
          const worth = Math.max(2, Math.ceil(calls / 10));
          const outcome = await runScenario(stand, upstream, { kind, calls, worth, kill });
          outcomes.push(outcome);
          say(JSON.stringify(outcome));
        }
      }
    }
    await Promise.all(stand.gateways.map((gateway) => gateway.stop()));
    const recovered = await until(6 * leaseSeconds, async () => (await openHolds(stand)).length === 0);
    if (!recovered) faults.push(`${(await openHolds(stand)).length} holds are left`);
    await stand.close();
    await upstream.close();
  }
  faults.push(
    ...outcomes.flatMap(({ scenario, faults: found }) => found.map((one) => `${scenario}: ${one}`)),
  );
  const overshoots = outcomes.filter(({ overshoot }) => Number(overshoot) > 0).length;
  const exact = outcomes.filter(({ booked, produced }) => booked === produced).length;
  process.stdout.write(`${JSON.stringify({ scenarios: outcomes.length, overshoots, exact, faults })}\n`);
  return faults.length === 0 ? 0 : 1;
}

process.exit(await main());
