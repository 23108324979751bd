/**
 * `npm run bench -- ledger [--seconds 10] [--rounds 3] [--callers 2048] [--connections 24]`: reservations
 * with their settlements through the real ledger, over a thousand envelopes four levels deep and through
 * one; batches of usage; and, on the same PostgreSQL in turns with them, a plain SQL transfer loop and
 * bare commits. Every figure is of acknowledged, durable work. What was written is verified at the end.
 */
import { createLedger, verifyLedger } from '@exchequer/store/ledger';
import { durability, startBenchPostgres } from './ledger/books.ts';
import { companyPaths, fund, type Paths } from './ledger/company.ts';
import { anyOf, type Done, pair, perSecond, repeatedly, usageBatch } from './ledger/load.ts';
import { createPlainLedger } from './ledger/plain.ts';
import { machineLine, median, numberFlag, rounded } from './measure/machine.ts';

const args = process.argv.slice(2);
const seconds = numberFlag(args, 'seconds', 10);
const rounds = numberFlag(args, 'rounds', 3);
const callers = numberFlag(args, 'callers', 2_048);
const connections = numberFlag(args, 'connections', 24);
const leaves = 1_000;
const usesPerBatch = 1_000;
const say = (line: string) => process.stdout.write(`${line}\n`);

const subjects = {
  pairs: 'reserve+settle pairs over 1,000 envelopes',
  hotPairs: 'reserve+settle pairs through one envelope',
  postings: 'postings of usage batches',
  plainTransfers: 'transfers of the plain SQL loop',
  commits: 'commits of one row',
} as const;
type Subject = keyof typeof subjects;
const names = Object.keys(subjects) as Subject[];

async function main(): Promise<number> {
  say(`machine: ${machineLine()}`);
  const postgres = await startBenchPostgres();
  try {
    const sql = postgres.connect(4);
    const settings = await durability(sql);
    say(`PostgreSQL: ${JSON.stringify(settings)}`);
    if (settings.synchronous_commit !== 'on' || settings.fsync !== 'on')
      throw new Error('commits of this server are not durable, so nothing measured on it would count');
    const ledger = createLedger({ sql, now: () => new Date() });
    const paths = companyPaths(leaves);
    await fund(ledger, paths);
    const plain = await createPlainLedger(postgres.connect(connections), leaves);
    const hot = paths.slice(0, 1) as Paths;
    const work: Record<Subject, () => Promise<Done>> = {
      pairs: () => repeatedly(callers, seconds, () => pair(ledger, anyOf(paths))),
      hotPairs: () => repeatedly(callers, seconds, () => pair(ledger, anyOf(hot))),
      postings: () => repeatedly(4, seconds, () => usageBatch(ledger, paths, usesPerBatch)),
      plainTransfers: () => repeatedly(connections, seconds, plain.transfer),
      commits: () => repeatedly(connections, seconds, plain.commit),
    };
    say(`${callers} callers of the ledger; ${connections} connections of the plain loop; ${seconds} s each`);
    const figures = await measure(work);
    const found = await verifyLedger(sql);
    const { transactions, postings } = found.counts;
    say(`verified: ${transactions} transactions, ${postings} postings in ${found.durationMs} ms`);
    for (const { invariant, subject, detail } of found.findings.slice(0, 20))
      say(`FOUND ${invariant}: ${subject}: ${detail}`);
    say(JSON.stringify(resultOf(figures, settings, found.sound)));
    return found.sound ? 0 : 1;
  } finally {
    await postgres.close();
  }
}

/** Every subject in every round, in turns, so that a busy moment of the machine hits all alike. */
async function measure(work: Record<Subject, () => Promise<Done>>): Promise<Record<Subject, number>> {
  const measured = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<
    Subject,
    number[]
  >;
  for (let round = 1; round <= rounds; round += 1) {
    for (const name of names) {
      const done = perSecond(await work[name]());
      measured[name].push(done);
      say(`round ${round}: ${subjects[name]}: ${done.toFixed(0)}/s`);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(measured[name])])) as Record<Subject, number>;
}

const resultOf = (figures: Record<Subject, number>, settings: Record<string, string>, verified: boolean) => ({
  pairsPerSecond: rounded(figures.pairs, 0),
  hotPairsPerSecond: rounded(figures.hotPairs, 0),
  postingsPerSecond: rounded(figures.postings, 0),
  plainTransfersPerSecond: rounded(figures.plainTransfers, 0),
  commitsPerSecond: rounded(figures.commits, 0),
  ratio: rounded(figures.pairs / figures.plainTransfers, 2),
  synchronousCommit: settings.synchronous_commit,
  verified,
});

process.exitCode = await main();
