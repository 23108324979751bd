import type { CommandContext } from '../../frame/index.ts';
import { renderTable } from '../../output/index.ts';
import { printRowErrors, readPrices } from './import.ts';

/** `prices diff`. */
export async function diffPrices({
  options,
  globals,
  connect,
  terminal,
  printJson,
}: CommandContext<{ against: string }>) {
  const file =
    options.against === 'catalogue' ? null : await readPrices(options.against, undefined, terminal.cwd);
  const { client } = await connect();
  const compared = await client.price.diff({ against: file ?? 'catalogue' });
  if (globals.json) return printJson('price-diff/1', compared);
  if (file) printRowErrors(file.name, compared.errors, terminal);
  const right = { align: 'right' } as const;
  if (compared.differences.length > 0) {
    const table = {
      columns: [
        { title: 'Model', least: 16 },
        { title: 'Class' },
        { title: 'List price', ...right },
        { title: 'Other', ...right },
        { title: 'Said by', dropOrder: 1, least: 12 },
      ],
      rows: compared.differences.map((d) => ({
        cells: [`${d.provider}/${d.model}${tierText(d)}`, d.priced_class, d.ours, d.theirs, d.source],
      })),
    };
    terminal.out(`USD per million tokens\n\n${renderTable(table, terminal.columns, terminal.style)}`);
  }
  const unknown = compared.unknown.length;
  terminal.out(
    `${compared.differences.length} prices differ, ${compared.same} entries agree` +
      `${unknown > 0 ? `, ${unknown} are of models without a list price` : ''}.\n`,
  );
}

const tierText = (d: { service_tier: string; context_over: number }): string =>
  [d.service_tier === 'standard' ? '' : d.service_tier, d.context_over >= 0 ? `over ${d.context_over}` : '']
    .filter(Boolean)
    .map((part) => ` (${part})`)
    .join('');
