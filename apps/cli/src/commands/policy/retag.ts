import type { CommandContext } from '../../frame/index.ts';
import { groupDigits, renderTable } from '../../output/index.ts';

/** `policy retag`: what the purposes and cost centres in force would move; with --yes, moves it. */
export async function retag({
  options,
  globals,
  connect,
  terminal,
  printJson,
}: CommandContext<{ yes: boolean }>): Promise<void> {
  const { client } = await connect();
  const { workspace } = globals;
  const { purposeRules } = client.charge;
  const done = options.yes
    ? await purposeRules.retag({ workspace })
    : await purposeRules.preview({ workspace });
  if (globals.json) return printJson(options.yes ? 'policy-retagged/1' : 'policy-retag/1', done);
  if (done.charges === 0) {
    terminal.out('Every open charge is tagged as the rules in force say.\n');
    return;
  }
  const rows = done.moves.map((move) => ({
    cells: [
      `${move.from_purpose}, ${move.from_cost_center}`,
      `${move.to_purpose}, ${move.to_cost_center}`,
      groupDigits(String(move.charges)),
      `$${groupDigits(move.amount)}`,
    ],
  }));
  const columns = [
    { title: 'From', least: 20 },
    { title: 'To', least: 20 },
    { title: 'Charges', align: 'right' as const },
    { title: 'Amount', align: 'right' as const },
  ];
  terminal.out(renderTable({ columns, rows }, terminal.columns, terminal.style));
  const charges = `${groupDigits(String(done.charges))} open charges of $${groupDigits(done.amount)}`;
  terminal.out(
    options.yes ? `${charges} were tagged anew.\n` : `${charges}. Nothing was moved; add --yes.\n`,
  );
}
