/**
 * `npm run simulate -- overshoot [--calls 10,100,1000] [--gateways 1,2,3,4] [--holds strict,learned]
 * [--fates kept,killed,away] [--kinds chat,…] [--deal-from 1000] [--minutes 90]`: so many calls at once on a hard envelope that can
 * pay a tenth of them, of every kind that is held for, streamed and not, through one to four gateways, of
 * which one is killed in the middle. What the providers will charge may pass the limit by nothing under strict
 * holds, and by the published bound under learned ones; what is booked is what was produced; no hold is left.
 * From `--deal-from` calls on each kind runs on one of the numbers of gateways alone, which takes a quarter of the time.
 * Ends in order on Ctrl-C, and by itself after so many minutes. The last line is one JSON object.
 */
import { machineLine, numberFlag } from '../../bench/src/measure/machine.ts';
import { kindsNamed, planRounds } from './overshoot/plan.ts';
import { simulateOvershoot } from './overshoot/run.ts';

const args = process.argv.slice(2);
const say = (line: string) => process.stderr.write(`${line}\n`);

function listed(name: string, otherwise: string): string[] {
  const at = args.indexOf(`--${name}`);
  return (at < 0 ? otherwise : (args[at + 1] ?? '')).split(',').filter(Boolean);
}

async function main(): Promise<number> {
  say(`machine: ${machineLine()}`);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      say('stopping what was started');
      stop.abort(signal);
    });
  }
  const timer = setTimeout(() => stop.abort('time'), numberFlag(args, 'minutes', 90) * 60_000);
  const rounds = planRounds({
    kinds: kindsNamed(listed('kinds', '')),
    calls: listed('calls', '10,100,1000').map(Number),
    gateways: listed('gateways', '1,2,3,4').map(Number),
    holds: listed('holds', 'strict,learned'),
    fates: listed('fates', 'kept,killed,away'),
    dealFrom: numberFlag(args, 'deal-from', Number.MAX_SAFE_INTEGER),
  });
  const result = await simulateOvershoot({
    ...{ rounds, say, stopping: stop.signal },
    leaseSeconds: numberFlag(args, 'lease-seconds', 30),
  });
  clearTimeout(timer);
  process.stdout.write(`${JSON.stringify(result)}\n`);
  return result.faults === 0 && !stop.signal.aborted ? 0 : 1;
}

process.exit(await main());
