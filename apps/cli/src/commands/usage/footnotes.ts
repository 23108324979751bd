import type { MetricResult, Workspace } from '@exchequer/model/contract';
import type { ContractClient } from '../../connection/index.ts';
import { countFigure, shareFigure, type Terminal } from '../../output/index.ts';
import type { Figures } from './figures.ts';

type Provenance = MetricResult['provenance'];

/** A model without a price, and the command that gives it one. */
export interface UnpricedModel {
  provider: string;
  model: string;
  requests: string;
  tokens: string;
  command: string;
}

/** Models without a price; none are asked for when everything in range is priced. */
export async function unpricedModels(
  client: ContractClient,
  workspace: Workspace,
  total: Pick<Figures, 'cost' | 'partlyUnpriced'>,
): Promise<UnpricedModel[]> {
  if (total.cost !== null && !total.partlyUnpriced) return [];
  const found = await client.source.unpriced({ workspace });
  return found.map(({ provider, model, requests, tokens, command }) => ({
    provider,
    model,
    requests,
    tokens,
    command,
  }));
}

const most = 5;

/** Below the table: lower bound, unpriced with the command that mends it, and how fresh it all is. */
export function showFootnotes(
  terminal: Terminal,
  provenance: Provenance,
  unpriced: readonly UnpricedModel[],
  timeZone: string,
): void {
  const { style } = terminal;
  const lines: string[] = [];
  if (provenance.lower_bound) lines.push(boundLine(provenance));
  for (const model of unpriced.slice(0, most)) lines.push(...unpricedLines(terminal, model));
  if (unpriced.length > most)
    lines.push(`…and ${unpriced.length - most} more unpriced models; --json lists them all`);
  const fresh = freshness(provenance, timeZone);
  if (fresh) lines.push(style.dim(fresh));
  if (lines.length > 0) terminal.out(`\n${lines.join('\n')}\n`);
}

function boundLine({ missing_output_tokens: missing }: Provenance): string {
  const least = missing === '0' ? '' : ` At least ${countFigure(missing)} output tokens are missing.`;
  return `≥ lower bound: the logs are known to leave out output that was paid for.${least}`;
}

/** One model without a price: what it means, and the one command that mends it. */
export function unpricedLines(
  { style }: Terminal,
  { provider, model, tokens, command }: UnpricedModel,
): string[] {
  const said = `${countFigure(tokens)} tokens are in no cost above.`;
  if (model === '') {
    const fix = 'Import the file again and name the model: --map model=<column>,provider==<vendor>';
    return [`${style.warn('unpriced')} usage that names no model: ${said}`, `  ${fix}`];
  }
  const name = provider === '' ? model : `${provider}/${model}`;
  return [`${style.warn('unpriced')} ${name}: ${said}`, `  ${command}`];
}

function freshness(provenance: Provenance, timeZone: string): string {
  const parts = [
    provenance.newest_event_at ? `Newest usage ${clock(provenance.newest_event_at, timeZone)}` : '',
    provenance.newest_recorded_at ? `learned ${clock(provenance.newest_recorded_at, timeZone)}` : '',
    provenance.duplicates_collapsed > 0
      ? `${countFigure(String(provenance.duplicates_collapsed))} duplicates collapsed`
      : '',
    provenance.priced_token_share === null
      ? ''
      : `${shareFigure(provenance.priced_token_share)} of tokens priced`,
  ];
  return `${parts.filter((part) => part !== '').join(' · ')}${parts.some(Boolean) ? '.' : ''}`;
}

/** 2026-02-12 14:03, in the zone of the report. */
export function clock(instant: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return format.format(new Date(instant));
}
