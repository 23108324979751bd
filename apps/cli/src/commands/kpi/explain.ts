import type { CommandContext } from '../../frame/index.ts';
import { renderTable } from '../../output/index.ts';
import { figureOf, type KpiFlags, rangeText, shownValue } from './kpi.ts';
import { kpiRange } from './range.ts';

/** Opens a figure to its formula and its sums. */
export async function explainKpi(context: CommandContext<KpiFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const { client } = await context.connect();
  const range = await kpiRange(client, options, terminal.now());
  const told = await client.value.explain({
    workspace: globals.workspace,
    range,
    metric: args[0] as string,
  });
  if (globals.json) return context.printJson('kpi-explanation/1', { range, ...told });
  const { definition, evidence } = told;
  const { style } = terminal;
  if (globals.workspace === 'sample') terminal.out('SAMPLE: figures of a simulated company\n');
  terminal.out(`${style.bold(told.in_words)}\n${definition.meaning}\n`);
  if (definition.caveats) terminal.out(`${style.dim(definition.caveats)}\n`);
  if (definition.badge) terminal.out(`${style.bold(definition.badge)}\n`);
  terminal.out(`\n${shownValue(definition, told, evidence)}\n`);
  terminal.out(`${style.dim(`${evidence.grade}: ${evidence.grade_meaning}`)}\n`);
  if (evidence.reason && told.value !== null) terminal.out(`${style.dim(evidence.reason)}\n`);
  if (evidence.coverage) {
    terminal.out(
      `${style.dim(`${figureOf({ unit: 'share' }, evidence.coverage)} of its tokens are priced`)}\n`,
    );
  }
  const columns = ['Sum', 'From', 'Amount'].map((title) => ({ title, dropOrder: 0 }));
  const rows = told.inputs.map(({ name, fact, sum, needs }) => ({
    cells: [name, fact, sum ?? `Needs: ${needs ?? 'a source'}`],
  }));
  if (rows.length > 0) terminal.out(`\n${renderTable({ columns, rows }, terminal.columns, style)}`);
  terminal.out(`\n${rangeText(range)}\n`);
}
