/**
 * `npm run simulate -- ledger [--operations 100000] [--seed 1] [--rounds 1]`: two processes ask the
 * ledger for random things at once while connections are cut, answers are lost, and PostgreSQL and the
 * processes are killed; after every few thousand operations the books are held to a naive model, which
 * lives through them in the order in which they were posted. The operations are shared out over as many
 * seeds as there are rounds. The first disagreement ends the run: it prints its seed, which replays.
 */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { numberFlag } from '../../bench/src/measure/machine.ts';
import { drive } from './ledger/drive.ts';
import { startMachine } from './ledger/machine.ts';
import { runSeed, type SeedResult } from './ledger/seed.ts';
import { summary, tell } from './ledger/summary.ts';

const mostPerSeed = 100_000;

async function main(args: readonly string[]): Promise<number> {
  const operations = numberFlag(args, 'operations', 100_000);
  const firstSeed = numberFlag(args, 'seed', 1);
  const rounds = numberFlag(args, 'rounds', Math.ceil(operations / mostPerSeed));
  const roundSize = numberFlag(args, 'between', 4_000);
  const inFlight = numberFlag(args, 'in-flight', 256);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const program = holdProgram();
  const results: SeedResult[] = [];
  const startedAt = performance.now();
  const machine = await startMachine();
  try {
    for (let round = 0; round < rounds && results.every(({ faults }) => faults.length === 0); round += 1) {
      const share = Math.floor(operations / rounds) + (round < operations % rounds ? 1 : 0);
      const plan = {
        seed: firstSeed + round,
        operations: share,
        roundSize,
        drivers: 2,
        inFlight,
        program,
        say,
      };
      const result = await runSeed(machine, plan);
      tell(result, say);
      results.push(result);
    }
  } finally {
    await machine.close();
    rmSync(program, { force: true });
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  process.stdout.write(`${JSON.stringify(summary(results, seconds))}\n`);
  return results.every(({ faults }) => faults.length === 0) ? 0 : 1;
}

/** A copy of this bundle for the drivers, so that a build meanwhile does not change what is tested. */
function holdProgram(): string {
  const folder = join(process.cwd(), '.bench');
  const program = join(folder, `ledger-driver-${process.pid}.mjs`);
  mkdirSync(folder, { recursive: true });
  copyFileSync(process.argv[1] as string, program);
  return program;
}

if (process.argv.includes('--driver')) drive();
else process.exitCode = await main(process.argv.slice(2));
