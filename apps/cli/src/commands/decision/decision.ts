import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { CommandContext } from '../../frame/index.ts';
import { durationFigure, type ExitCode, exitCodes, readGiven, renderTable } from '../../output/index.ts';
import { kpiRange } from '../kpi/range.ts';

export interface DecisionFlags {
  since?: string;
  until?: string;
  kind?: string;
  state?: 'open' | 'acted' | 'dropped';
}
export interface RecordFlags {
  kind: string;
  signal: string;
  detected?: string;
  decided?: string;
  acted?: string;
  team?: string;
}
export interface ImportFlags {
  yes: boolean;
}

const shownAtOnce = 500;
const duration = (seconds: number | null): string =>
  seconds === null ? 'too many are open to tell' : durationFigure(seconds * 1_000);

/** Lists decisions. */
export async function listDecisions(context: CommandContext<DecisionFlags>): Promise<void> {
  const { globals, options, terminal } = context;
  const { client } = await context.connect();
  const { decisions, next_cursor } = await client.decision.list({
    workspace: globals.workspace,
    range: await kpiRange(client, options, terminal.now()),
    limit: shownAtOnce,
    ...(options.kind && { kind: options.kind }),
    ...(options.state && { state: options.state }),
  });
  if (globals.json) return context.printJson('decisions/1', { decisions, next_cursor });
  if (decisions.length === 0) return terminal.out('No decisions in this range.\n');
  const columns = ['Id', 'Kind', 'What', 'State', 'From signal', 'Data ready'].map((title, at) => ({
    title,
    dropOrder: at === 5 ? 1 : 0,
  }));
  const rows = decisions.map((one) => ({
    cells: [
      one.id,
      one.kind,
      one.title,
      one.state,
      duration(one.latency_seconds),
      `${one.inputs_ready} of ${one.inputs.length}`,
    ],
  }));
  terminal.out(renderTable({ columns, rows }, terminal.columns, terminal.style));
  if (next_cursor) terminal.out(`\nThe newest ${shownAtOnce}; narrow the range to see others.\n`);
}

/** Writes a decision down. */
export async function recordDecision(context: CommandContext<RecordFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const { client } = await context.connect();
  const made = await client.decision.record({
    workspace: globals.workspace,
    kind: options.kind,
    title: args[0] as string,
    signal_at: options.signal,
    idempotency_key: randomUUID(),
    ...(options.detected && { detected_at: options.detected }),
    ...(options.decided && { decided_at: options.decided }),
    ...(options.acted && { acted_at: options.acted }),
    ...(options.team && { team_id: options.team }),
  });
  if (globals.json) return context.printJson('decision/1', made);
  terminal.out(`Written down as ${made.id}, ${made.state}.\n`);
}

/** Takes a file of decisions in, or tells what is wrong with it. */
export async function importDecisions(context: CommandContext<ImportFlags>): Promise<ExitCode> {
  const { globals, options, args, terminal } = context;
  const path = resolve(terminal.cwd, args[0] as string);
  const text = await readGiven(path);
  const { client } = await context.connect();
  const result = await client.decision.import({
    workspace: globals.workspace,
    text,
    dry_run: !options.yes,
  });
  if (globals.json) context.printJson('decision-import/1', result);
  else if (result.rejected.length > 0) {
    for (const { row, error, fix } of result.rejected) terminal.err(`${path}:${row}: ${error}. ${fix}\n`);
    terminal.err('Nothing was written.\n');
  } else {
    const counts = `${result.added} new, ${result.changed} changed.`;
    terminal.out(options.yes ? `Written: ${counts}\n` : `${counts} Nothing was written; add --yes.\n`);
  }
  return result.rejected.length > 0 ? exitCodes.error : exitCodes.ok;
}

/** Shows how long decisions take. */
export async function showLatency(context: CommandContext<DecisionFlags>): Promise<void> {
  const { globals, options, terminal } = context;
  const { client } = await context.connect();
  const read = await client.decision.latency({
    workspace: globals.workspace,
    range: await kpiRange(client, options, terminal.now()),
    ...(options.kind && { kind: options.kind }),
  });
  if (globals.json) return context.printJson('decision-latency/1', read);
  if (read.decisions === 0) return terminal.out('No decisions in this range.\n');
  terminal.out(`Half are acted on within ${duration(read.p50_seconds)}.\n`);
  terminal.out(`Nine in ten within ${duration(read.p90_seconds)}.\n`);
  for (const { stage, p50_seconds } of read.stages) {
    terminal.out(`${terminal.style.dim(`  ${stage}: half within ${duration(p50_seconds)}`)}\n`);
  }
  terminal.out(`\n${read.decisions} decisions, ${read.open} of them open and counted as longer.\n`);
}
