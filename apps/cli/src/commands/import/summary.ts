import type { SourceKind } from '@exchequer/model';
import type { ImportKind, ImportProgress, MetricResult, Workspace } from '@exchequer/model/contract';
import type { ContractClient } from '../../connection/index.ts';
import { countFigure, durationFigure, renderTable, type Terminal, usdFigure } from '../../output/index.ts';
import { type UnpricedModel, unpricedLines } from '../usage/footnotes.ts';

/** What the books hold of one source after an import. */
export interface SourceFigures {
  totals: Map<string, string | null>;
  lowerBound: boolean;
  missingOutput: string;
}

const metrics = [
  'requests',
  'tokens_uncached_input',
  'tokens_cache_write',
  'tokens_cache_read',
  'tokens_output',
  'tokens',
  'spend_list',
  'unpriced_share',
];

/** Under which source the journal keeps what each importer brings. */
const journalSources: Record<ImportKind, SourceKind> = {
  'claude-code': 'claude-code.log',
  codex: 'codex.log',
  gemini: 'gemini.log',
  copilot: 'copilot.log',
  opencode: 'opencode.db',
  csv: 'file',
  jsonl: 'file',
  focus: 'focus',
  litellm: 'litellm',
  openrouter: 'openrouter',
};

/** Reads the figures of a source over all time. */
export async function sourceFigures(
  client: ContractClient,
  workspace: Workspace,
  kind: string,
): Promise<SourceFigures> {
  const result: MetricResult = await client.metric.query({
    workspace,
    metrics,
    range: { from: '2020-01-01', to: '2030-02-01', time_zone: 'UTC' },
    grain: 'total',
    group_by: [],
    filters: [{ dimension: 'source', op: 'is', values: [journalSources[kind as ImportKind] ?? kind] }],
    compare: 'none',
    limit: 1,
  });
  return {
    totals: new Map(result.totals.map(({ metric, value }) => [metric, value])),
    lowerBound: result.provenance.lower_bound,
    missingOutput: result.provenance.missing_output_tokens,
  };
}

/** Tells a stranger what came of one import. */
export function showSummary(
  terminal: Terminal,
  done: ImportProgress,
  figures: SourceFigures,
  unpriced: readonly UnpricedModel[] = [],
): void {
  const { style } = terminal;
  const took = durationFigure(Date.parse(done.finished_at ?? done.started_at) - Date.parse(done.started_at));
  terminal.out(`${style.bold(headline(done))} ${style.dim(`· ${filesOf(done)} · ${took}`)}\n\n`);
  if (isEmpty(figures)) terminal.out('The books hold nothing from this source.\n');
  else terminal.out(renderTable(figuresTable(figures), terminal.columns, style));
  for (const line of notesOf(terminal, done, figures)) terminal.out(`${line}\n`);
  const named = new Set(done.unpriced_models);
  for (const model of unpriced.filter(({ provider, model: name }) => named.has(`${provider}/${name}`))) {
    terminal.out(`${unpricedLines(terminal, model).join('\n')}\n`);
  }
}

const isEmpty = ({ totals }: SourceFigures): boolean =>
  ['tokens', 'requests', 'spend_list'].every((key) => (totals.get(key) ?? '0') === '0');

function headline(done: ImportProgress): string {
  if (done.requests_added === 0 && done.tokens_added === '0') return `Nothing new from ${done.source}`;
  return `${countFigure(String(done.requests_added))} requests and ${countFigure(done.tokens_added)} tokens added from ${done.source}`;
}

function filesOf(done: ImportProgress): string {
  const unchanged = done.files_unchanged > 0 ? `, ${done.files_unchanged} unchanged since last time` : '';
  return `${done.files} ${done.files === 1 ? 'file' : 'files'}${unchanged}`;
}

function figuresTable({ totals, lowerBound }: SourceFigures) {
  const count = (key: string) => countFigure(totals.get(key) ?? '0');
  const bound = lowerBound ? '≥ ' : '';
  const cost = totals.get('spend_list') ?? null;
  const partly = Number(totals.get('unpriced_share') ?? 0) > 0 ? ' + unpriced' : '';
  const figure = (title: string) => ({ title, align: 'right' as const });
  const cells = [
    count('requests'),
    count('tokens_uncached_input'),
    count('tokens_cache_write'),
    count('tokens_cache_read'),
    `${bound}${count('tokens_output')}`,
    `${bound}${count('tokens')}`,
    cost === null ? 'unpriced' : `${bound}${usdFigure(cost)}${partly}`,
  ];
  return {
    columns: ['Requests', 'Input', 'Cache write', 'Cache read', 'Output', 'Tokens', 'Cost'].map(figure),
    rows: [{ cells }],
  };
}

function notesOf(terminal: Terminal, done: ImportProgress, figures: SourceFigures): string[] {
  const { style } = terminal;
  const { lowerBound, missingOutput } = figures;
  const whole = style.dim('Figures are of everything the books hold from this source.');
  const notes = isEmpty(figures) ? [] : ['', whole];
  if (done.duplicates > 0)
    notes.push(
      `${countFigure(String(done.duplicates))} duplicate records collapsed: each request counts once.`,
    );
  if (lowerBound) {
    const least =
      missingOutput === '0' ? '' : ` At least ${countFigure(missingOutput)} output tokens are missing.`;
    notes.push(`≥ lower bound: these logs are known to leave out output that was paid for.${least}`);
  }
  if (done.quarantined > 0) {
    const many = `${countFigure(String(done.quarantined))} ${done.quarantined === 1 ? 'record' : 'records'}`;
    notes.push(`${style.warn('rejected')} ${many} could not be read: exchequer source quarantine`);
  }
  return [...notes, ...(done.notes ?? [])];
}
