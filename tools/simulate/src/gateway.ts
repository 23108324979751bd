/**
 * `npm run simulate -- gateway [--minutes 20] [--gateways 3] [--seed 1] [--client-gone both|abort|drain]`:
 * clients of every API ask through several gateways while providers fail, clients leave, gateways are
 * killed, and PostgreSQL and the tower are stopped and started. At the end every call is held against
 * what the providers produced for it, what the journal holds of it and what the books charged: equal to
 * the last unit where a provider told its usage, near it and marked as estimated where it did not, and
 * nothing where none worked for it. No hold is open, and no spool holds anything.
 */
import { startUpstream } from '@exchequer/upstream';
import { machineLine, numberFlag } from '../../bench/src/measure/machine.ts';
import { soak } from './gateway/soak.ts';
import { startStand } from './gateway/stand.ts';

const args = process.argv.slice(2);
const say = (line: string) => process.stderr.write(`${line}\n`);

async function main(): Promise<number> {
  const minutes = numberFlag(args, 'minutes', 20);
  const gateways = numberFlag(args, 'gateways', 3);
  const seed = numberFlag(args, 'seed', 1);
  const named = args[args.indexOf('--client-gone') + 1];
  const policies =
    named === 'abort' || named === 'drain' ? ([named] as const) : (['abort', 'drain'] as const);
  say(`machine: ${machineLine()}; seed ${seed}`);
  const upstream = await startUpstream();
  const stand = await startStand({
    upstream: upstream.url,
    gateways,
    limit: '1000',
    rules: { lease_seconds: 10 },
    say,
  });
  try {
    const result = await soak(stand, upstream, { seconds: minutes * 60, callers: 24, seed, policies, say });
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return result.faults.length === 0 ? 0 : 1;
  } finally {
    await stand.close();
    await upstream.close();
  }
}

process.exit(await main());
