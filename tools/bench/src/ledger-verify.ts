/**
 * `npm run bench -- ledger-verify [--transactions 1000000]`: writes a ledger of that many transactions
 * through the real writer, times the proof of its whole history, then changes one posting by hand and
 * looks whether the proof names it.
 */
import { createLedger, sealLedger, verifyLedger } from '@exchequer/store/ledger';
import { type Sql, startBenchPostgres } from './ledger/books.ts';
import { companyPaths, fund } from './ledger/company.ts';
import { historyCommands } from './ledger/history.ts';
import { machineLine, numberFlag, rounded } from './measure/machine.ts';

const transactions = numberFlag(process.argv.slice(2), 'transactions', 1_000_000);
const perBatch = 2_000;
const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  say(`machine: ${machineLine()}`);
  const postgres = await startBenchPostgres();
  try {
    const sql = postgres.connect(6);
    await write(sql);
    const sealStart = performance.now();
    const seals = await sealLedger(sql, new Date());
    say(`sealed in ${seals.length} links in ${((performance.now() - sealStart) / 1_000).toFixed(1)} s`);
    const proof = await verifyLedger(sql);
    for (const { invariant, subject, detail } of proof.findings.slice(0, 20))
      say(`FOUND ${invariant}: ${subject}: ${detail}`);
    const verifySeconds = rounded(proof.durationMs / 1_000, 1);
    say(
      `verified ${proof.counts.transactions} transactions, ${proof.counts.postings} postings in ${verifySeconds} s`,
    );
    const tamperedFound = await tamper(sql);
    const { transactions: written, postings } = proof.counts;
    const { sound } = proof;
    say(JSON.stringify({ transactions: written, postings, verifySeconds, sound, tamperedFound }));
    return sound && tamperedFound ? 0 : 1;
  } finally {
    await postgres.close();
  }
}

/** Two streams of batches, since one leaves the server idle while it decides. */
async function write(sql: Sql): Promise<void> {
  const ledger = createLedger({ sql, now: () => new Date() });
  const paths = companyPaths(1_000);
  await fund(ledger, paths);
  const startedAt = performance.now();
  let written = new Set(paths.flat()).size;
  let said = 0;
  const commands = historyCommands(paths);
  const stream = async () => {
    while (written < transactions) {
      const wanted = Math.min(perBatch, transactions - written);
      written += wanted;
      const batch = Array.from({ length: wanted }, () => commands.next().value);
      await sql.begin((tx) => ledger.within(tx, batch));
      if (written - said < 100_000) continue;
      said = written;
      say(`${written} transactions after ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`);
    }
  };
  await Promise.all([stream(), stream()]);
}

/** Changes one amount and the balance it makes, as someone with access to the database could. */
async function tamper(sql: Sql): Promise<boolean> {
  const [victim] = await sql<{ transaction_id: string; line: number; account_id: string }[]>`
    SELECT transaction_id, line, account_id FROM ledger_posting
    WHERE transaction_id >= (SELECT max(id) / 2 FROM ledger_transaction) ORDER BY transaction_id, line LIMIT 1`;
  if (!victim) return false;
  const { transaction_id: id, line, account_id: account } = victim;
  await sql`UPDATE ledger_transaction SET amounts[${line}] = amounts[${line}] + 0.01 WHERE id = ${id}`;
  await sql`UPDATE ledger_account SET balance = balance + 0.01 WHERE id = ${account}`;
  const { findings } = await verifyLedger(sql);
  for (const { invariant, subject, detail } of findings) say(`found ${invariant}: ${subject}: ${detail}`);
  return findings.some(({ subject }) => subject.split(/\s/).includes(id));
}

process.exitCode = await main();
