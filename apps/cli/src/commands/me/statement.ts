import { writeFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { monthSchema, type OwnStatement, ownStatementSchema } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { CliError, usageError } from '../../output/index.ts';
import { moneyFigure } from '../budget/amount.ts';
import { type OwnSession, readOwn, readSession, signIn } from './own-session.ts';

export interface StatementFlags {
  month: string;
  out?: string;
  signIn?: string;
}

const endings = ['.pdf', '.json'];

/** Writes one's own statement of a month into a file that its owner alone may read, or in short. */
export async function ownStatement(context: CommandContext<StatementFlags>): Promise<void> {
  const { globals, options, terminal } = context;
  const { month, out, signIn: link } = options;
  if (!monthSchema.safeParse(month).success)
    throw usageError(`--month ${month} is no month`, 'Write it as 2026-11.');
  const ending = out === undefined ? '' : extname(out).toLowerCase();
  if (out !== undefined && !endings.includes(ending))
    throw usageError(`${out} is no paper`, `End it in ${endings.join(' or ')}.`);
  const session = link ? await signIn(link, terminal) : await readSession(terminal);
  if (!session) throw nobody();
  const path = `/api/w/${globals.workspace}/me/statement`;
  if (out === undefined) return inShort(context, session, `${path}?month=${month}`);
  const read = await readOwn(session, `${path}${ending === '.pdf' ? '.pdf' : ''}?month=${month}`);
  const bytes = Buffer.from(await read.arrayBuffer());
  const target = resolve(terminal.cwd, out);
  await writeFile(target, bytes, { mode: 0o600 }).catch((cause: unknown) => {
    throw new CliError(`${target} cannot be written`, 'Check the folder and that you may write there.', {
      cause,
    });
  });
  if (globals.json) context.printJson('me-statement/1', { file: target, bytes: bytes.length, month });
  else terminal.out(`Wrote your statement of ${month} to ${target}. Nobody else can fetch it.\n`);
}

const nobody = () =>
  new CliError(
    'a statement is for the person alone, and nobody is signed in here as themselves',
    'Ask an admin for a link of your own (exchequer login --worker YOUR-EMAIL), and add --sign-in LINK once.',
  );

/** Of grants; without any, of the envelope that pays, which may be shared. */
function leftOf({ envelope, lots, balance }: OwnStatement): string {
  if (lots.length > 0) return moneyFigure(balance.available, 'USD');
  if (!envelope) return 'no budget limits you';
  const shared = envelope.kind === 'person' ? '' : `, shared: ${envelope.name}`;
  return `${moneyFigure(envelope.free, envelope.currency)}${shared}`;
}

/** Without a file: the figures, as text or as JSON. */
async function inShort(
  context: CommandContext<StatementFlags>,
  session: OwnSession,
  path: string,
): Promise<void> {
  const { globals, terminal } = context;
  const own = ownStatementSchema.parse(await (await readOwn(session, path)).json());
  if (globals.json) return context.printJson('me-statement/1', own);
  const { worker, month, spend, cache, stops, outcomes } = own;
  const usd = (amount: string) => moneyFigure(amount, 'USD');
  const lines = [
    ['Spent', `${usd(spend.total)} in ${spend.requests} requests`],
    ['Left', leftOf(own)],
    ['Read from cache', cache.read_percent === null ? 'no input' : `${cache.read_percent} %`],
    ['Avoidable', cache.avoidable === null ? 'cannot tell' : usd(cache.avoidable)],
    ['Lost to refusals', stops.minutes === null ? 'not known any more' : `${stops.minutes} minutes`],
    ...outcomes.map(({ name, done, taken_back: back }) => [
      name,
      back > 0 ? `${done}, ${back} taken back` : `${done}`,
    ]),
    ['Looks by others', String(own.seen.length)],
  ] as const;
  const width = Math.max(...lines.map(([name]) => (name ?? '').length));
  terminal.out(`${terminal.style.bold(worker.name)}, ${month}\n`);
  for (const [name = '', value = ''] of lines) terminal.out(`${name.padEnd(width)}  ${value}\n`);
  terminal.out(`\n${own.compensation.wording} For the page: --out statement.pdf\n`);
}
