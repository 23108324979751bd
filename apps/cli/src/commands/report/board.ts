import { writeFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import type { BoardPack, PaperFigure, ReportSnapshot } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { CliError, shareFigure, usageError, usdFigure } from '../../output/index.ts';

export interface BoardFlags {
  month?: string;
  format?: string;
  out?: string;
  paper: string;
  snapshot?: string;
}

const formats = ['pdf', 'xlsx', 'json'] as const;
type Format = (typeof formats)[number];

/** Makes the board pack of a month, or takes one that was made, and writes it or says it in short. */
export async function writeBoard(context: CommandContext<BoardFlags>): Promise<void> {
  const { globals, options, terminal } = context;
  const { workspace } = globals;
  const format = formatOf(options);
  if (!['a4', 'letter'].includes(options.paper))
    throw usageError(`there is no paper ${options.paper}`, 'Give a4 or letter.');
  const month = monthOf(options, terminal.now());
  const connection = await context.connect();
  const { report } = connection.client;
  const snapshot =
    options.snapshot === undefined
      ? await report.board({ workspace, month })
      : await report.get({ workspace, id: options.snapshot });
  if (format === null || options.out === undefined) {
    if (globals.json || format === 'json') return context.printJson('board-pack/1', { ...snapshot });
    terminal.out(summary(snapshot));
    return;
  }
  const path = `${snapshot[format]}${options.paper === 'letter' ? '?paper=letter' : ''}`;
  const bytes = await fileOf(connection, path);
  const target = resolve(terminal.cwd, options.out);
  await writeFile(target, bytes).catch((cause: unknown) => {
    throw new CliError(`${target} cannot be written`, 'Check the folder and that you may write there.', {
      cause,
    });
  });
  if (globals.json)
    context.printJson('board-file/1', { file: target, format, id: snapshot.id, bytes: bytes.length });
  else terminal.out(`Wrote the board pack of ${snapshot.month} to ${target} (${snapshot.id}).\n`);
}

function formatOf({ format, out }: BoardFlags): Format | null {
  const ending = out === undefined ? undefined : extname(out).slice(1).toLowerCase();
  const told = format ?? ending;
  if (told === undefined) return null;
  const found = formats.find((one) => one === told);
  if (!found) throw usageError(`${told || out} is no format`, `One of: ${formats.join(', ')}.`);
  if (found !== 'json' && out === undefined)
    throw usageError(`a ${found} file is no text`, 'Name a file with --out.');
  return found;
}

function monthOf({ month }: BoardFlags, now: Date): string {
  if (month === undefined) {
    const last = new Date(Date.UTC(now.getFullYear(), now.getMonth() - 1, 1));
    return last.toISOString().slice(0, 7);
  }
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) return month;
  throw usageError(`--month ${month} is no month`, 'Write it as 2026-10.');
}

async function fileOf(
  connection: { download(path: string): Promise<AsyncIterable<Uint8Array | string>> },
  path: string,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of await connection.download(path)) parts.push(Buffer.from(part as Uint8Array));
  return Buffer.concat(parts);
}

/** What the terminal says of a pack: its headline, spend, and what to do. */
function summary({ id, pack }: ReportSnapshot): string {
  const { spend, recommendations, decisions } = pack;
  const marks = pack.workspace === 'sample' ? 'SAMPLE: figures of a simulated company\n' : '';
  const figures = [spend.month, spend.year, spend.estimate, spend.budget, spend.over_budget];
  const lines = figures.map((figure) => `  ${figure.name.padEnd(24)}${shown(figure)}`);
  const advice = recommendations.map(({ claim, gain }) => `  ${claim} ${gainOf(gain)}`);
  return [
    `${marks}Board pack of ${pack.month}, ${id}`,
    ...[pack.headline, ''],
    ...lines,
    ...(advice.length > 0 ? ['', 'What to do', ...advice] : []),
    ...(decisions.length > 0 ? ['', `${decisions.length} decisions with what they brought`] : []),
    ...['', `As a page: exchequer report board --snapshot ${id} --out pack.pdf`, ''],
  ].join('\n');
}

function shown({ value, needs, unit, low, high }: PaperFigure): string {
  if (value === null) return `Needs: ${needs ?? 'more outcomes'}`;
  const text = (amount: string) => (unit === 'share' ? shareFigure(amount) : usdFigure(amount));
  return low === null || high === null ? text(value) : `${text(value)} (${text(low)} to ${text(high)})`;
}

const gainOf = ({ low, high, per }: BoardPack['recommendations'][number]['gain']): string =>
  `${usdFigure(low)} to ${usdFigure(high)} ${per === 'month' ? 'a month' : 'once'}.`;
