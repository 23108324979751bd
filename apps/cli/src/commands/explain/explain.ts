import type {
  BridgePartKey,
  BridgeResult,
  ExplainedBy,
  ExplainedCost,
  SpikesResult,
} from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { renderTable, usdFigure } from '../../output/index.ts';
import { kpiRange } from '../kpi/range.ts';

export interface ExplainFlags {
  bridge?: boolean;
  spikes?: boolean;
  by: ExplainedBy;
  cost: ExplainedCost;
  since?: string;
  until?: string;
}

/** Shows the bridge and the spikes of a range; one of them where a flag names it. */
export async function explain(context: CommandContext<ExplainFlags>): Promise<void> {
  const { globals, options, terminal } = context;
  const { client } = await context.connect();
  const range = await kpiRange(client, options, terminal.now());
  const { workspace } = globals;
  const { by, cost } = options;
  const both = !options.bridge && !options.spikes;
  const bridge = options.bridge || both ? await client.explain.bridge({ workspace, range, by, cost }) : null;
  const spikes = options.spikes || both ? await client.explain.spikes({ workspace, range, cost }) : null;
  if (globals.json) return context.printJson('explain/1', { range, bridge, spikes });
  if (workspace === 'sample') terminal.out('SAMPLE: figures of a simulated company\n');
  if (bridge) showBridge(context, bridge);
  if (bridge && spikes) terminal.out('\n');
  if (spikes) showSpikes(context, spikes);
}

const names: Record<BridgePartKey, string> = {
  volume: 'Volume',
  mix: 'Mix',
  new: 'New',
  retired: 'Retired',
  price: 'Price',
  beside: 'Beside tokens',
};

function showBridge({ terminal }: CommandContext<ExplainFlags>, result: BridgeResult): void {
  const { style } = terminal;
  const { from, to } = result.compare_range;
  terminal.out(`${style.bold(result.says)}\n`);
  terminal.out(`${style.dim(`Against ${from} to ${to}, the last day excluded.`)}\n`);
  if (result.needs) return;
  const largest = ({ items }: BridgeResult['parts'][number]) => {
    const [first] = items;
    return first
      ? `${first.at.map(({ label }) => label).join(' › ') || 'the rest'} ${usdFigure(first.amount)}`
      : '';
  };
  const columns = [
    { title: 'Step', dropOrder: 0 },
    { title: 'Amount', dropOrder: 0, align: 'right' as const },
    { title: 'Most of it', dropOrder: 1 },
  ];
  const rows = [
    { cells: ['Before', usdFigure(result.before), ''] },
    ...result.parts.map((part) => ({ cells: [names[part.key], usdFigure(part.amount), largest(part)] })),
    { cells: ['Now', usdFigure(result.after), ''] },
  ];
  terminal.out(`${renderTable({ columns, rows }, terminal.columns, style)}\n`);
}

function showSpikes(
  { terminal }: CommandContext<ExplainFlags>,
  { needs, spikes, watched }: SpikesResult,
): void {
  const { style } = terminal;
  if (needs) return void terminal.out(`Spikes cannot be told: needs ${needs}.\n`);
  if (spikes.length === 0)
    return void terminal.out(`No day above what was expected, in ${watched} series.\n`);
  for (const { says, causes, evidence } of spikes) {
    terminal.out(`${style.bold(says)}\n`);
    for (const cause of causes.slice(1)) terminal.out(`  ${cause.says}\n`);
    if (evidence[0]) terminal.out(`  ${style.dim(evidence[0].to)}\n`);
  }
}
