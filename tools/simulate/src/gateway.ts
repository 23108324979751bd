/**
 * `npm run simulate -- gateway [--minutes 20] [--gateways 3] [--seed 1]`: clients of every API ask
 * through several gateways while providers fail, clients leave, gateways are killed, and PostgreSQL and
 * the tower are stopped and started. At the end what the providers produced, what the journal holds and
 * what the books say are the same, apart from what is marked as estimated, and no hold is open.
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
    const result = await soak(stand, upstream, { seconds: minutes * 60, callers: 24, seed, say });
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return result.faults.length === 0 ? 0 : 1;
  } finally {
    await stand.close();
    await upstream.close();
  }
}

process.exit(await main());
