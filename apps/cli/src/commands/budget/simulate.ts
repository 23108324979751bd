import type { SimulatedEnvelope, Simulation } from '@exchequer/model/contract';
import { type Command, Option } from 'commander';
import type { Cli, CommandContext } from '../../frame/index.ts';
import {
  countFigure,
  type ExitCode,
  exitCodes,
  renderTable,
  type Terminal,
  usageError,
  usdFigure,
} from '../../output/index.ts';
import { printFaults, readPolicyFile } from '../policy/file.ts';
import { findEnvelope } from './find.ts';

interface SimulateOptions {
  file?: string;
  envelope?: string;
  limit?: string;
  period?: 'day' | 'week' | 'month' | 'quarter' | 'fiscal_year';
  enforcement?: 'hard' | 'soft' | 'record';
  from?: string;
  to?: string;
}

/** Adds `budget simulate`. */
export function registerSimulate(budget: Command, cli: Cli): void {
  budget
    .command('simulate')
    .description('What a policy file, or one changed envelope, would have done to past usage')
    .option('--file <file>', 'Policy file to try; without it the envelopes as they are')
    .option('--envelope <name>', 'Envelope to change for the trial: its id or its name')
    .option('--limit <amount>', 'Its limit per period, such as 500')
    .addOption(
      new Option('--period <length>', 'Its period').choices([
        'day',
        'week',
        'month',
        'quarter',
        'fiscal_year',
      ]),
    )
    .addOption(new Option('--enforcement <how>', 'How it holds').choices(['hard', 'soft', 'record']))
    .option('--from <day>', 'First company day; default: the last full month')
    .option('--to <day>', 'The day after the last one')
    .action(cli.run(simulate));
}

/** `budget simulate`; ends with exit code 1 when the file has faults. */
export async function simulate(context: CommandContext<SimulateOptions>): Promise<ExitCode> {
  const { options, globals, terminal, printJson } = context;
  const { file, limit, period, enforcement } = options;
  if (options.envelope === undefined && (limit ?? period ?? enforcement) !== undefined) {
    throw usageError('no envelope is named for that change', 'Add --envelope with its name or id.');
  }
  const text = file === undefined ? undefined : await readPolicyFile(file, terminal.cwd);
  const { client } = await context.connect();
  const { workspace } = globals;
  const change = { limit: amountOf(limit), period, enforcement };
  const named = options.envelope;
  const found = named === undefined ? [] : [await findEnvelope(client, workspace, named)];
  const what_if = found.map(({ id }) => ({ envelope_id: id, ...change }));
  const { from, to } = options;
  const done = await client.policy.simulate({ workspace, text, what_if, from, to });
  if (globals.json) printJson('simulation/1', done);
  else if (done.errors.length > 0) printFaults(file ?? 'policy', done.errors, terminal);
  else print(done, terminal);
  return done.errors.length > 0 ? exitCodes.error : exitCodes.ok;
}

function amountOf(text: string | undefined): string | undefined {
  const plain = text?.trim().replace(/^\$/, '').replaceAll(',', '');
  if (plain === undefined || /^\d+(\.\d{1,12})?$/.test(plain)) return plain;
  throw usageError(`--limit: "${text}" is no amount`, 'Write a decimal number, such as 500 or 99.5.');
}

function print(done: Simulation, terminal: Terminal): void {
  const { style } = terminal;
  terminal.out(
    `${done.from} to ${done.to}, the last day excluded (${done.time_zone}): ${countFigure(String(done.calls))} calls, ${usdFigure(done.cost)}\n\n`,
  );
  terminal.out(`${style.bold(verdict(done))}\n`);
  for (const note of notes(done)) terminal.out(`${note}\n`);
  const shown = done.envelopes.filter(({ calls }) => calls > 0);
  if (shown.length > 0) terminal.out(`\n${renderTable(tableOf(shown), terminal.columns, style)}`);
  for (const envelope of shown)
    for (const line of details(envelope, done.time_zone)) terminal.out(`${line}\n`);
}

function verdict(done: Simulation): string {
  if (done.refused_calls === 0) return 'It would have refused nothing.';
  const first = done.first_refusal ? `; first on ${momentText(done.first_refusal.at, done.time_zone)}` : '';
  return (
    `It would have refused ${countFigure(String(done.refused_calls))} calls${ofWorkers(done.refused_workers)}, ` +
    `${usdFigure(done.refused_cost)} of ${usdFigure(done.cost)}${first}.`
  );
}

const ofWorkers = ({ workers, fewer_than }: Simulation['refused_workers']): string => {
  if (fewer_than !== null) return ` of fewer than ${fewer_than} workers`;
  return workers ? ` of ${countFigure(String(workers))} workers` : '';
};

const notes = (done: Simulation): string[] => [
  ...(done.uncovered_calls > 0
    ? [
        `${countFigure(String(done.uncovered_calls))} calls, ${usdFigure(done.uncovered_cost)}, fall under no envelope.`,
      ]
    : []),
  ...(done.unpriced_calls > 0
    ? [`${countFigure(String(done.unpriced_calls))} calls have no price yet and count as nothing.`]
    : []),
  ...(done.granularity === 'minute'
    ? ['There are too many calls to decide one by one: those of a minute were decided together.']
    : []),
];

function tableOf(envelopes: readonly SimulatedEnvelope[]) {
  const right = { align: 'right' } as const;
  return {
    columns: [
      { title: 'Envelope', least: 16, keep: 'end' as const },
      { title: 'Limit', ...right },
      { title: 'Holds', dropOrder: 2 },
      { title: 'Spent', ...right },
      { title: 'Peak', ...right, dropOrder: 1 },
      { title: 'Refused', ...right },
      { title: 'Cost refused', ...right },
      { title: 'Past limit', ...right, dropOrder: 3 },
    ],
    rows: envelopes.map((one) => ({
      cells: [
        one.path,
        usdFigure(one.limit),
        `${one.enforcement}, ${one.period.replace('_', ' ')}`,
        usdFigure(one.admitted_cost),
        one.peak_percent === null ? '–' : `${one.peak_percent} %`,
        countFigure(String(one.refused_calls)),
        usdFigure(one.refused_cost),
        countFigure(String(one.over_calls)),
      ],
    })),
  };
}

/** What a controller wants to know of an envelope that would have refused or warned. */
function details(one: SimulatedEnvelope, timeZone: string): string[] {
  const lines: string[] = [];
  if (one.first_refusal && one.last_refusal) {
    const [first, last] = [one.first_refusal, one.last_refusal].map(({ at }) => momentText(at, timeZone));
    const days = `${one.days_refused} ${one.days_refused === 1 ? 'day' : 'days'}`;
    lines.push(
      `\n${one.name}: ${countFigure(String(one.refused_calls))} calls${ofWorkers(one.refused_workers)} refused on ${days}, from ${first} to ${last}.`,
    );
    for (const { workflow, refused_percent } of one.workflows.slice(0, 3)) {
      lines.push(`  ${refused_percent} % of the calls of workflow ${workflow}`);
    }
  } else if (one.over_calls > 0) {
    const warned = one.thresholds_crossed
      .slice(0, 3)
      .map(({ threshold, at }) => `${threshold} % on ${momentText(at, timeZone)}`);
    lines.push(
      `\n${one.name}: ${countFigure(String(one.over_calls))} calls past the limit, let through${warned.length > 0 ? `; reached ${warned.join(', ')}` : ''}.`,
    );
  }
  return lines;
}

/** An instant in the company's zone: "12 Nov 14:20". */
const momentText = (at: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  })
    .format(new Date(at))
    .replace(',', '');
