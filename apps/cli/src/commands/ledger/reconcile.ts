import type { CommandContext } from '../../frame/index.ts';
import { type ExitCode, exitCodes, renderTable } from '../../output/index.ts';
import { rangeOf } from './days.ts';

/** `ledger reconcile`: exit code 1 where the stations do not say the same. */
export async function reconcile({
  options,
  globals,
  connect,
  terminal,
  printJson,
}: CommandContext<{ since: string; until: string }>): Promise<ExitCode> {
  const range = rangeOf(options);
  const { client } = await connect();
  const proof = await client.ledger.reconcile({ workspace: globals.workspace, ...range });
  const code = proof.equal ? exitCodes.ok : exitCodes.error;
  if (globals.json) {
    printJson('ledger-reconcile/1', proof);
    return code;
  }
  const right = { align: 'right' as const };
  const table = {
    columns: [{ title: 'Station' }, { title: 'USD', ...right }, { title: 'Difference', ...right }],
    rows: proof.stations.map(({ station, amount, difference }) => ({
      cells: [station.replaceAll('_', ' '), amount, difference],
    })),
  };
  terminal.out(`Usage from ${proof.from} to ${proof.to} (last day excluded), ${proof.time_zone}\n\n`);
  terminal.out(renderTable(table, terminal.columns, terminal.style));
  if (proof.equal) {
    terminal.out('Every station says the same, to the last picodollar.\n');
    return code;
  }
  for (const { day, provider, difference } of proof.differences.slice(0, 20)) {
    terminal.err(`${day} ${provider}: ${difference}\n`);
  }
  terminal.err(
    'error: the stations differ\nfix:   Post what waits under Ledger, Postings, and run this again.\n',
  );
  return code;
}
